from datetime import timedelta

from odoo import fields, models

from ..const import CLOCK_STEP, CLOCK_STEP_LONGEST


class MycashflowOgoshipAccount(models.AbstractModel):
    """What changed is read by the remote's own clock. When that is set back, what changes from then
    on has times that were read already: reading goes back as far as the clock did."""

    _inherit = 'mycashflow_ogoship.account'

    # How far lists have been read, by the remote's clock.
    _read_up_to = ()

    clock_offset = fields.Integer(
        string="Clock ahead", readonly=True, copy=False, aggregator=None,
        help="How many seconds the remote's clock is ahead of this server's.")

    def _note_clock(self, offset):
        """Compare the clocks at the end of a run.

        :param offset: seconds that the remote's clock is ahead now; None when it did not tell
        """
        if offset is None or abs(offset - self.clock_offset) < CLOCK_STEP.total_seconds():
            return
        back = min(timedelta(seconds=self.clock_offset - offset), CLOCK_STEP_LONGEST)
        self.clock_offset = offset
        if back > timedelta():
            self.write({name: self[name] - back for name in self._read_up_to if self[name]})
            self._ring()
