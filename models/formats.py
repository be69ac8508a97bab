"""Quantities, amounts and moments in texts, as the language of their reader writes them."""

from odoo.tools import format_amount, format_datetime, formatLang
from odoo.tools.misc import get_lang


def quantity_text(env, quantity):
    """A number without needless digits: 3 or 2.5, in Finnish 2,5."""
    return env['res.lang'].browse(get_lang(env).id).format('%.12g', quantity)


def goods_text(env, pieces):
    """:param pieces: {product code: quantity}"""
    return ', '.join(
        f'{code} × {quantity_text(env, count)}' for code, count in sorted(pieces.items()))


def amount_text(env, amount, currency):
    """:param currency: empty where it is not known"""
    if not currency:
        return formatLang(env, float(amount))
    return format_amount(env, float(amount), currency)


def moment_text(env, moment):
    """Day and time where the reader is: `format_datetime` looks only at the user who works."""
    return format_datetime(env, moment, tz=env.context.get('tz') or False, dt_format='short')
