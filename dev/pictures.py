"""The screens that `make screenshots` takes pictures of, and how each is brought about.

Run by dev/screenshots.py, in the virtual environment, beside a running demo.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import odoo_source
from camera import browser
from demo_odoo import LOGIN, Odoo
from paths import ROOT
from PIL import Image

DESKTOP, PHONE = (1280, 720), (390, 844)
# Odoo asks for the system's font, which is another one on each machine: this one is Odoo's own.
FONT, FONT_OF_ODOO = 'Segoe UI', 'web/static/fonts/google/Roboto/Roboto-%s.ttf'
WEIGHTS = {'400': 'Regular', '500': 'Medium', '700': 'Bold'}
COLOURS = 256
LARGEST = 300_000  # bytes of a file
LOG_IN = """
fetch('/web/session/authenticate', {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({params: {db: %(db)r, login: %(login)r, password: %(login)r}})})
    .then(answer => answer.ok)
"""
CLICK = """
[...document.querySelectorAll(%r)].find(one => one.textContent.trim().startsWith(%r)).click()
"""


@dataclass(frozen=True)
class Screen:
    """One picture.

    :param str path: below /odoo/; `%s` is the id of the record that `record` finds
    :param str selector: of an element that is there when the screen is
    :param record: function that finds the record's id
    :param tuple clicks: (selector, beginning of the text) of what is clicked, one after the other
    :param str shows: selector of what is there after the last click
    """

    name: str
    path: str
    selector: str
    record: object = None
    clicks: tuple = ()
    shows: str = ''
    size: tuple = DESKTOP


def split_order(odoo):
    """The sale order that left in two parcels."""
    [part] = odoo.call('ogoship.order', 'search_read', [
        ['split_of_id', '!=', False], ['sale_order_id', '!=', False]], ['sale_order_id'], limit=1)
    return part['sale_order_id'][0]


SCREENS = (
    Screen('waiting', 'not-shipped', '.o_data_row'),
    Screen('products', 'action-mycashflow_ogoship.mycashflow_product_action', '.o_data_row',
           size=(1440, 810)),
    Screen('ledger', 'stock-ledger', '.o_data_row'),
    Screen('order', 'sales/%s', '.o_form_view', record=split_order, size=(1280, 1240),
           clicks=(('.nav-link', 'Story'),), shows='.o_field_widget[name=ogoship_story] li'),
    Screen('phone', 'not-shipped', '.o_kanban_record', size=PHONE),
)
# Drawings: the app store takes no SVG.
DRAWINGS = (
    ('ring', 'static/description/ring.svg', (960, 400)),
    ('cover', 'dev/cover.html', (1120, 560)),
)


def main(url, database, folder):
    odoo = Odoo(url).log_in(database)
    addons = odoo_source.addons_folder(odoo_source.home(), 'web')
    with browser() as chromium:
        chromium.font(FONT, {
            weight: addons / (FONT_OF_ODOO % style) for weight, style in WEIGHTS.items()})
        chromium.open(f'{url}/web/login', 'form')
        chromium.run(LOG_IN % {'db': database, 'login': LOGIN})
        for screen in SCREENS:
            save(take(chromium, odoo, screen), Path(folder) / f'{screen.name}.png')
        for name, source, size in DRAWINGS:
            chromium.size(*size)
            chromium.open((ROOT / source).as_uri(), 'svg, body')
            save(chromium.picture(), Path(folder) / f'{name}.png')


def take(chromium, odoo, screen):
    """Bring a screen about and return its picture."""
    chromium.size(*screen.size, phone=screen.size == PHONE)
    path = screen.path % screen.record(odoo) if screen.record else screen.path
    chromium.open(f'{odoo.url}/odoo/{path}', screen.selector)
    for click in screen.clicks:
        chromium.run(CLICK % click)
        chromium.wait(screen.shows)
    return chromium.picture()


def save(png, file):
    """Write a picture with few colours, which is a third of the size and looks the same."""
    image = Image.open(io.BytesIO(png)).convert('RGB')
    image = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    image.save(file, optimize=True)
    print(f'    {file.name}: {image.width} x {image.height}, {file.stat().st_size // 1000} kB')
    if file.stat().st_size > LARGEST:
        sys.exit(f'{file.name} is larger than {LARGEST} bytes.')


if __name__ == '__main__':
    main(*sys.argv[1:])
