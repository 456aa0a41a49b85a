"""The ledger's file survives a round trip, and is refused when it is not one."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import fields

from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile, Verification
from migralint.loading.records.ledger import LEDGER_FILE, decode_ledger, encode_ledger, read_ledger
from migralint.source.errors import InputError


def stored(name: str) -> StoredFile:
    return StoredFile(f"versions/{name}.py", "0" * 64, "1" * 40)


def prune(removed: list[PrunedRevision], rewritten: list[RewrittenRevision]) -> Prune:
    return Prune(
        pruned_at="2026-11-20T10:00:00Z",
        tool_version="0.1.0",
        commit="2" * 40,
        archive=None,
        new_bases=("c",),
        squashed_into=(),
        verified=(Verification("sqlite 3.40.1", "match"),),
        accepted_losses=("rows of users",),
        removed=tuple(removed),
        rewritten=tuple(rewritten),
    )


# First prune: a <- b <- c keeps c.  Second prune: c <- d keeps d.
FIRST = prune(
    [PrunedRevision("a", stored("a"), message="Æ"), PrunedRevision("b", stored("b"), ("a",), (), ("core",))],
    [RewrittenRevision("c", stored("c"), ("b",))],
)
SECOND = prune([PrunedRevision("c", stored("c"))], [RewrittenRevision("d", stored("d"), ("c",), ("core",))])


def test_round_trip() -> None:
    ledger = Ledger((FIRST, SECOND))
    assert decode_ledger(encode_ledger(ledger), path="x") == ledger
    assert encode_ledger(decode_ledger(encode_ledger(ledger), path="x")) == encode_ledger(ledger)


def test_the_floor_above_a_revision_follows_later_prunes() -> None:
    assert Ledger((FIRST,)).floor_above("a") == ("c",)
    assert Ledger((FIRST, SECOND)).floor_above("a") == ("d",)


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    assert read_ledger(str(tmp_path)) == Ledger()


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"{", "is not JSON"), (b"[]", "is not a ledger"), (b'{"version": 2}', "has version 2"), (b"\xff", "is not")],
)
def test_a_ledger_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / LEDGER_FILE).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_ledger(str(tmp_path))


SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "pruned.schema.json").read_text("utf-8"))


def test_the_schema_describes_what_is_written() -> None:
    document = json.loads(encode_ledger(Ledger((FIRST, SECOND))))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA)


@pytest.mark.parametrize("key", [field.name for field in fields(Prune)])
def test_the_schema_and_the_reader_ask_for_the_same_keys(key: str) -> None:
    document = json.loads(encode_ledger(Ledger((FIRST,))))
    del document["prunes"][0][key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)
    with pytest.raises(InputError, match=key):
        decode_ledger(json.dumps(document).encode(), path="x")


@pytest.mark.parametrize("key", ["id", "file", "down_revision", "depends_on", "branch_labels", "message"])
def test_so_do_they_for_a_revision(key: str) -> None:
    document = json.loads(encode_ledger(Ledger((FIRST,))))
    del document["prunes"][0]["removed"][0][key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)
    with pytest.raises(InputError, match=key):
        decode_ledger(json.dumps(document).encode(), path="x")
