"""Debian packages, without touching the machine's own apt configuration or its packages."""

import contextlib
import re
import shutil
import subprocess
import time
from pathlib import Path

from console import Failure, quiet
from paths import cache

KEYRING = Path('/usr/share/keyrings/debian-archive-keyring.gpg')
NO_NETWORK = 'The Debian mirror did not answer: check the network, then try again.'


def has_apt():
    return bool(shutil.which('apt-get') and shutil.which('dpkg-deb'))


def mirror():
    """Return the address of this machine's own Debian mirror, or None on another system."""
    release = dict(line.split('=', 1) for line in _os_release() if '=' in line)
    if not has_apt() or release.get('ID', '').strip('"') != 'debian':
        return None
    names = {release.get('VERSION_CODENAME', ''), 'oldstable', 'stable', 'testing', 'sid',
             'unstable'}
    targets = quiet(
        ['apt-get', 'indextargets', '--format', '$(RELEASE) $(COMPONENT) $(REPO_URI)'],
        'apt-get cannot read its own configuration.')
    for line in targets.splitlines():
        name, component, uri = line.split(' ', 2)
        if name in names and component == 'main':
            return uri
    return None


def _os_release():
    with contextlib.suppress(OSError):
        return Path('/etc/os-release').read_text().splitlines()
    return []


class Apt:
    """A private apt: its own lists and downloads; nothing is installed."""

    def __init__(self, name, suite=None):
        """Prepare the folders.

        :param str name: name of the private folder below the cache.
        :param str suite: Debian suite to read; None reads what the machine itself reads.
        """
        self.home = cache() / 'apt' / name
        for folder in ('lists/partial', 'archives/partial'):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        self.options = [
            f'-oDir::State::Lists={self.home}/lists', f'-oDir::Cache={self.home}',
            '-oDir::Cache::archives=archives', '-oAPT::Sandbox::User=root',
            '-oAcquire::Languages=none', '-oDebug::NoLocking=1', '-oAcquire::Retries=3']
        if suite:
            signed = f'[signed-by={KEYRING}] ' if KEYRING.exists() else ''
            source = self.home / 'sources.list'
            source.write_text(f'deb {signed}{mirror()} {suite} main\n')
            self.options += [f'-oDir::Etc::sourcelist={source}', '-oDir::Etc::sourceparts=-']

    def update(self):
        quiet(['apt-get', '-q', *self.options, 'update', '--error-on=any'], NO_NETWORK)

    def download(self, packages, folder, steps):
        """Download these packages to `folder`; apt compares them with the signed list."""
        listing = self._call('--print-uris', 'download', *packages)
        total = sum(int(size) for size in re.findall(r" (\d+) \S+:\w+$", listing, re.M))
        before = _size(folder)
        with subprocess.Popen(
                ['apt-get', '-q', *self.options, 'download', *packages], cwd=folder,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            while process.poll() is None:
                if total:
                    percent = 100 * (_size(folder) - before) // total // 5 * 5
                    steps.note(f'{max(total // 10 ** 6, 1)} MB, {percent} %')
                time.sleep(0.5)
            if process.returncode:
                raise Failure(f'{NO_NETWORK}\n    {process.stderr.read().strip()}')

    def download_with_dependencies(self, package):
        """Download what `package` needs that this machine lacks; return the files."""
        self._call('install', '--download-only', '-y', '--no-install-recommends', package)
        return sorted((self.home / 'archives').glob('*.deb'))

    def _call(self, *arguments):
        return quiet(['apt-get', '-q', *self.options, *arguments], NO_NETWORK)


def _size(folder):
    return sum(path.stat().st_size for path in Path(folder).glob('*') if path.is_file())


def unpack(files, folder):
    for file in files:
        quiet(['dpkg-deb', '-x', file, folder], f'{file} could not be unpacked: '
              'is the disk full? Free some space and try again.')


def library_path(tree, place=None):
    """Return LD_LIBRARY_PATH for an unpacked tree, which will be moved to `place`."""
    folders = [*tree.glob('usr/lib/*-linux-gnu*'), *tree.glob('lib/*-linux-gnu*')]
    folders += [folder / name for folder in folders for name in ('nss', 'pulseaudio')]
    return ':'.join(str((place or tree) / folder.relative_to(tree)) for folder in folders)


def fetch(package, temporary, steps):
    """Fetch a package and what it needs that this machine lacks; return the unpacked tree."""
    apt = Apt('machine')
    steps.note('downloading')
    apt.update()
    files = apt.download_with_dependencies(package)
    steps.note('unpacking')
    tree = Path(temporary) / 'tree'
    unpack(files, tree)
    for file in files:
        file.unlink()
    return tree
