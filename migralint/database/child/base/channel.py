"""The child's end of the message pipe: one JSON object per line on a separate descriptor."""

from __future__ import annotations

import os
from json import dumps
from os import fstat, getpid, write  # by name: project code may replace what the modules have
from typing import Any


class ChannelLostError(OSError):
    """The project's code has closed the pipe, as programs do that become daemons."""


class Channel:
    """Sends messages to the parent; whatever the project prints goes elsewhere and does no harm."""

    def __init__(self, descriptor: int, seal: str) -> None:
        """`descriptor` is the pipe's write end; processes that the project starts do not inherit it.

        `seal` begins every message, so that nothing else that is written there can be taken for one.
        """
        self._descriptor = descriptor
        self._seal = seal.encode()
        self._owner = getpid()
        self._pipe = self._identity()
        os.set_inheritable(descriptor, False)

    def send(self, kind: str, **fields: Any) -> None:
        """Write one message; a forked copy of this process is silent, it is not the child that was asked.

        Raises ChannelLostError if the descriptor is closed, or has become that of a file of the project's.
        """
        if getpid() != self._owner:
            return
        if self._identity() != self._pipe:
            raise ChannelLostError("the project's code closed all file descriptors, including migralint's pipe")
        # The line break before it ends what somebody else may have written to the pipe.
        data = b"\n" + self._seal + dumps({"message": kind, **fields}, default=str).encode() + b"\n"
        while data:
            data = data[write(self._descriptor, data) :]

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = fstat(self._descriptor)
        except OSError:
            return None
        return found.st_dev, found.st_ino
