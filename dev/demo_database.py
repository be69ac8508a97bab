"""The demo's database: copied from a ready-made one, which is named after all it was built from."""

import contextlib

from demo_processes import leave_undisturbed
from paths import short_hash
from template import drop_orphans
from workbench import (
    MODULE, ROOT, cache, create_database, drop_database, locked, name, run_odoo, sql,
    unique_name)

FOLDERS = ('controllers', 'data', 'i18n', 'models', 'report', 'security', 'static', 'tools',
           'views', 'wizard')
# What fills the database, besides the module itself.
FILLING = ('dev/scenario.py', 'dev/sandbox/accounts.py', 'dev/sandbox/seed.py',
           'dev/demo_database.py')
FILL = f"""
from odoo.addons.{MODULE}.dev.scenario import build_demo
build_demo(env)
env.cr.commit()
"""


def sources():
    """Return every file that the ready-made database depends on."""
    files = [*ROOT.glob('*.py'), *(ROOT / file for file in FILLING)]
    for folder in FOLDERS:
        files += (path for path in (ROOT / folder).rglob('*') if path.is_file())
    return sorted(path for path in files if path.suffix != '.pyc')


def ready_name():
    parts = [part for path in sources() for part in (path.relative_to(ROOT), path.read_bytes())]
    return f'{_ready_prefix()}{short_hash(name(), *parts)}'


def _ready_prefix():
    # Each checkout its own: the database knows the checkout's addons folder.
    return f'{MODULE}_ready_{short_hash(ROOT)}_'


@contextlib.contextmanager
def demo_database(steps):
    """Give a fresh database of our own, and drop it at the end."""
    drop_orphans()
    steps.start('Database')
    database = unique_name('demo')
    try:
        with locked(cache() / 'locks' / 'ready'):
            create_database(database, template=_ready_database(steps))
        steps.done()
        yield database
    finally:
        leave_undisturbed()
        drop_database(database)


def _ready_database(steps):
    """Return the name of the ready-made database, built now when anything has changed."""
    wanted = ready_name()
    found = sql(f"SELECT datname FROM pg_database WHERE datname LIKE '{_ready_prefix()}%'")
    if [wanted] in found:
        return wanted
    for (outdated,) in found:
        drop_database(outdated)
    building = unique_name('building')  # dropped by the next run if this one is killed
    try:
        _build(building, steps)
        sql(f'ALTER DATABASE "{building}" RENAME TO "{wanted}"')
    finally:
        drop_database(building)
    return wanted


def _build(database, steps):
    create_database(database)
    steps.note('1/2 installing the module')
    run_odoo(database, '-i', MODULE, '--stop-after-init', '--no-http',
             what=f'{MODULE} could not be installed')
    steps.note('2/2 company, products, stock, accounts')
    run_odoo(database, '--no-http', command='shell', text=FILL,
             what='The demo company could not be created')
