"""Where `make order` finds a running demo: a small file per port in the cache folder."""

import contextlib
import json
import os

from console import Failure
from demo_story import remote_control
from workbench import cache


def folder():
    path = cache() / 'demo'
    path.mkdir(exist_ok=True)
    return path


@contextlib.contextmanager
def announced(port, **facts):
    """Let the running demo be found while the context lasts."""
    path = folder() / f'{port}.json'
    half = path.with_suffix('.new')
    half.write_text(json.dumps({'port': port, **facts}))
    half.rename(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def running():
    """Return the facts of the demo on PORT, or of the one that was started last.

    A demo that was killed leaves its file: only one that answers counts.
    """
    port = os.environ.get('PORT') or '*'
    for path in sorted(folder().glob(f'{port}.json'), key=os.path.getmtime, reverse=True):
        facts = json.loads(path.read_text())
        if _is_sandbox(facts['sandbox']):
            return facts
    raise Failure('No demo is running: start one with "make demo" in another terminal, and wait '
                  'for its table.')


def _is_sandbox(url):
    with contextlib.suppress(OSError, ValueError):  # nobody, or somebody else
        return bool(remote_control(url).now())
    return False
