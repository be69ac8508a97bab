"""In a real browser: whatever the menu leads to opens, at a desk, on a phone, in the dark."""

import json
import re
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from .inbound_common import InboundCase
from .returns_common import ReturnCase
from .watch_common import WatchCase

ROOT = Path(__file__).parents[1]
# A colour that stays the same in the dark: Odoo's own are variables, and its classes follow them.
FIXED_COLOUR = re.compile(
    r'#[0-9a-f]{3,8}\b|\brgba?\(|\b(?:bg-white|bg-light|bg-black|text-dark|text-black|'
    r'text-white|text-light)\b|:\s*(?:white|black)\b', re.IGNORECASE)


class ScreensCase(WatchCase, ReturnCase, InboundCase, HttpCase):
    """A small ring with something of each kind."""

    # The first screen of a database has its assets made; on a busy machine that takes a while.
    test_cursor_lock_timeout = 120

    def build_ring(self):
        self.press(self.store, 'action_refresh_products')
        linkable = self.env['mycashflow.product'].search([('match_id', '!=', False)], limit=1)
        linkable._link(linkable.match_id)
        self.come_back(self.gone())
        self.announced()
        self.bring_in('unmapped_method')
        row = self.bring_in()
        self.env['mycashflow.booking'].create({
            'order_id': row.id, 'kind': 'invoice', 'mode': 'draft', 'state': 'error',
            'reason': 'total'})
        self.late()
        self.watch()

    def screens(self):
        """What each menu item opens: its views, and a record for the form."""
        root = self.env.ref('mycashflow_ogoship.menu_root')
        menus = self.env['ir.ui.menu'].search([
            ('id', 'child_of', root.id), ('action', '!=', False)])
        return [self.screen(menu.action) for menu in menus]

    def screen(self, action):
        window = action.sudo().run() if action._name == 'ir.actions.server' else action.read()[0]
        views = window['view_mode'].split(',')
        domain = safe_eval(window.get('domain') or '[]', {
            'uid': self.env.uid, 'allowed_company_ids': self.env.company.ids})
        record = self.env[window['res_model']].search(domain, limit=1)
        if 'form' in views and len(views) > 1:
            self.assertTrue(record, f"{action.name}: there is no record whose form could open")
        return {
            'action': action.id, 'name': action.name, 'views': views, 'record': record.id,
            'dialog': window.get('target') == 'new'}


@tagged('post_install', '-at_install')
class TestEveryScreen(ScreensCase):

    def walk(self, **values):
        self.build_ring()
        screens = self.screens()
        self.assertGreater(len(screens), 25)
        query = urlencode({'screens': json.dumps(screens)})
        self.start_tour(
            f'/odoo/mycashflow-stores?{query}', 'mycashflow_ogoship_every_screen',
            login='admin', timeout=300, **values)

    def test_every_menu_item_opens_at_a_desk(self):
        self.walk()

    def test_every_menu_item_opens_on_a_phone_in_the_dark(self):
        """Only Odoo Enterprise lets its users choose the dark; both have its styles."""
        self.browser_size, self.touch_enabled = '375x667', True
        with patch.object(self.registry['ir.http'], 'color_scheme', lambda *args: 'dark'):
            self.walk()


@tagged('post_install', '-at_install')
class TestWhatIsWritten(TransactionCase):

    def test_an_empty_report_invents_no_median(self):
        """The web client cannot make up sample data for it: it ends in an error dialog."""
        views = self.env['ir.ui.view'].search([
            ('model', '=', 'mycashflow_ogoship.report.order'), ('type', 'in', ('graph', 'pivot'))])
        self.assertGreater(len(views), 5)
        for view in views:
            self.assertNotIn('sample=', view.arch, view.name)

    def test_no_colour_is_fixed_that_would_stay_bright_in_the_dark(self):
        files = [*ROOT.glob('static/src/**/*.*'), *ROOT.glob('views/*.xml'),
                 *ROOT.glob('wizard/*.xml')]
        self.assertGreater(len(files), 25)
        for file in files:
            text = re.sub(r'&#\w+;|<!--.*?-->', '', file.read_text(), flags=re.DOTALL)
            self.assertEqual(FIXED_COLOUR.findall(text), [], file.name)
