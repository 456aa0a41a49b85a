"""The child notices that its parent is gone, and is not mistaken where the project closes its descriptors."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

from migralint.database.child.base.orphan import Parent


def parent_of(channel: int) -> Any:
    request: Any = SimpleNamespace(channel=channel, scratch="/nowhere/databases")
    return Parent(request)


def test_a_pipe_that_nobody_reads_tells_that_the_parent_has_ended() -> None:
    reading, writing = os.pipe()
    parent = parent_of(writing)
    assert not parent._has_ended(0)
    os.close(reading)
    assert parent._has_ended(0)
    os.close(writing)


def test_a_pipe_that_the_project_closed_does_not() -> None:
    reading, writing = os.pipe()
    parent = parent_of(writing)
    os.close(parent._channel)
    assert not parent._has_ended(0)
    os.close(reading)
    os.close(writing)
