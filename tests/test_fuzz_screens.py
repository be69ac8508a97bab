"""Every screen in a real browser, with hostile texts in every field: none of them ever runs."""

import json

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common import RingCase
from .hostile import HOSTILE, hostile_order

# What a remote never writes: addresses, keys, and what Odoo computes with.
OWN_FIELDS = (
    'api_url', 'auth_url', 'api_user', 'api_key', 'secret_token', 'client_id', 'client_secret',
    'access_token', 'refresh_token', 'webhook_key', 'webhook_address', 'store_name',
    'order_api_version', 'merchant_code', 'fingerprint', 'order_prefix', 'model', 'key')
ODOO_FIELDS = {
    'res.partner': ['name', 'street', 'street2', 'zip', 'city', 'phone'],
    'sale.order': ['client_order_ref', 'mycashflow_note', 'origin'],
    'sale.order.line': ['name'],
    'stock.picking': ['carrier_tracking_ref', 'origin'],
    'product.template': ['name'],
}
# Open a screen, let it load, look at every tab; nothing of a text may have become an element.
WALK = """
(async () => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const until = async (found, what) => {
        for (let i = 0; i < 200; i++) {
            if (found()) { return; }
            await pause(50);
        }
        throw new Error("never seen: " + what);
    };
    window.alert = window.confirm = window.prompt = () => { window.hostile = 1; };
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    let shown = 0;
    for (const screen of %s) {
        document.querySelectorAll(".o_form_view, .o_list_view").forEach(
            (view) => view.classList.add("old"));
        await action.doAction(screen, { clearBreadcrumbs: true });
        const view = ".o_action_manager .o_form_view:not(.old), " +
            ".o_action_manager .o_list_view:not(.old)";
        await until(() => document.querySelector(view), JSON.stringify(screen));
        const tabs = document.querySelectorAll(".o_notebook .nav-link");
        for (const tab of [null, ...tabs]) {
            tab?.click();
            await pause(tab ? 60 : 120);
            const page = document.body;
            const texts = page.innerText + [...page.querySelectorAll("input, textarea")].map(
                (input) => input.value).join(" ");
            shown += texts.split("<img data-hostile").length - 1;
            const runs = window.hostile || page.querySelector("[data-hostile]")
                || page.querySelector('a[href^="javascript:"i]');
            if (runs || /1337/.test(texts)) {
                throw new Error("a text runs on " + JSON.stringify(screen));
            }
        }
    }
    if (shown < 60) {
        throw new Error("the texts were seen " + shown + " times only");
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged('post_install', '-at_install')
class TestHostileScreens(RingCase, HttpCase):

    def setUp(self):
        super().setUp()
        self.merchant.fetch_returns = True

    def build_ring(self):
        """A row of each kind, the order with a comparison and a story."""
        control = self.sandbox.control
        order = control.place(lines=[{'code': 'KAASU-230', 'quantity': 2}])
        control.place(kind='unmapped_method')
        self.go_round()
        control.ship(str(order['id']), tracking='JJ1, JJ2')
        control.return_order(str(order['id']), {'KAASU-230': 1})
        control.add_foreign_stock_update('IN-1', {'KAASU-230': 5})
        control.add_foreign_order('OTHER-1')
        self.go_round()
        row = self.env['mycashflow.order'].search([('remote_id', '=', order['id'])])
        row.write({'applied_payload': row.payload, 'payload': hostile_order(row.payload)})
        row._note_not_applied(HOSTILE)
        return row

    def make_hostile(self):
        """Such a text in every text that a remote may have written, in our models and Odoo's."""
        for model in self.our_models():
            self.spoil(model.search([]), [
                name for name, field in model._fields.items()
                if field.type in ('char', 'text') and field.store and not field.related
                and not field.compute and name not in OWN_FIELDS])
        orders = self.env['sale.order'].search([('mycashflow_store_id', '=', self.store.id)])
        records = (orders.partner_id | orders.partner_shipping_id, orders, orders.order_line,
                   orders.picking_ids, orders.order_line.product_id.product_tmpl_id)
        for found in records:
            self.spoil(found, ODOO_FIELDS[found._name])
        return orders

    def spoil(self, records, names):
        """Numbered, for some of them are unique. Past what Odoo does when they are written."""
        self.env.flush_all()
        for record in records:
            for name in names:
                self.env.cr.execute(SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s", SQL.identifier(record._table),
                    SQL.identifier(name), self.value(record, name), record.id))
        self.env.invalidate_all()

    def value(self, record, name):
        text = f'{HOSTILE}{record.id}'
        return json.dumps({'en_US': text}) if record._fields[name].translate else text

    def our_models(self):
        return [
            model for name, model in self.env.items()
            if name.startswith(('mycashflow', 'ogoship')) and model._auto
            and not model._abstract and not model._transient]

    def screens(self, records):
        """A list and a form of each model, as client actions."""
        actions = []
        for found in records:
            actions += [self.action(found, 'list'), self.action(found, 'form')]
        return actions

    def action(self, records, kind):
        return {
            'type': 'ir.actions.act_window', 'name': records._description,
            'res_model': records._name, 'views': [[False, kind]],
            **({'res_id': records[-1].id} if kind == 'form' else {
                'domain': [['id', 'in', records.ids]]})}

    def test_no_text_of_a_remote_runs_on_any_screen(self):
        row = self.build_ring()
        orders = self.make_hostile()
        self.assertIn('&lt;img data-hostile', row.change_summary)
        records = [model.search([]) for model in self.our_models()]
        empty = {found._name for found in records if not found}
        self.assertLessEqual(empty, {'mycashflow_ogoship.alarm', 'mycashflow.booking'})
        records = [found for found in records if found and self.has_views(found)] + [
            orders, orders.picking_ids, orders.partner_id]
        self.browser_js(
            '/odoo', WALK % json.dumps(self.screens(records)),
            ready='Boolean(odoo.__WOWL_DEBUG__?.root?.env?.services?.action)', login='admin',
            timeout=120)

    def has_views(self, records):
        """Lines without a screen of their own are seen on the ones they belong to."""
        return bool(self.env['ir.ui.view'].search_count([
            ('model', '=', records._name), ('type', '=', 'form')], limit=1))
