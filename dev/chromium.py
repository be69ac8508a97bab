"""Step 5, for browser tests only: Chromium. Odoo's HttpCase finds it on PATH."""

import shutil

import debian
from console import Failure
from paths import cache, temporary_folder

NAMES = ('google-chrome', 'chromium', 'chromium-browser', 'google-chrome-stable')
PROGRAM = """#!/bin/sh
export LD_LIBRARY_PATH={libraries} FONTCONFIG_FILE={tree}/fonts.conf XDG_DATA_DIRS={tree}/usr/share
exec {tree}/usr/lib/chromium/chromium "$@"
"""
FONTS = """<?xml version="1.0"?>
<fontconfig><dir>/usr/share/fonts</dir><dir>{tree}/usr/share/fonts</dir>
<cachedir>{tree}/font-cache</cachedir></fontconfig>
"""


def bin_folder():
    """Return the folder to put on PATH for a Chromium of our own."""
    return _tree() / 'program'


def _tree():
    return cache() / 'chromium'


def is_ready():
    return any(map(shutil.which, NAMES)) or bin_folder().exists()


def install(steps):
    """Unpack Debian's Chromium and the libraries this machine lacks; nobody needs to be root."""
    steps.start('Chromium, for browser tests')
    if not debian.has_apt():
        raise Failure('Browser tests need Chromium, and there is no apt to get it with: '
                      'install Chromium by hand.')
    with temporary_folder(cache()) as temporary:
        tree = debian.fetch('chromium', temporary, steps)
        libraries = debian.library_path(tree, _tree())
        (tree / 'fonts.conf').write_text(FONTS.format(tree=_tree()))
        (tree / 'program').mkdir()
        program = tree / 'program' / 'chromium'
        program.write_text(PROGRAM.format(tree=_tree(), libraries=libraries))
        program.chmod(0o755)
        tree.rename(_tree())
    steps.done()
