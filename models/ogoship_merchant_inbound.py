from datetime import timedelta

from odoo import fields, models

from ..const import WAREHOUSE_OVERLAP


class OgoshipMerchant(models.Model):
    """Arrow 7 of the ring: receipts are announced, and what came is received."""

    _inherit = 'ogoship.merchant'

    announce_receipts = fields.Boolean(
        string="Announce receipts", default=True,
        help="A receipt into the warehouse is announced to OGOship when it is confirmed. If it is "
             "off, each receipt has a button for it.")
    warehouse_code = fields.Char(
        string="Warehouse code",
        help="OGOship's code of the warehouse that receives, such as GOT, TLL, VNT, PLN, PFS or "
             "UTL. Needed if OGOship has your goods in several.")
    lead_hours = fields.Integer(
        string="Announced before", default=48,
        help="Working hours before arrival: 48 for GOT and PLN, 72 for PFS and UTL. Saturdays and "
             "Sundays do not count. What arrives sooner waits for a person, since OGOship may "
             "charge for it.")
    stock_updates_watermark = fields.Datetime(
        string="Inbound read up to", readonly=True, copy=False, help="By OGOship's own clock.")
    stock_update_ids = fields.One2many('ogoship.stock.update', 'merchant_id')
    inbound_count = fields.Integer(string="Inbound", compute='_compute_inbound_count')

    def _compute_inbound_count(self):
        counts = dict(self.env['ogoship.stock.update']._read_group(
            [('merchant_id', 'in', self.ids), ('state', 'not in', ('done', 'cancelled'))],
            ['merchant_id'], ['__count']))
        for merchant in self:
            merchant.inbound_count = counts.get(merchant, 0)

    def action_open_inbound(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.ogoship_stock_update_action')
        return {**action, 'domain': [('merchant_id', '=', self.id)]}

    # === STEPS OF A RUN === #

    def _send_stock_updates(self, client):
        return self._renew_token(client) and self.env['ogoship.stock.update']._send_due(
            self, client)

    def _fetch_stock_updates(self, client):
        """Read what changed since the watermark, which is taken from their clock and kept only
        when all pages were read (ogoship-api §4.7). What nobody touched has no time of change."""
        if not self._renew_token(client):
            return False
        latest = self.stock_updates_watermark
        since = (latest or fields.Datetime.now() - timedelta(days=1)) - WAREHOUSE_OVERLAP
        # A time that cannot be true must not move the watermark past everything to come.
        limit = fields.Datetime.now() + timedelta(days=1)
        for page in client().iter_stock_update_pages(since):
            self.env['ogoship.stock.update']._receive(self, page.updates)
            for message in page.broken:
                self._warn(self.env._(
                    "%(merchant)s sent a stock update that cannot be read: %(error)s",
                    merchant=self.name, error=message))
            times = [update.modified or update.created for update in page.updates]
            times = [moment for moment in times if moment and moment < limit]
            latest = max(filter(None, [latest, *times]), default=False)
            self._commit_written(len(page.updates))
        self._write_changed({'stock_updates_watermark': latest and latest.replace(microsecond=0)})
        return True

    def _book_stock_updates(self, client):
        return self.env['ogoship.stock.update']._review_due(self)

    def _fetch_movements(self, client):
        """Everything that moves stock at OGOship: what it collects, receives and takes back.

        :return: False when another process renews the token just now
        """
        return (
            self._fetch_statuses(client) is not False
            and self._fetch_stock_updates(client) is not False
            and self._fetch_returns(client) is not False)
