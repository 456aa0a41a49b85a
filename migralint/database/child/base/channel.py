"""The child's end of the message pipe: one JSON object per line on a separate descriptor."""

from __future__ import annotations

import os
from json import dumps
from os import fstat, getpid, write  # imported by name: project code may replace attributes of the modules
from typing import Any


class ChannelLostError(OSError):
    """The project's code has closed the pipe, as programs do that become daemons."""


class Channel:
    """Sends messages to the parent. Output that the project prints goes elsewhere, so that it cannot disturb them."""

    def __init__(self, descriptor: int, seal: str) -> None:
        """Use `descriptor`, the write end of the pipe; processes that the project starts do not inherit it.

        Every message begins with `seal`, so that no other text in the pipe can be taken for a message.
        """
        self._descriptor = descriptor
        self._seal = seal.encode()
        self._owner = getpid()
        self._pipe = self._identity()
        os.set_inheritable(descriptor, False)

    def send(self, kind: str, **fields: Any) -> None:
        """Write one message; a forked copy of this process sends nothing, because only this process is the child.

        Raises ChannelLostError if the descriptor is closed, or if it now belongs to a file of the project.
        """
        if getpid() != self._owner:
            return
        if self._identity() != self._pipe:
            raise ChannelLostError("the project's code closed all file descriptors, including migralint's pipe")
        # The leading line break ends a line that other code may have written to the pipe.
        data = b"\n" + self._seal + dumps({"message": kind, **fields}, default=str).encode() + b"\n"
        while data:
            data = data[write(self._descriptor, data) :]

    def _identity(self) -> tuple[int, int] | None:
        try:
            status = fstat(self._descriptor)
        except OSError:
            return None
        return status.st_dev, status.st_ino
