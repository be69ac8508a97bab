"""python -m dev.sandbox --port 0 [--seed N] [--auto SECONDS]"""

import argparse
import signal

from .server import Sandbox


def main():
    parser = argparse.ArgumentParser(prog='python -m dev.sandbox', description=__doc__)
    parser.add_argument('--port', type=int, default=0, help='0 = a free one')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--auto', type=float, help='seconds between the warehouse\'s steps')
    parser.add_argument('--lenient', action='store_true', help='report violations, do not refuse')
    options = parser.parse_args()
    sandbox = Sandbox(options.seed, options.auto, not options.lenient, options.port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sandbox.start()
        print(f'Sandbox: {sandbox.url}', flush=True)
        signal.pause()
    except KeyboardInterrupt:
        sandbox.stop()


if __name__ == '__main__':
    main()
