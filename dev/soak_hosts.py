"""A host of the soak: an Odoo server as an operator runs it, which may lose its power."""

import contextlib
import os
import re
import signal
import subprocess
from collections import Counter

from console import Failure, stop_group
from demo_odoo import Odoo
from demo_processes import die_with_parent, last_lines
from workbench import free_port, odoo_config, odoo_env, python

CRON_WORKERS = 2
# Odoo's own limits, which it has by default: a worker that is held for longer is ended.
LIMITS = {'limit_time_cpu': 60, 'limit_time_real': 120}
RECORD = re.compile(r'\d{4}-\d\d-\d\d \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<text>.*)', re.DOTALL)
CONFLICT = re.compile(r'could not serialize|deadlock detected')
# Odoo's server starts a part of itself again by the name of its program, which `-m` lacks.
PROGRAM = 'import odoo.cli\nodoo.cli.main()\n'
VARIABLE = re.compile(r"\d+|'[^']*'")


class Host:
    """Processes of its own: one for the web, two for the scheduled actions."""

    def __init__(self, name, database, log):
        self.name, self.log = name, log
        self._database = database
        self.port = free_port()
        self._config = odoo_config(
            log.with_suffix('.conf'), database, http_port=self.port, gevent_port=free_port(),
            workers=1, max_cron_threads=CRON_WORKERS, log_level='info', **LIMITS)
        self._program = log.with_suffix('.py')
        self._program.write_text(PROGRAM)
        self._child = None
        log.write_text('')

    def start(self):
        with open(self.log, 'a') as output:
            self._child = subprocess.Popen(
                [python(), self._program, '-c', self._config], stdout=output,
                stderr=subprocess.STDOUT, env=odoo_env(), stdin=subprocess.DEVNULL,
                start_new_session=True, preexec_fn=die_with_parent)

    def wait(self):
        """Wait until it answers.

        :return: a user's session
        """
        odoo = Odoo(f'http://127.0.0.1:{self.port}')
        if not odoo.wait(self.is_alive):
            raise Failure(f'Host {self.name} did not start. The end of {self.log}:\n'
                          f'{last_lines(self.log)}')
        return odoo.log_in(self._database)

    def is_alive(self):
        return self._child is not None and self._child.poll() is None

    def kill(self):
        """The power fails: all its processes are gone at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def stop(self):
        if self.is_alive():
            stop_group(self._child, signal.SIGTERM)


@contextlib.contextmanager
def hosts(database, folder, names):
    """Give running hosts, and end them."""
    made = []
    try:
        for name in names:
            made.append(Host(name, database, folder / f'{name}.log'))
            made[-1].start()
        yield made
    finally:
        for host in made:
            host.stop()


def read_logs(logs):
    """Return (conflicts between processes, Counter of the other ERROR lines, without values)."""
    conflicts, others = 0, Counter()
    for log in logs:
        for level, text in _records(log):
            if CONFLICT.search(text):
                conflicts += 1
            elif level in ('ERROR', 'CRITICAL'):
                others[VARIABLE.sub('#', text.splitlines()[0])[:110]] += 1
    return conflicts, others


def _records(log):
    """Give (level, text) of each record, with the lines that belong to it."""
    lines = []
    with open(log, errors='replace') as file:
        for line in [*file, '']:
            if lines and (not line or RECORD.match(line)):
                found = RECORD.match(''.join(lines))
                if found:
                    yield found['level'], found['text']
                lines = []
            lines.append(line)
