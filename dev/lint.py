"""All the checks of the code that need no test: `make lint`. The first failure does not hide
the others; the exit code tells whether any failed.
"""

import os
import re
import subprocess
import time

import odoo_source
from console import Failure, run_main
from workbench import (
    MODULE, ROOT, addons_dir, odoo_env, postgres, python, run_odoo, set_up,
    temporary_database)

# The classes of Odoo's test_lint that look at third-party addons too and take seconds.
TEST_LINT = ('ManifestLinter', 'TestIndex', 'TestNaming', 'TestLintOverrideSignatures',
             'TestOnchangeDomains', 'TestTestHoles')
ODOO_PLUGINS = ('_pylint_path_setup', '_odoo_checker_sql_injection', '_odoo_checker_gettext',
                '_odoo_checker_unlink_override')
ODOO_MESSAGES = (
    'used-before-assignment', 'undefined-variable', 'eval-used', 'unreachable',
    'function-redefined', 'sql-injection', 'missing-gettext', 'gettext-variable',
    'gettext-placeholders', 'gettext-repr', 'raise-unlink-override')


def ruff():
    return _run('ruff', 'check', '--no-cache', '--quiet', '.')


def walls():
    return subprocess.call([python(), ROOT / 'dev' / 'check_walls.py'])


def pylint_odoo():
    return _run('pylint', '--rcfile', ROOT / 'pyproject.toml', '--score=n',
                '--ignore=dev', addons_dir() / MODULE)


def odoo_pylint():
    """Run the pylint plugins that Odoo's own test suite runs on Odoo."""
    plugins = odoo_source.addons_folder(odoo_source.home(), 'test_lint') / 'test_lint' / 'tests'
    paths = [str(plugins), odoo_env()['PYTHONPATH']]
    return _run('pylint', '--rcfile', os.devnull, '--score=n', '--persistent=n',
                f'--load-plugins={",".join(ODOO_PLUGINS)}',
                '--disable=all,useless-option-value,unknown-option-value',
                f'--enable={",".join(ODOO_MESSAGES)}',
                '--ignore=dev', addons_dir() / MODULE,
                env={'PYTHONPATH': ':'.join(paths), 'ADDONS_PATH': str(addons_dir())})


def odoo_test_lint():
    """Run Odoo's own lint tests on a database with the module."""
    tags = ','.join(f'/test_lint:{name}' for name in TEST_LINT)
    with postgres(), temporary_database('lint') as database:
        try:
            log = run_odoo(
                database, '-i', f'{MODULE},test_lint', '--stop-after-init', '--test-tags', tags,
                log_level='info', what="Odoo's test_lint complains")
        except Failure as failure:
            print(failure)
            return 1
    found = re.search(r'0 failed, 0 error\(s\) of (\d+) tests', log)
    if found and int(found[1]) >= len(TEST_LINT):
        return 0
    print("Odoo's test_lint ran fewer tests than it should: has a class been renamed?")
    return 1


def _run(tool, *arguments, env=None):
    return subprocess.call(
        [python(), '-m', tool, *arguments], cwd=ROOT, env=odoo_env() | (env or {}))


CHECKS = {
    'ruff': ruff, 'the three walls': walls, 'pylint-odoo': pylint_odoo,
    "Odoo's pylint plugins": odoo_pylint, "Odoo's test_lint": odoo_test_lint}


def main():
    """Run every check and return 1 if any failed."""
    set_up('lint')
    failed = []
    for title, check in CHECKS.items():
        print(f'{title} ...', flush=True)
        begun = time.monotonic()
        if check():
            failed.append(title)
        else:
            print(f'{title} ... ok, {time.monotonic() - begun:.0f} s')
    print(f'Lint: {", ".join(failed)} failed.' if failed else 'Lint: all is well.')
    return bool(failed)


if __name__ == '__main__':
    run_main(main)
