"""What people are told where a server gives or keeps no database."""

from __future__ import annotations

from migralint.database.project.child_error import Facts
from migralint.database.project.server_errors import refusal

FULL = "could not write to file: No space left on device"


def told(facts: Facts, *, throw_away: bool = False) -> tuple[str, str]:
    error = refusal(facts, "python", what="no scratch database could be created on the server", throw_away=throw_away)
    return error.message, error.hint


def test_a_server_that_went_away_with_its_disk_full_names_what_may_be_left_on_it() -> None:
    facts = Facts("server", error=FULL, gone=True, revision="a1", left_behind=("migralint_scratch_1_models",))
    assert told(facts) == (
        f"the server stopped responding while revision a1 was running: {FULL}",
        "free some disk space on the server; when it is back, drop any databases left from this run: "
        "migralint_scratch_1_models",
    )
    assert told(facts, throw_away=True)[1] == "set TMPDIR to a folder with more space"


def test_a_full_disk_and_a_role_without_rights_are_told_apart() -> None:
    assert told(Facts("server", error=FULL)) == (
        f"no scratch database could be created on the server, because the disk is full: {FULL}",
        "free some disk space on the server",
    )
    assert told(Facts("server", error="permission denied to create database")) == (
        "no scratch database could be created on the server: permission denied to create database",
        "it needs a server that answers and a role that may create databases",
    )
