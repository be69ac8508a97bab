"""Remove what was set up: `make clean`. Only what we made ourselves, whatever CACHE names."""

import fcntl
import shutil

from console import Failure, run_main
from paths import cache, locked, server_folder

OURS = ('addons', 'apt', 'chromium', 'demo', 'odoo-19', 'odoo-19.0', 'odoo-data',
        'odoo-installed', 'postgresql', 'pycache', 'venv-*', 'tmp-*', '*.conf', 'locks')


def main():
    with locked(cache() / 'locks' / 'setup'), locked(cache() / 'locks' / 'use', shared=True) as use:
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Failure('A demo or a test is running: end it first.') from error
        shutil.rmtree(server_folder())
        for pattern in OURS:
            for path in cache().glob(pattern):
                path.unlink() if path.is_file() else shutil.rmtree(path)
    print(f'{cache()} is empty of what was set up.')


if __name__ == '__main__':
    run_main(main)
