"""The screens that `make screenshots` takes pictures of, and how each is brought about.

Run by dev/screenshots.py, in the virtual environment, beside a running demo.
"""

import io
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import odoo_source
from camera import NotThere, browser
from demo_odoo import LOGIN, Odoo
from paths import ROOT
from PIL import Image

DESKTOP, PHONE = (1280, 720), (390, 844)
# Odoo asks for the system's font, which is another one on each machine: this one is Odoo's own.
FONTS, FONT_OF_ODOO = ('Segoe UI', 'Arial'), 'web/static/fonts/google/Roboto/Roboto-%s.ttf'
WEIGHTS = {'400': 'Regular', '500': 'Medium', '700': 'Bold'}
COLOURS = 256
SECONDS_OF_BARS = 1.5  # until the bars of a graph have grown
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
    Screen('dashboard', 'mycashflow-ogoship', '.o_kanban_record canvas', size=(1280, 640)),
    Screen('setup', 'webshop-setup', '.o_kanban_record', size=(1280, 1000)),
    Screen('rules', 'shipping-methods', '.o_data_row',
           clicks=(('.o_data_row:nth-child(3) button[name=action_test_rules]', ''),),
           shows='.list-group-item', size=(1280, 740)),
    Screen('waiting', 'not-shipped', '.o_data_row'),
    Screen('products', 'action-mycashflow_ogoship.mycashflow_product_action', '.o_data_row',
           size=(1440, 810)),
    Screen('ledger', 'stock-ledger', '.o_data_row'),
    Screen('order', 'sales/%s', '.o_form_view', record=split_order, size=(1280, 1240),
           clicks=(('.nav-link', 'Story'),), shows='.o_field_widget[name=ogoship_story] li'),
    Screen('report', 'webshop-orders-analysis', '.o_graph_renderer canvas', size=(1280, 620)),
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
        for font in FONTS:
            chromium.font(font, {
                weight: addons / (FONT_OF_ODOO % style) for weight, style in WEIGHTS.items()})
        chromium.open(f'{url}/web/login', 'form')
        chromium.run(LOG_IN % {'db': database, 'login': LOGIN})
        failed = [screen.name for screen in SCREENS if not take(chromium, odoo, screen, folder)]
        for name, source, size in DRAWINGS:
            chromium.size(*size)
            chromium.open((ROOT / source).as_uri(), 'svg, body')
            save(chromium.picture(), Path(folder) / f'{name}.png')
    return len(failed)


def take(chromium, odoo, screen, folder):
    """Bring a screen about and save its picture; one that does not come is saved as it is, under
    another name.

    :return: whether it came
    """
    try:
        bring_about(chromium, odoo, screen)
    except NotThere as error:
        save(chromium.picture(), Path(folder) / f'{screen.name}.failed.png')
        print(f'    {screen.name}: {error}')
        return False
    save(chromium.picture(), Path(folder) / f'{screen.name}.png')
    return True


def bring_about(chromium, odoo, screen):
    chromium.size(*screen.size, phone=screen.size == PHONE)
    path = screen.path % screen.record(odoo) if screen.record else screen.path
    chromium.open(f'{odoo.url}/odoo/{path}', screen.selector)
    for click in screen.clicks:
        chromium.run(CLICK % click)
        chromium.wait(screen.shows)
    if chromium.run("!!document.querySelector('canvas')"):
        time.sleep(SECONDS_OF_BARS)


def save(png, file):
    """Write a picture with few colours, which is a third of the size and looks the same."""
    image = Image.open(io.BytesIO(png)).convert('RGB')
    image = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    image.save(file, optimize=True)
    print(f'    {file.name}: {image.width} x {image.height}, {file.stat().st_size // 1000} kB')
    if file.stat().st_size > LARGEST:
        sys.exit(f'{file.name} is larger than {LARGEST} bytes.')


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
