"""What the supervisor of a throw-away server makes of the file in which a server tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migralint.database.postgresql.server.supervisor_client import SupervisorClient

START = "$$\\n/data\\n1\\n5432\\n\\nlocalhost\\n1 2\\n"
"""The lines of postmaster.pid before the one that tells whether the server is ready; the shell puts its own number."""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[SupervisorClient]:
    client = SupervisorClient(str(tmp_path), None)
    try:
        client.take_folder()
        (client.folder / "data").mkdir()
        yield client
    finally:
        client.leave()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("half", ["", "\\n", "x", "12x\\n34", "$$", "$$\\n/data\\n", f"{START}star"])
def test_a_file_that_is_half_written_is_read_again(client: SupervisorClient, half: str) -> None:
    program = f'printf "{half}" > data/postmaster.pid; sleep 0.1; printf "{START}ready" > data/postmaster.pid'
    status = client.run("sh", "-c", f"{program}; exec sleep 600", output=client.folder / "output", serve=60)
    assert status is None


def test_a_server_that_ends_before_it_is_ready_has_a_status(client: SupervisorClient) -> None:
    status = client.run("sh", "-c", ": > data/postmaster.pid; exit 3", output=client.folder / "output", serve=60)
    assert status == 3
