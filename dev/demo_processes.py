"""The two processes of the demo: the sandbox of both remotes, and Odoo.

Each is ended by its id when its context ends, and by the system when the demo itself is killed,
so that no server is left that would keep the port from the next demo.
"""

import contextlib
import ctypes
import select
import signal
import subprocess
from collections import deque

from console import Failure, stop_group
from demo_odoo import Odoo
from workbench import ROOT, free_port, odoo_command, odoo_config, odoo_env, python

SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)
CRON_THREADS = 2
PATIENCE = 30  # seconds for the sandbox to say where it is


def leave_undisturbed():
    """From now on we clean up: a second Ctrl-C must not stop that half-way."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def sandbox(steps, auto=None):
    """Give (address, process) of a sandbox whose warehouse takes a step every `auto` seconds."""
    steps.start('Sandbox of the shop and the warehouse')
    command = [python(), '-m', 'dev.sandbox', '--port', '0']
    if auto:
        command += ['--auto', str(auto)]
    with _running(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        ready, _, _ = select.select([child.stdout], [], [], PATIENCE)
        line = child.stdout.readline() if ready else ''
        if not line.startswith('Sandbox: '):
            raise Failure('The sandbox did not start: run "python3 dev/workbench.py python -m '
                          'dev.sandbox" to see why.')
        steps.done()
        yield line.split()[1], child


@contextlib.contextmanager
def server(steps, database, port, log):
    """Give (client, process) of an Odoo server with its scheduler, on the loopback address only.

    :param log: path of the server's log; its configuration lies beside it
    """
    steps.start('Odoo')
    free_port(port)  # setting up may have taken minutes since we looked
    config = odoo_config(
        log.with_suffix('.conf'), database, http_port=port, log_level='info',
        max_cron_threads=CRON_THREADS)
    with open(log, 'w') as output, _running(
            odoo_command(config), stdout=output, stderr=subprocess.STDOUT) as child:
        odoo = Odoo(f'http://127.0.0.1:{port}')
        # The answer may come from another server, when ours found its port taken and has ended.
        if not odoo.wait(lambda: child.poll() is None) or child.poll() is not None:
            raise Failure(f'Odoo did not start. The end of {log}:\n{last_lines(log)}')
        odoo.log_in(database)
        steps.done()
        yield odoo, child


def last_lines(log, count=15):
    with open(log, errors='replace') as file:
        return ''.join(f'    {line}' for line in deque(file, count)).rstrip()


@contextlib.contextmanager
def _running(command, **kwargs):
    # A group of its own: a Ctrl-C in the terminal reaches us alone, and we stop things in order.
    child = subprocess.Popen(
        command, env=odoo_env(), stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=die_with_parent, **kwargs)
    try:
        yield child
    finally:
        leave_undisturbed()
        stop_group(child, signal.SIGTERM)
        if child.stdout:
            child.stdout.close()


def die_with_parent():
    """For `preexec_fn`: the system ends the child when we are gone, however that happens."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
