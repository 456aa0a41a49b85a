"""What the supervisor of a throw-away server makes of the file in which a server tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migralint.database.postgresql.server.supervisor_client import Owner

START = "$$\\n/data\\n1\\n5432\\n\\nlocalhost\\n1 2\\n"
"""The lines of postmaster.pid before the one that tells whether the server is ready; the shell puts its own number."""


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    owner = Owner(str(tmp_path), None)
    try:
        owner.take_folder()
        (owner.folder / "data").mkdir()
        yield owner
    finally:
        owner.leave()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("half", ["", "\\n", "x", "12x\\n34", "$$", "$$\\n/data\\n", f"{START}star"])
def test_a_file_that_is_half_written_is_read_again(owner: Owner, half: str) -> None:
    program = f'printf "{half}" > data/postmaster.pid; sleep 0.1; printf "{START}ready" > data/postmaster.pid'
    status = owner.run("sh", "-c", f"{program}; exec sleep 600", output=owner.folder / "output", serve=60)
    assert status is None


def test_a_server_that_ends_before_it_is_ready_has_a_status(owner: Owner) -> None:
    status = owner.run("sh", "-c", ": > data/postmaster.pid; exit 3", output=owner.folder / "output", serve=60)
    assert status == 3
