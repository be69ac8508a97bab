"""Step 2: Odoo 19 itself, from where this machine has or can get it."""

import importlib.util
import os
import re
import shutil
from pathlib import Path

import debian
from console import Failure, quiet
from paths import cache, temporary_folder

PACKAGES = (  # the Debian package, and those that its links point into
    'odoo-19', 'fonts-roboto-unhinted', 'fonts-montserrat', 'fonts-inconsolata',
    'libjs-jquery', 'libjs-jquery-form', 'libjs-underscore')
OLD_PACKAGES = ('fonts-font-awesome',)  # version 5 and later name their files differently
OLD_SUITE = 'bookworm'
REPOSITORY = 'https://github.com/odoo/odoo'
# Debian leaves this script out; without a file there every page logs an error.
MISSING_SCRIPT = 'mail/static/lib/selfie_segmentation/selfie_segmentation.js'


def home():
    """Return the folder to put on PYTHONPATH: it holds the package `odoo`.

    :rtype: pathlib.Path | None
    """
    if os.environ.get('ODOO_HOME'):
        return _checkout(Path(os.environ['ODOO_HOME']).expanduser().absolute())
    return _installed() or next(filter(_is_odoo, (_unpacked(), _cloned())), None)


def version(folder):
    """Return Odoo's version as its release.py tells, e.g. '19.0'."""
    text = (folder / 'odoo' / 'release.py').read_text()
    found = re.search(r'version_info\s*=\s*\((\d+)\s*,\s*(\d+)', text)
    return '.'.join(found.groups()) if found else ''


def addons_folder(folder, module='sale_management'):
    """Return the addons folder with this module of Odoo's: a checkout has two, Odoo knows both.

    A package keeps them all in the first one.
    """
    both = (folder / 'odoo' / 'addons', folder / 'addons')
    return next((addons for addons in both if (addons / module).is_dir()), None)


def _unpacked():
    return cache() / 'odoo-19' / 'usr' / 'lib' / 'python3' / 'dist-packages'


def _cloned():
    return cache() / 'odoo-19.0'


def _is_odoo(folder):
    if not (folder / 'odoo' / 'release.py').is_file() or version(folder) != '19.0':
        return False
    return addons_folder(folder) is not None


def _checkout(folder):
    if not _is_odoo(folder):
        raise Failure(f'ODOO_HOME={folder} is not a checkout of Odoo 19.0: '
                      'correct it, or unset it to have Odoo downloaded.')
    return folder


def _installed():
    """Return a folder of our own that links to an Odoo this Python can import, or None.

    The link keeps the machine's other packages out of the virtual environment.
    """
    spec = importlib.util.find_spec('odoo')
    for package in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(package).parent
        if not _is_odoo(folder):
            continue
        if addons_folder(folder) == folder / 'addons':
            return folder
        link = cache() / 'odoo-installed' / 'odoo'
        link.parent.mkdir(exist_ok=True)
        if link.resolve() != Path(package).resolve():
            link.unlink(missing_ok=True)
            link.symlink_to(package)
        return link.parent
    return None


def install(steps):
    """Fetch Odoo into a temporary folder, and rename it when it is whole."""
    steps.start('Odoo 19')
    with temporary_folder(cache()) as temporary:
        if debian.mirror():
            _install_debian(Path(temporary), steps)
        elif shutil.which('git'):
            _clone(Path(temporary), steps)
        else:
            raise Failure('Odoo 19 is not here, and neither apt on Debian nor git is there to '
                          'fetch it: install git, or set ODOO_HOME=<checkout of Odoo 19.0>.')
    steps.done()


def _install_debian(temporary, steps):
    downloads, tree = temporary / 'downloads', temporary / 'tree'
    downloads.mkdir()
    for suite, packages in (('unstable', PACKAGES), (OLD_SUITE, OLD_PACKAGES)):
        apt = debian.Apt(suite, suite)
        apt.update()
        apt.download(packages, downloads, steps)
    steps.note('unpacking')
    debian.unpack(sorted(downloads.glob('*.deb')), tree)
    script = tree / _unpacked().relative_to(cache() / 'odoo-19') / 'odoo/addons' / MISSING_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()
    _replace(tree, cache() / 'odoo-19')


def _clone(temporary, steps):
    steps.note('cloning its repository')
    tree = temporary / 'tree'
    quiet(['git', 'clone', '-q', '--depth=1', '--branch=19.0', REPOSITORY, tree],
          "Odoo's repository could not be cloned: check the network, "
          'or set ODOO_HOME=<checkout of Odoo 19.0>.')
    _replace(tree, _cloned())


def _replace(tree, target):
    shutil.rmtree(target, ignore_errors=True)
    tree.rename(target)
