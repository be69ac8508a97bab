"""Step 5: a template database with Odoo and all we depend on, to be copied for every use."""

import ast
import contextlib
import os
import re
import secrets
import subprocess
from pathlib import Path

import odoo_source
import postgresql
from console import Failure
from paths import MODULE, ROOT, addons_dir, cache, locked, python, short_hash

BESIDES = ('purchase_stock', 'l10n_fi')  # not needed by the module, but by its tests and demo
# The files go into the database, so that a copy of the database is a copy of everything.
FILES_INTO_DATABASE = """
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
env['ir.attachment'].force_storage()
env.cr.commit()
"""


def modules():
    """Return what the module depends on, and what its tests and demo use besides."""
    manifest = ast.literal_eval((ROOT / '__manifest__.py').read_text())
    return sorted({*manifest['depends'], *BESIDES})


def name():
    """Return the template's name: it follows from what the template is built from."""
    home = odoo_source.home()
    return f'{MODULE}_base_{short_hash(odoo_source.version(home), home, *modules())}'


def is_ready():
    if postgresql.is_external():
        return bool(postgresql.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name()}'"))
    return _stamp().exists()


def _stamp():
    return postgresql.data_folder() / f'{name()}.complete'


def install(steps):
    """Build the template under another name, and rename it when it is whole."""
    steps.start(f'Template database ({len(modules())} modules, about a minute)')
    with postgresql.postgres():
        building = f'{name()}_new'
        for database in (building, name()):
            drop_database(database)
        postgresql.sql(f'CREATE DATABASE "{building}" TEMPLATE template0 ENCODING \'UTF8\'')
        options = ['-i', ','.join(modules()), '--stop-after-init', '--no-http']
        run_odoo(building, *options, what='The template database could not be built')
        run_odoo(building, '--no-http', command='shell', text=FILES_INTO_DATABASE,
                 what='The template database could not be finished')
        postgresql.sql(f'ALTER DATABASE "{building}" RENAME TO "{name()}"')
    if not postgresql.is_external():
        _stamp().touch()
    steps.done()


def unique_name(prefix):
    return f'{MODULE}_{prefix}_{os.getpid()}_{secrets.token_hex(3)}'


def create_database(database, template=None):
    """Create a database as a copy of the template (or of another database)."""
    fast = ''
    if int(postgresql.sql('SHOW server_version_num')[0][0]) >= 150000:
        fast = ' STRATEGY FILE_COPY'
    with locked(cache() / 'locks' / 'copy'):  # a template is not copied twice at once
        postgresql.sql(f'CREATE DATABASE "{database}" TEMPLATE "{template or name()}"{fast}')


def drop_orphans():
    """Drop what killed runs left; their names tell the process."""
    if postgresql.is_external():
        return  # the process may live on another host
    names = postgresql.sql(f"SELECT datname FROM pg_database WHERE datname ~ '^{MODULE}_'")
    for (database,) in names:
        found = re.fullmatch(MODULE + r'_[a-z]+_(\d+)_[0-9a-f]{6}', database)
        if found and not Path('/proc', found[1]).exists():
            drop_database(database)


def drop_database(database):
    postgresql.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@contextlib.contextmanager
def temporary_database(prefix):
    """Give a fresh copy of the template, and drop it at the end."""
    drop_orphans()
    database = unique_name(prefix)
    create_database(database)
    try:
        yield database
    finally:
        drop_database(database)


def odoo_config(path, database, http_port=8069, **options):
    """Write an Odoo configuration file to `path` and return the path.

    :param dict options: further settings, or other values than the ones here.
    """
    link = postgresql.connection()
    settings = {
        'addons_path': addons_dir(),
        'data_dir': cache() / 'odoo-data',
        'db_host': link['PGHOST'], 'db_port': link.get('PGPORT', '5432'),
        'db_user': link.get('PGUSER'), 'db_password': link.get('PGPASSWORD'),
        'db_name': database, 'dbfilter': f'^{database}$', 'list_db': False,
        'http_interface': '127.0.0.1', 'http_port': http_port, 'workers': 0,
        'max_cron_threads': 0, 'without_demo': True, 'limit_time_cpu': 0,
        'limit_time_real': 0, 'log_level': 'warn'} | options
    lines = [f'{key} = {value}' for key, value in settings.items() if value is not None]
    Path(path).write_text('\n'.join(['[options]', *lines, '']))
    return Path(path)


def odoo_env():
    """Return the environment in which `python -m odoo` and pytest find Odoo."""
    env = os.environ | postgresql.connection() | {
        'PYTHONPATH': str(odoo_source.home()), 'LC_ALL': 'C.UTF-8',
        'PYTHONPYCACHEPREFIX': str(cache() / 'pycache')}  # not in the checkout, yet kept
    env.pop('PYTHONDONTWRITEBYTECODE', None)
    return env


def odoo_command(config, *options, command=None):
    """Return the command line for Odoo with this configuration file."""
    return [str(python()), '-m', 'odoo', *([command] if command else []),
            '-c', str(config), *map(str, options)]


def run_odoo(database, *options, command=None, text='', what='Odoo failed', **settings):
    """Run Odoo to its end on a database and return what it printed.

    :param str text: what a `shell` command is to run.
    :param str what: begins the sentence that the user sees with the last lines on a failure.
    :param dict settings: see `odoo_config`.
    :raise Failure: when it ends with an error.
    """
    config = odoo_config(cache() / f'{database}.conf', database, **settings)
    try:
        done = subprocess.run(
            odoo_command(config, *options, command=command), env=odoo_env(), input=text,
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors='replace')
    finally:
        config.unlink()
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if ' INFO ' not in line]
        tail = '\n'.join(f'    {line}' for line in lines[-40:])
        raise Failure(f'{what}:\n{tail}')
    return done.stdout
