class OutOfReach(Exception):
    """The remote is not asked any more in this run; what needs it waits untouched."""


class RemoteLine:
    """The way to the remote during one run of an account. Called, it gives the network client.

    :param open_client: function that makes the client; called when the first step needs it
    """

    def __init__(self, open_client):
        self._open_client = open_client
        self._client = None
        self._was_tried = False
        #: Nothing goes this way any more in this run.
        self.is_down = False
        #: When this run has read all that changed there (`time.monotonic`).
        self.read_at = None

    def __call__(self):
        if self.is_down:
            raise OutOfReach
        if self._client is None:
            self._client = self._open_client()
        return self._client

    def restore(self):
        """A call on its own was answered."""
        self._was_tried, self.is_down = True, False

    @property
    def answered(self):
        """Whether the remote was in reach at any time of this run."""
        return self._was_tried or bool(self._client and self._client.answered)

    @property
    def is_exhausted(self):
        """Whether this run has waited in vain for long enough."""
        return bool(self._client and self._client.is_exhausted)

    @property
    def clock_offset(self):
        """Seconds that the remote's clock is ahead of ours; None when it did not tell."""
        return self._client and self._client.clock_offset
