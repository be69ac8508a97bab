from datetime import timedelta

from odoo import fields, models

from ..const import WAREHOUSE_OVERLAP
from ..tools.http_client import RemoteError
from .counts import count_by_state
from .problem import explain_remote

# Where there are no returns at the assumed address, it is tried again that rarely.
LOOK_AGAIN = timedelta(days=1)
# Trouble that says nothing about returns: tried again at each run.
PASSING = ('unavailable', 'timeout', 'throttled')
# Of the first reading: what came back before Odoo looked was dealt with, or is years of it.
FIRST_LOOK_BACK = timedelta(days=1)


class OgoshipMerchant(models.Model):
    """Arrow 8 of the ring: OGOship's returns → rows for a person."""

    _inherit = 'ogoship.merchant'

    fetch_returns = fields.Boolean(
        string="Fetch returns", tracking=True,
        help="Read OGOship's return documents. What they look like is not documented: what Odoo "
             "cannot read is kept as it came and shown. If it is off, only orders that OGOship "
             "marks as returned become returns here.")
    return_location_id = fields.Many2one(
        'stock.location', string="Receive returns in", check_company=True,
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]",
        help="Empty: the stock of the warehouse. A location inside the warehouse, such as a "
             "quarantine, still counts as on hand when stock is compared with OGOship. One "
             "outside the warehouse does not: as long as OGOship counts the goods, they then show "
             "as a difference.")
    returns_watermark = fields.Datetime(
        string="Returns read up to", readonly=True, copy=False, help="By OGOship's own clock.")
    returns_missing_date = fields.Datetime(
        readonly=True, copy=False, help="When OGOship last said that it has no returns to read.")
    return_ids = fields.One2many('ogoship.return', 'merchant_id')
    return_count = fields.Integer(string="Returns to review", compute='_compute_return_count')

    def _compute_return_count(self):
        for merchant, counts in count_by_state(self, 'return_ids').items():
            merchant.return_count = counts['to_review'] + counts['error']

    def action_open_returns(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.ogoship_return_action')
        return {**action, 'domain': [('merchant_id', '=', self.id)]}

    def write(self, vals):
        """Override: switching it on is a reason to look again."""
        if vals.get('fetch_returns'):
            vals = {**vals, 'returns_missing_date': False}
        return super().write(vals)

    # === READING === #

    def _fetch_returns(self, client):
        """Read what changed since the watermark, which is kept like that of the statuses.

        :return: False when time ran out
        """
        if not self.fetch_returns or self._has_no_returns():
            return True
        if not self._renew_token(client):
            return False
        try:
            self._write_changed({'returns_watermark': self._read_returns(client)})
        except RemoteError as error:
            if error.code in PASSING:
                raise
            # Where returns are and what they look like is assumed. That they are not for this key
            # does not mean that the key is wrong: the other steps of the run show that.
            self._note_no_returns(error)
        else:
            self._write_changed({'returns_missing_date': False})
        return True

    def _read_returns(self, client):
        """:return: the new watermark"""
        latest = self.returns_watermark or fields.Datetime.now() - FIRST_LOOK_BACK
        limit = fields.Datetime.now() + timedelta(days=1)
        for page in client().iter_return_pages(latest - WAREHOUSE_OVERLAP):
            self.env['ogoship.return']._receive(self, page.returns)
            times = [found.edit_time for found in page.returns]
            latest = max([latest, *(time for time in times if time and time < limit)])
            self._commit_written(len(page.returns))
        return latest.replace(microsecond=0)

    def _has_no_returns(self):
        missing = self.returns_missing_date
        return missing and missing > fields.Datetime.now() - LOOK_AGAIN

    def _note_no_returns(self, error):
        """Say it once, not at each run."""
        if not self.returns_missing_date:
            self._warn(self.env._(
                "%(merchant)s does not let Odoo read returns as Odoo expects: %(error)s Orders "
                "marked as returned are noticed all the same. Switch off Fetch returns, or ask "
                "OGOship how returns are read.", merchant=self.name,
                error=explain_remote(self.env, error)))
        self.returns_missing_date = fields.Datetime.now()
