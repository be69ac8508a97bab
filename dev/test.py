"""Run the tests: `make test`, or narrower `make test T=tests/test_x.py K=name`.

The module is installed afresh on a copy of the template database, so that the tests see the
code of this moment; the copy is dropped at the end. All tests together run in a few processes,
each on a copy of that copy.
"""

import os
import sys
import tempfile
from pathlib import Path

import chromium
from console import run_child, run_main
from workbench import (
    MODULE, addons_dir, binaries, free_port, name, odoo_config, odoo_env, postgres, python,
    run_odoo, set_up, temporary_database, venv)

# What each test would do anew and forget again is done before, for all of them: the web client's
# assets, which Odoo makes for the first page that needs them (half the time of a browser test), and
# the settings that come with a second warehouse. The processes work on copies of this database.
SCRIPTS = ('web.assets_web', 'web.assets_backend_lazy', 'web.chartjs_lib', 'web.assets_tests',
           'web.__assets_tests_call__', 'web.assets_frontend_minimal', 'web.assets_frontend_lazy')
STYLES = ('web.assets_web', 'web.assets_web_dark', 'web.assets_web_print',
          'web.assets_backend_lazy', 'web.assets_frontend')
PREPARE = f"""
env['res.config.settings'].create({{'group_stock_multi_locations': True}}).execute()
env.ref('base.group_user').implied_ids += env.ref('stock.group_stock_multi_warehouses')
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
for name in {SCRIPTS}:
    env['ir.qweb']._get_asset_bundle(name, css=False, js=True).js()
for name in {STYLES}:
    env['ir.qweb']._get_asset_bundle(name, css=True, js=False).css()
env.cr.commit()
"""
# Those that take the longest come first, lest one process works on alone at the end.
SLOWEST = ('test_order_states', 'test_stock_machine', 'test_fault_matrix_warehouse',
           'test_fault_matrix_shop', 'test_fault_kills', 'test_stock_machine_endings',
           'test_tasks_screens', 'test_screens', 'test_processes', 'test_hosts',
           'test_ending_processes', 'test_refunds')


def targets(words):
    """Return what pytest is to collect, reached through the addons folder."""
    module = addons_dir() / MODULE
    slowest = [f'tests/{name}.py' for name in SLOWEST]
    return [str(module / word) for word in words or [*slowest, 'tests']]


def processes():
    """Return how many processes share the tests: more would fight for the database."""
    return min(os.cpu_count() or 1, 4)


def pytest_command(database, config, words, keyword):
    """Return pytest's command line; it leaves nothing in the checkout."""
    options = ['-q', '-ra', '-p', 'no:cacheprovider', '--odoo-http',
               f'--odoo-database={database}', f'--odoo-config={config}',
               '--odoo-log-level=warn',
               '-W', "ignore:'crypt' is deprecated:DeprecationWarning"]
    if keyword:
        options += ['-k', keyword]
    elif not words:
        options += ['-n', str(processes()), '--dist', 'loadfile', '--no-loadscope-reorder']
    return [str(python()), '-m', 'pytest', *options, *targets(words)]


def test_env():
    """Return the environment of the tests: the virtual environment's programs come first."""
    folders = [chromium.bin_folder(), venv() / 'bin', binaries() or '', os.environ.get('PATH', '')]
    # test_processes.py makes a database of its own from the template.
    return odoo_env() | {'PATH': ':'.join(map(str, folders)), 'TEMPLATE': name()}


def main(words):
    """Run pytest and return its exit code."""
    set_up('test')
    with postgres(), temporary_database('test') as database, \
            tempfile.TemporaryDirectory() as folder:
        print(f'Installing {MODULE} ...', flush=True)
        run_odoo(database, '-i', MODULE, '--stop-after-init', '--no-http',
                 what=f'{MODULE} could not be installed')
        if not words:
            print('Preparing what all tests need ...', flush=True)
            run_odoo(database, '--no-http', command='shell', text=PREPARE,
                     what='The database could not be prepared')
        config = odoo_config(Path(folder) / 'odoo.conf', database, http_port=free_port())
        command = pytest_command(database, config, words, os.environ.get('K'))
        return run_child(command, env=test_env(), cwd=folder)


if __name__ == '__main__':
    run_main(main, os.environ.get('T', '').split() + sys.argv[1:])
