class Reach:
    """What a run asks its client about the way to the remote.

    The client keeps in `_reached_by` the HttpClient that makes its calls.
    """

    _reached_by = None

    @property
    def answered(self):
        """Whether the remote has answered any call well."""
        return self._reached_by.answered

    @property
    def clock_offset(self):
        """See HttpClient.clock_offset."""
        return self._reached_by.clock_offset

    @property
    def is_exhausted(self):
        """See HttpClient.is_exhausted."""
        return self._reached_by.is_exhausted
