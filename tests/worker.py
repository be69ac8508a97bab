"""A second Odoo process for test_processes.py: it runs what it is told, on its own connection.

Started as `python worker.py CONFIG DATABASE`. It reads one line of JSON after the other, a string
of Python that may use `env`, runs it in a transaction of its own, and answers with a line.
"""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def tell(value):
    sys.stdout.write(json.dumps(value) + '\n')
    sys.stdout.flush()


def main(config_file, database):
    config.parse_config(['-c', config_file, '-d', database, '--no-http'])
    registry = Registry(database)
    tell('ready')
    for line in sys.stdin:
        with registry.cursor() as cr:
            names = {'env': api.Environment(cr, SUPERUSER_ID, {}), 'tell': tell, 'result': None}
            exec(json.loads(line), names)
        tell(['done', names['result']])


if __name__ == '__main__':
    main(*sys.argv[1:])
