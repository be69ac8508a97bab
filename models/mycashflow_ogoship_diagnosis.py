from odoo import fields, models

from .problem import explain_remote


class MycashflowOgoshipAccount(models.AbstractModel):
    """What *Test connection* says of a remote that did not answer well: what is wrong, and what a
    person can do about it."""

    _inherit = 'mycashflow_ogoship.account'

    def _notify_test_failed(self, error):
        """Say in plain words which of the things a merchant typed is wrong."""
        advice = self._diagnose(error)
        self.write({'error_date': fields.Datetime.now(), 'error_message': advice})
        return self._notify(advice, kind='danger')

    def _diagnose(self, error):
        if error.hint == 'network':
            return self._advice_of_network(error)
        return self._test_advice(error).get(error.hint) or self._advice_of_answer(error)

    def _test_advice(self, error):
        """Hook: {`RemoteError.hint`: what the merchant should correct}."""
        raise NotImplementedError

    def _advice_of_network(self, error):
        """Nothing that was typed is known to be wrong: nobody was reached."""
        advice = {
            'unknown_host': self.env._(
                "%(host)s cannot be reached: this server does not find its address. Ask the "
                "server's operator to look at its name service (DNS)."),
            'certificate': self.env._(
                "%(host)s cannot be reached safely: this server does not trust its certificate. "
                "Ask the server's operator whether a firewall opens secure connections, and "
                "whether the server's clock and certificates are up to date."),
            'proxy': self.env._(
                "%(host)s cannot be reached: the proxy of this server does not let it through. "
                "Ask the server's operator to allow https to it."),
            'no_connection': self.env._(
                "%(host)s cannot be reached: no connection was made. Ask the server's operator "
                "to allow https (port 443) to it. If that is allowed, its service is down: try "
                "again later."),
            'cut': self.env._(
                "%(host)s cannot be reached: the connection was cut. Try again; if it stays so, "
                "ask the server's operator whether a firewall cuts it."),
        }
        default = self.env._("%(host)s did not answer in time. Try again later.")
        return advice.get(error.remote_code, default) % {'host': error.host}

    def _advice_of_answer(self, error):
        """Somebody was reached, who did not answer what was asked."""
        advice = {
            'throttled': self.env._(
                "%(account)s asks to be called less often. Try again in some minutes."),
            'unavailable': self.env._(
                "%(account)s is reached, but its service has trouble of its own: %(error)s Try "
                "again later."),
            'bad_answer': self.env._(
                "What answers is not the service of %(account)s, or it has changed: %(error)s "
                "Ask the server's operator whether something stands in between."),
        }
        default = self.env._("The answer was: %(error)s")
        return advice.get(error.code, default) % {
            'account': self.name, 'error': explain_remote(self.env, error)}
