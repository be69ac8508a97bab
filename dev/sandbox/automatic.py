"""The warehouse at work by itself: one step per order each time, and who asked for it is rung."""

import threading


class Automatic(threading.Thread):

    def __init__(self, control, seconds):
        super().__init__(name='sandbox-warehouse', daemon=True)
        self._control = control
        self._seconds = seconds
        self._stopping = threading.Event()

    def run(self):
        while not self._stopping.wait(self._seconds):
            self._control.work_unless_paused()
            self._control.ring_news()

    def stop(self):
        self._stopping.set()
        if self.is_alive():
            self.join()
