"""A second Odoo process for test_processes.py: it runs what it is told, on its own connection.

Started as `python worker.py CONFIG DATABASE`. It reads one line of JSON after the other, a string
of Python that may use `env`, runs it in a transaction of its own, and answers with a line. A
string under the name `child` is run in a child process, which may die of it.
"""

import json
import os
import sys
import traceback

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_all
from odoo.tools import config


def tell(value):
    sys.stdout.write(json.dumps(value) + '\n')
    sys.stdout.flush()


def main(config_file, database):
    config.parse_config(['-c', config_file, '-d', database, '--no-http'])
    registry = Registry(database)
    tell('ready')
    for line in sys.stdin:
        task = json.loads(line)
        run = run_in_child if isinstance(task, dict) else run_here
        tell(['done', run(registry, task)])


def run_here(registry, code):
    with registry.cursor() as cr:
        names = {'env': api.Environment(cr, SUPERUSER_ID, {}), 'tell': tell, 'result': None}
        exec(code, names)
    return names['result']


def run_in_child(registry, task):
    """:return: the signal that ended the child, 0 for none"""
    close_all()  # a connection is not shared
    child = os.fork()
    if not child:
        try:
            run_here(registry, task['child'])
            os._exit(0)
        except Exception:  # noqa: BLE001 the parent hears of it by the status
            traceback.print_exc()
        finally:
            os._exit(1)
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or not os.WEXITSTATUS(status), "the child failed"
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


if __name__ == '__main__':
    main(*sys.argv[1:])
