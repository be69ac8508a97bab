"""Set up what a run needs: `python3 dev/setup.py [--for demo|test|lint]`. Twice does no harm."""

import argparse

import chromium
import odoo_source
import postgresql
import python_env
import template
from console import Steps, run_main
from paths import cache, locked, remove_leftovers


def set_up(purpose='test'):
    """Do what is missing, in order; one process at a time."""
    steps = [
        (python_env.is_ready, python_env.install),
        (odoo_source.home, odoo_source.install),
        (postgresql.is_ready, postgresql.install),
        (template.is_ready, template.install),
    ]
    if purpose == 'test':
        steps.append((chromium.is_ready, chromium.install))
    printer = Steps(len(steps))
    with locked(cache() / 'locks' / 'setup',
                waiting='Another set-up is running: waiting for it ...'):
        remove_leftovers()
        for is_ready, install in steps:
            if is_ready():
                printer.skip()
            else:
                install(printer)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--for', dest='purpose', choices=('demo', 'test', 'lint'),
                        default='test')
    set_up(parser.parse_args().purpose)
    print(f'Ready: everything is in {cache()}.')


if __name__ == '__main__':
    run_main(main)
