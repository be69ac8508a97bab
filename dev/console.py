"""What the user sees: numbered steps, one clear sentence for a failure, no traceback."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import time

PATIENCE = 20  # seconds a child has to clean up after itself


class Failure(Exception):
    """Something a person has to know: one sentence that says what is wrong and what to do."""


class Steps:
    """Print `[2/5] Title ... 45 % ... 12 s`; on a terminal the percentage runs in place."""

    def __init__(self, total):
        self.total = total
        self.number = 0

    def skip(self):
        self.number += 1

    def start(self, title):
        self.number += 1
        self.begun = time.monotonic()
        self.line = f'[{self.number}/{self.total}] {title} ...'
        print(self.line, end='', flush=True)
        self.shown = None

    def note(self, text):
        """Show how far the running step has come."""
        if text == self.shown:
            return
        self.shown = text
        if sys.stdout.isatty():
            print(f'\r\033[K{self.line} {text}', end='', flush=True)
        else:
            print(f' {text} ...', end='', flush=True)

    def done(self):
        seconds = time.monotonic() - self.begun
        if sys.stdout.isatty():
            print(f'\r\033[K{self.line} {seconds:.0f} s', flush=True)
        else:
            print(f' {seconds:.0f} s', flush=True)


def quiet(command, sentence, **kwargs):
    """Run a command silently and return its output.

    :param str sentence: what to tell the user when it fails; the command's last lines follow it.
    :raise Failure: when the command ends with an error or does not exist.
    """
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors='replace', **kwargs)
    except OSError as error:
        raise Failure(f'{sentence} ({error})') from error
    if done.returncode:
        tail = '\n'.join(f'    {line}' for line in done.stdout.strip().splitlines()[-8:])
        raise Failure(f'{sentence}\n{tail}' if tail else sentence)
    return done.stdout


def run_child(command, **kwargs):
    """Run a command that prints for itself and return its exit code.

    It has a process group of its own: when we are told to stop, it and all it has started
    are asked to stop, and made to after a while.
    """
    with subprocess.Popen(command, start_new_session=True, **kwargs) as child:
        try:
            return child.wait()
        except BaseException:
            stop_group(child)
            raise


def stop_group(child, number=signal.SIGINT):
    """Ask a process group of our own to stop, and make it after a while."""
    with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(child.pid, number)
        child.wait(PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def run_main(function, *args):
    """Run a command's main function; every way out ends its context managers properly."""
    if sys.version_info < (3, 10):  # noqa: UP036 (an older one gets this far, and a sentence)
        sys.exit('This needs Python 3.10 or newer: install one, and name it with PYTHON=<it>.')
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    try:
        code = function(*args)
    except Failure as failure:
        print(f'\n{failure}', file=sys.stderr)
        code = 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print('\nThe disk is full: this needs 4 GB in the cache folder, which CACHE=<folder> '
              'puts elsewhere.', file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
