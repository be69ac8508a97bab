"""Make the pictures of static/description/ anew: `make screenshots`.

Plays the demo's story, and takes pictures of the screens that dev/pictures.py lists. With
INTO=<folder> they are put there instead. Look at each before you commit it.
"""

import os
import subprocess

import demo
from console import Failure, Steps, run_main
from demo_database import demo_database
from demo_processes import sandbox, server
from demo_state import folder
from history import sell
from test import test_env
from workbench import ROOT, free_port, postgres, python, set_up


def main(target):
    """Play the story, take the pictures; return 1 when either went otherwise than expected."""
    set_up('test')
    steps = Steps(9)
    log = folder() / 'screenshots.log'
    with postgres(), demo_database(steps) as database, \
            sandbox(steps, demo.WAREHOUSE_STEP) as (url, _remotes), \
            server(steps, database, free_port(), log) as (odoo, _process):
        story = demo.Demo(odoo, url, steps)
        wrong = story.tell()
        steps.start('Two weeks of sales')
        sell(story, database)
        steps.done()
        steps.start('Pictures')
        print()
        return bool(wrong) or take(odoo, database, target)


def take(odoo, database, target):
    command = [python(), ROOT / 'dev' / 'pictures.py', odoo.url, database, target]
    if code := subprocess.call(command, env=test_env()):
        raise Failure(f'The pictures could not all be taken (exit code {code}).')
    return 0


if __name__ == '__main__':
    run_main(main, os.environ.get('INTO') or str(ROOT / 'static' / 'description'))
