"""A real HTTP server that speaks both remotes' contracts on loopback.

The shop follows dev/contracts/mycashflow-api.md, the warehouse dev/contracts/ogoship-api.md ("§"
in this package means a section of the one or the other). Tests and the demo use the same one.

    with Sandbox(seed=1) as sandbox:
        order = sandbox.control.place(kind='paid')
"""

from .server import Sandbox

__all__ = ['Sandbox']
