"""A real browser that makes pictures: Chromium, told what to do over its debugging port.

Runs in the virtual environment: websocket-client comes with Odoo's own browser tests.
"""

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import websocket

SWITCHES = (
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--disable-extensions', '--disable-background-networking', '--hide-scrollbars',
    '--force-color-profile=srgb', '--lang=en-US', '--remote-debugging-port=0')
NAMES = ('google-chrome', 'chromium', 'chromium-browser', 'google-chrome-stable')
PATIENCE = 300  # seconds for a screen to be there: the first one makes the assets
# What is still on its way: requests of Odoo's client, its animations, pictures and fonts.
IS_QUIET = """
document.readyState === 'complete' && document.fonts.status === 'loaded'
    && !document.querySelector('.o_loading_indicator, .o_blockUI, .o_view_sample_data')
    && [...document.images].every(image => image.complete)
"""


class NotThere(Exception):
    """What a picture was to show did not come."""


@contextlib.contextmanager
def browser():
    """Give a `Browser`; it ends with the context."""
    program = next(filter(None, map(shutil.which, NAMES)))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        child = subprocess.Popen(
            [program, *SWITCHES, f'--user-data-dir={profile}', 'about:blank'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield Browser(_page(Path(profile) / 'DevToolsActivePort'))
        finally:
            child.terminate()
            child.wait()


def _page(port_file):
    """Return the address of the first page's debugger."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, StopIteration):
            port = int(port_file.read_text().split()[0])
            with urlopen(f'http://127.0.0.1:{port}/json/list', timeout=5) as answer:
                return next(target['webSocketDebuggerUrl'] for target in json.load(answer)
                            if target['type'] == 'page')
        time.sleep(0.1)
    raise NotThere('Chromium did not start.')


class Browser:

    def __init__(self, address):
        self._socket = websocket.create_connection(
            address, timeout=PATIENCE, suppress_origin=True)
        self._number = 0
        self._tell('Page.enable')
        self._tell('Emulation.setTimezoneOverride', timezoneId='Europe/Helsinki')

    def font(self, name, files):
        """Have the pages that are opened from now on find this font.

        :param dict files: {weight: path of a TrueType file}
        """
        faces = ''.join(
            f'document.fonts.add(new FontFace("{name}", "url(data:font/ttf;base64,'
            f'{base64.b64encode(file.read_bytes()).decode()})", {{weight: "{weight}"}}));'
            for weight, file in files.items())
        self._tell('Page.addScriptToEvaluateOnNewDocument', source=faces)

    def size(self, width, height, phone=False):
        self._tell('Emulation.setDeviceMetricsOverride', width=width, height=height,
                   deviceScaleFactor=2 if phone else 1, mobile=phone)
        self._tell('Emulation.setTouchEmulationEnabled', enabled=phone)

    def open(self, url, selector):
        """Open a page afresh and wait until there is such an element on it."""
        self._tell('Page.navigate', url='about:blank')
        self._tell('Page.navigate', url=url)
        self.wait(selector)

    def wait(self, selector):
        """Wait until there is such an element and nothing is on its way any more."""
        there = f'{IS_QUIET} && !!document.querySelector({json.dumps(selector)})'
        end, quiet = time.monotonic() + PATIENCE, 0
        while quiet < 5:
            quiet = quiet + 1 if self.run(there) else 0
            if time.monotonic() > end:
                raise NotThere(f'{selector} did not come.')
            time.sleep(0.1)

    def run(self, script):
        """Return the value of a JavaScript expression, or of what it promises."""
        answer = self._tell(
            'Runtime.evaluate', expression=script, awaitPromise=True, returnByValue=True)
        if 'exceptionDetails' in answer:
            raise NotThere(answer['exceptionDetails'].get('exception', {}).get('description'))
        return answer['result'].get('value')

    def picture(self):
        """Return what is to be seen now, as PNG."""
        self._tell('Input.dispatchMouseEvent', type='mouseMoved', x=0, y=0)
        return base64.b64decode(self._tell('Page.captureScreenshot', format='png')['data'])

    def _tell(self, method, **params):
        self._number += 1
        self._socket.send(json.dumps({'id': self._number, 'method': method, 'params': params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get('id') == self._number:
                if 'error' in answer:
                    raise NotThere(f'{method}: {answer["error"]["message"]}')
                return answer['result']
