"""Step 1: a virtual environment with pinned packages."""

import importlib.util
import os
import shutil
import sys

import debian
from console import Failure, quiet
from paths import REQUIREMENTS, cache, python, temporary_folder, venv

STAMP = 'complete'
NOT_INSTALLED = ('The Python packages could not be installed: is the package index reachable '
                 'from here, and is this Python 3.10 to 3.13?')


def is_ready():
    return (venv() / STAMP).exists()


def install(steps):
    """Create the environment; one that was left half-way is begun again."""
    steps.start('Python packages')
    shutil.rmtree(venv(), ignore_errors=True)
    if not importlib.util.find_spec('venv'):
        raise Failure('This Python has no venv module: install the package python3-venv.')
    if importlib.util.find_spec('ensurepip'):
        _create()
    else:
        _create_with_debian_pip(steps)
    files = ['-r', REQUIREMENTS / 'odoo.txt', '-r', REQUIREMENTS / 'test.txt']
    _pip('-c', REQUIREMENTS / 'constraints.txt', *files)
    (venv() / STAMP).touch()
    steps.done()


def _create(*options):
    quiet([sys.executable, '-m', 'venv', *options, venv()],
          'Python cannot make a virtual environment here: install python3-venv.')


def _create_with_debian_pip(steps):
    """Debian keeps pip out of Python; use its package once, unpacked, to install pip."""
    if not debian.has_apt():
        raise Failure('This Python has no pip for virtual environments: install python3-venv.')
    with temporary_folder(cache()) as temporary:
        tree = debian.fetch('python3-pip', temporary, steps)
        steps.note('installing')
        _create('--without-pip')
        packages = str(tree / 'usr' / 'lib' / 'python3' / 'dist-packages')
        _pip('--ignore-installed', 'pip', env=os.environ | {'PYTHONPATH': packages})


def _pip(*arguments, **kwargs):
    quiet([python(), '-m', 'pip', 'install', '-qq', '--no-compile', '--no-input',
           *arguments], NOT_INSTALLED, **kwargs)
