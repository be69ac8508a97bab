"""A refusal that a remote answers; each remote writes it in its own form."""


class Refusal(Exception):

    def __init__(self, status, message, error='', headers=None):
        super().__init__(message)
        self.status = status
        self.message = message
        self.error = error  # OAuth's own word
        self.headers = headers or {}


class NotServed(Refusal):
    """The contract has it, the sandbox does not (yet)."""
