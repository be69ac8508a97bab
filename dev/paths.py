"""Where things are. Everything that is made lies in one cache folder outside the checkout."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from console import Failure

MODULE = 'mycashflow_ogoship'
DEV = Path(__file__).resolve().parent
ROOT = DEV.parent
REQUIREMENTS = DEV / 'requirements'
TEMPORARY = 'tmp-'
LONGEST_SOCKET_FOLDER = 107 - len('/.s.PGSQL.54321.lock')


def short_hash(*parts):
    """Return a short name for this content."""
    return hashlib.sha256('\0'.join(map(str, parts)).encode()).hexdigest()[:12]


def cache():
    """Return the cache folder (`CACHE`, else the user's own cache), created when missing."""
    chosen = os.environ.get('CACHE')
    if not chosen:
        base = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
        chosen = Path(base) / MODULE
    folder = Path(chosen).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f'The cache folder {folder} cannot be made ({error.strerror}): '
                      'name another one with CACHE=<folder>.') from error
    if not os.access(folder, os.W_OK):
        raise Failure(f'The cache folder {folder} is not yours to write in: '
                      'name another one with CACHE=<folder>.')
    return folder


def venv():
    """Return the folder of the virtual environment for these requirements and this Python."""
    texts = [path.read_text() for path in sorted(REQUIREMENTS.glob('*.txt'))]
    return cache() / f'venv-{short_hash(sys.version, cache(), *texts)}'


def python():
    return venv() / 'bin' / 'python'


def addons_dir():
    """Return an addons folder of this checkout's own, holding a link to the repository root.

    Odoo and pytest-odoo find a module by its folder's name, which a checkout's need not be.
    """
    folder = cache() / 'addons' / short_hash(ROOT)
    link = folder / MODULE
    if not link.is_symlink():
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            link.symlink_to(ROOT, target_is_directory=True)
    return folder


def server_user():
    """Return the (uid, gid) PostgreSQL runs as: oneself, but it refuses to run as root."""
    if os.geteuid():
        return os.geteuid(), os.getegid()
    import pwd
    for name in ('postgres', 'nobody'):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    raise Failure('PostgreSQL does not run as root, and this machine has neither a user '
                  '"postgres" nor "nobody": create one with "useradd postgres".')


def server_folder():
    """Return the folder for PostgreSQL: in the cache, or below /var/tmp.

    The latter where the server's user cannot enter the cache (a root's home is closed to
    others), or where the path is too long for a socket.
    """
    folder = cache() / 'postgresql'
    if len(str(folder / 'socket')) > LONGEST_SOCKET_FOLDER or not _is_open_to_server(folder):
        folder = Path('/var/tmp') / f'{MODULE}-{os.geteuid()}-{short_hash(cache())}'
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise Failure(f'{folder} belongs to somebody else: remove it, or set CACHE=<folder>.')
    folder.chmod(0o755)
    return folder


def _is_open_to_server(folder):
    if server_user()[0] == os.geteuid():
        return True
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.parents)


def temporary_folder(parent):
    """Give a folder for half-made things; a killed run's is removed by the next one."""
    return tempfile.TemporaryDirectory(dir=parent, prefix=TEMPORARY)


def remove_leftovers():
    for parent in (cache(), server_folder()):
        for folder in parent.glob(f'{TEMPORARY}*'):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def locked(path, shared=False, waiting=None):
    """Hold a lock on the file `path`; it goes when the process goes, however it ends.

    :param str waiting: what to tell the user when somebody else has the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with open(path, 'w') as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                print(waiting, flush=True)
            fcntl.flock(file, kind)
        yield file
