"""Write what is to be translated: `make pot`.

Odoo's own export from a fresh database becomes i18n/mycashflow_ogoship.pot, without what changes
with the day and the release; each i18n/*.po gets the new terms, loses the old ones and keeps its
translations. tests/test_translations.py says what is still to be translated.
"""

import subprocess

from console import Failure, run_main
from paths import DEV, MODULE, ROOT, python
from workbench import postgres, run_odoo, set_up, temporary_database

FOLDER = ROOT / 'i18n'
TEMPLATE = FOLDER / f'{MODULE}.pot'
EXPORT = f"""
from odoo.tools.translate import trans_export
with open({str(TEMPLATE)!r}, 'wb') as file:
    trans_export(None, [{MODULE!r}], file, 'po', env)
"""


def export():
    """Install the module into a fresh database, and write the template from there."""
    with postgres(), temporary_database('pot') as database:
        print(f'Installing {MODULE} ...', flush=True)
        run_odoo(database, '-i', MODULE, '--stop-after-init', '--no-http',
                 what=f'{MODULE} could not be installed')
        run_odoo(database, '--no-http', command='shell', text=EXPORT,
                 what='The terms could not be exported')


def merge():
    """Take out of the template what changes each time, and bring it into each language."""
    languages = sorted(FOLDER.glob('*.po'))
    command = [str(python()), '-B', str(DEV / 'pot_merge.py'), str(TEMPLATE)]
    if subprocess.call([*command, *map(str, languages)]):
        raise Failure('The languages could not be merged: see above.')


def main(_words):
    set_up('test')
    export()
    merge()


if __name__ == '__main__':
    run_main(main, [])
