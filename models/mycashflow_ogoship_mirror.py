from odoo import models


class MycashflowOgoshipMirror(models.AbstractModel):
    """A record that follows what others say, and is written only where that differs."""

    _name = 'mycashflow_ogoship.mirror'
    _description = "Record that is written where it differs"

    def _write_changed(self, vals):
        """Write on this record what differs, as even the same value would cost a query and a
        commit; all ways to say "nothing" are the same.

        :return: the values that differed
        """
        changed = {
            name: value for name, value in vals.items()
            if (self[name] or False) != (value or False)}
        if changed:
            self.write(changed)
        return changed
