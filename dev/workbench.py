"""The workbench: one place from which other scripts take what they need.

    from workbench import free_port, postgres, set_up, temporary_database, ...

    set_up('demo')
    with postgres(), temporary_database('demo') as database:
        config = odoo_config(folder / 'odoo.conf', database, http_port=free_port())
        subprocess.run(odoo_command(config, '-i', MODULE), env=odoo_env())

Run by itself it gives a shell in which `psql`, `pytest`, `python -m odoo` and
`createdb -T $TEMPLATE name` work at once: `python3 dev/workbench.py [command ...]`.
"""

import os
import socket
import subprocess
import sys

from console import Failure, run_main
from paths import MODULE, ROOT, addons_dir, cache, locked, python, venv  # noqa: F401
from postgresql import binaries, connection, postgres, sql  # noqa: F401
from setup import set_up
from template import (  # noqa: F401
    create_database, drop_database, name, odoo_command, odoo_config, odoo_env, run_odoo,
    temporary_database, unique_name)


def free_port(wanted=None):
    """Return a free port on the loopback address; `wanted` itself if it was asked for.

    :raise Failure: when the wanted port is in use.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('127.0.0.1', int(wanted or 0)))
        except (OSError, OverflowError, ValueError) as error:
            raise Failure(f'Port {wanted} cannot be used here: choose a free one with '
                          'PORT=<number>.') from error
        return probe.getsockname()[1]


def shell_env():
    """Return the environment for work by hand."""
    folders = [venv() / 'bin', binaries() or '', os.environ['PATH']]
    config = odoo_config(cache() / 'shell.conf', '')
    return odoo_env() | {
        'PATH': ':'.join(map(str, folders)), 'PGDATABASE': 'postgres',
        'ODOO_RC': str(config), 'TEMPLATE': name(), 'ADDONS': str(addons_dir())}


def main(command):
    set_up('demo')
    with postgres():
        return subprocess.call(command or [os.environ.get('SHELL', 'sh')], env=shell_env())


if __name__ == '__main__':
    run_main(main, sys.argv[1:])
