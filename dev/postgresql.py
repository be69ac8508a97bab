"""Step 3: a private PostgreSQL, or the server that PGHOST names."""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

import debian
from console import Failure, quiet
from paths import cache, locked, python, server_folder, server_user, temporary_folder

ROLE = 'odoo'
FAST = (  # the data is thrown away: no need to survive a power cut
    'fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=2GB',
    'shared_buffers=256MB', 'max_connections=200', "listen_addresses=''",
    'autovacuum_naptime=600', 'logging_collector=off')

NO_ANSWER = 3
RUN_SQL = f"""
import psycopg2, sys
try:
    link = psycopg2.connect(dbname=sys.argv[1])
except psycopg2.OperationalError as error:
    print(error, file=sys.stderr)
    sys.exit({NO_ANSWER})
link.autocommit = True
cursor = link.cursor()
cursor.execute(sys.argv[2])
for row in cursor.fetchall() if cursor.description else []:
    print(*row, sep='\\t')
"""


def is_external():
    """Tell whether the user named a server of his own."""
    return bool(os.environ.get('PGHOST'))


def binaries():
    """Return the folder with initdb, pg_ctl and postgres; the newest version, or None."""
    folders = [*_unpacked().glob('usr/lib/postgresql/*/bin'),
               *Path('/usr/lib/postgresql').glob('*/bin')]
    found = shutil.which('initdb')
    if found:
        folders.append(Path(found).resolve().parent)
    folders = [folder for folder in folders if (folder / 'pg_ctl').exists()
               and (folder / 'initdb').exists()]
    return max(folders, key=_major, default=None)


def _major(folder):
    found = re.search(r'(\d+)/bin$', str(folder))
    return int(found[1]) if found else 0


def _unpacked():
    # Beside the cluster, not in the cache: the server's user must be able to run them.
    return server_folder() / 'server'


def data_folder():
    return server_folder() / f'data-{_major(binaries())}'


def socket_folder():
    return server_folder() / 'socket'


def connection():
    """Return the PG* environment that reaches the server."""
    if is_external():
        return {name: value for name, value in os.environ.items() if name.startswith('PG')}
    return {'PGHOST': str(socket_folder()), 'PGPORT': '5432', 'PGUSER': ROLE}


def is_ready():
    return is_external() or bool(binaries() and (data_folder() / 'complete').exists())


def install(steps):
    """Get the server's programs where missing, and create the cluster."""
    steps.start('PostgreSQL')
    if not binaries():
        _download(steps)
    _create_cluster()
    steps.done()


def _download(steps):
    if not debian.has_apt():
        raise Failure('PostgreSQL is not here, nor apt to get it with: install PostgreSQL, '
                      'or name a server with PGHOST (and PGUSER, PGPASSWORD).')
    with temporary_folder(server_folder()) as temporary:
        tree = debian.fetch('postgresql', temporary, steps)
        shutil.rmtree(_unpacked(), ignore_errors=True)
        tree.rename(_unpacked())


def _create_cluster():
    for folder in (data_folder(), socket_folder()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        os.chown(folder, *server_user())
    _as_server(
        ['initdb', '-D', data_folder(), '-U', ROLE, '-A', 'trust', '-E', 'UTF8', '--locale=C',
         '--no-sync', '--no-instructions'], 'The PostgreSQL cluster could not be created.')
    with open(data_folder() / 'postgresql.conf', 'a') as file:
        file.write('\n'.join([*FAST, f"unix_socket_directories='{socket_folder()}'", '']))
    (data_folder() / 'complete').touch()


def _as_server(arguments, sentence):
    """Run one of PostgreSQL's own programs as the user it accepts."""
    env = {'PATH': os.environ.get('PATH', ''), 'LC_ALL': 'C',
           'LD_LIBRARY_PATH': debian.library_path(_unpacked())}
    user, group = server_user()
    who = {} if user == os.geteuid() else {'user': user, 'group': group, 'extra_groups': []}
    program = binaries() / arguments[0]
    return quiet([program, *arguments[1:]], sentence, env=env, cwd='/',
                 start_new_session=True, **who)


@contextlib.contextmanager
def postgres():
    """Give a running server: start it when it is not, stop it when nobody else uses it.

    Every user holds a shared lock; who leaves and can have it exclusively is the last one.
    The system drops the lock of a killed user, so that the next one cleans up after it.
    """
    if is_external():
        yield connection()
        return
    starting, using = cache() / 'locks' / 'start', cache() / 'locks' / 'use'
    with locked(starting):
        _start()
        lock = contextlib.ExitStack()
        used = lock.enter_context(locked(using, shared=True))
    try:
        yield connection()
    finally:
        with locked(starting), lock:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop()


def _is_running():
    with contextlib.suppress(Failure):
        _as_server(['pg_ctl', 'status', '-D', data_folder()], '')
        return True
    return False


def _start():
    if _is_running():
        return
    log = data_folder() / 'server.log'
    _as_server(['pg_ctl', 'start', '-w', '-s', '-D', data_folder(), '-l', log],
               f'PostgreSQL did not start: see {log}.')


def _stop():
    if _is_running():
        _as_server(['pg_ctl', 'stop', '-w', '-s', '-m', 'fast', '-D', data_folder()],
                   'PostgreSQL did not stop.')


def sql(statement, database='postgres'):
    """Run one statement outside a transaction, and return its rows as lists of texts."""
    done = subprocess.run(
        [python(), '-c', RUN_SQL, database, statement], text=True, capture_output=True,
        env=os.environ | connection())
    if done.returncode == NO_ANSWER:
        raise Failure(f'The PostgreSQL server at {connection()["PGHOST"]} does not let us in: '
                      f'check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset PGHOST.\n'
                      f'    {done.stderr.strip()}')
    if done.returncode:
        raise Failure(f'PostgreSQL refused "{statement}":\n    {done.stderr.strip()[-500:]}')
    return [line.split('\t') for line in done.stdout.splitlines()]


