"""The doorbells: who may ring is found out, the scheduled action is rung, and that is all.

Nothing is read from what is sent, so it does not matter when a message is sent twice, late, or by
somebody who listened. Every refusal looks the same, so nobody learns which accounts there are.
"""

from werkzeug.exceptions import HTTPException

from odoo import http
from odoo.http import request

from ..const import WEBHOOK_BYTES
from ..tools.webhook_signature import SIGNATURE_HEADER, is_same, is_signed

DOORBELL = {
    'type': 'http', 'auth': 'public', 'methods': ['POST'], 'csrf': False, 'save_session': False,
    'sitemap': False, 'max_content_length': WEBHOOK_BYTES,
}
# Odoo has taken such a body apart before we are called.
FORMS = ('application/x-www-form-urlencoded', 'multipart/form-data')


class Webhooks(http.Controller):

    @http.route('/mycashflow_ogoship/ogoship/<string:account>', **DOORBELL)
    def ogoship(self, account):
        """OGOship's, of whatever kind; signed over the raw body (ogoship-api §11.2)."""
        signature = request.httprequest.headers.get(SIGNATURE_HEADER)
        body = signature and _read_body()
        if body is None or not signature:
            return _refuse()
        return _answer('ogoship.merchant', account, lambda key: is_signed(key, body, signature))

    @http.route('/mycashflow_ogoship/mycashflow/<string:account>/<string:secret>', **DOORBELL)
    def mycashflow(self, account, secret):
        """MyCashflow's; no signature is documented, so the secret is in the address (§7.1)."""
        if _read_body() is None:
            return _refuse()
        return _answer('mycashflow.store', account, lambda key: is_same(key, secret), status=200)


def _answer(model, account, is_right, status=204):
    """Ring the account's bell if its key is right."""
    # sudo: nobody is logged in; who has the key may ring, and do nothing else.
    found = request.env[model].sudo()._find_doorbell(account)
    # Computed for an account that is not there, too.
    if not (is_right(found.webhook_key or '') and found):
        return _refuse()
    found._ring_by_webhook()
    return request.make_response('', status=status)


def _read_body():
    """The raw body; None for one that is too large or a form."""
    if request.httprequest.mimetype in FORMS:
        return None
    try:
        return request.httprequest.get_data()
    except HTTPException:  # larger than it may be, or the line was cut
        return None


def _refuse():
    return request.make_response('', status=403)
