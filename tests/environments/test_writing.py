"""Writing the manifest: the entry changes, every other byte stays."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.environments.environment import StampSet
from migralint.environments.manifest import parse_manifest
from migralint.environments.writing import add_environment, record_stamps, remove_environment
from migralint.source.errors import InputError
from tests.support.thorough import examples

NOW = datetime(2026, 11, 20, 10, 0, 0, 999, tzinfo=UTC)

BEFORE = """\
# Environments of the shop; ask operations before you edit.

version = 1   # of this format

# the one that earns the money
[environments.production]
stamps = ["a", "b"]  # two branches
url-env = "PROD"

# ---- customers ----

# one schema each
[environments.tenants]
counts = { "a" = 9, "b" = 1 }   # mostly a
url-env = "TENANTS"
schemas = "t_*"
recorded-at = 2026-01-01T00:00:00Z
# query = "select 1"

# vim: set ft=toml
"""


def test_the_first_entry_makes_the_manifest() -> None:
    data = add_environment(None, "m.toml", "production", {"stamps": ["b", "a"], "recorded-at": NOW})
    assert data.decode() == (
        'version = 1\n\n[environments.production]\nstamps = ["b", "a"]\nrecorded-at = 2026-11-20T10:00:00Z\n'
    )


def test_an_entry_is_added_at_the_end() -> None:
    data = add_environment(BEFORE.encode(), "m.toml", "old releases", {"git-tags": "v1.*"})
    assert data.decode() == BEFORE + '\n[environments."old releases"]\ngit-tags = "v1.*"\n'


def test_a_missing_last_line_end_is_added() -> None:
    data = add_environment(b"version = 1", "m.toml", "ci", {"create-all": True})
    assert data == b"version = 1\n\n[environments.ci]\ncreate-all = true\n"


def test_carriage_returns_stay_and_are_written() -> None:
    before = BEFORE.replace("\n", "\r\n").encode()
    after = add_environment(before, "m.toml", "ci", {"create-all": True})
    assert after == before + b"\r\n[environments.ci]\r\ncreate-all = true\r\n"
    recorded = record_stamps(before, "m.toml", "production", (StampSet(frozenset("c")),), NOW, counts=False)
    assert recorded.count(b"\n") == recorded.count(b"\r\n") == before.count(b"\n") + 1
    assert remove_environment(after, "m.toml", "ci") == before


def test_one_database_is_recorded_in_place() -> None:
    data = record_stamps(BEFORE.encode(), "m.toml", "production", (StampSet(frozenset("dc")),), NOW, counts=False)
    expected = BEFORE.replace('["a", "b"]', '["c", "d"]').replace(
        'url-env = "PROD"\n', 'url-env = "PROD"\nrecorded-at = 2026-11-20T10:00:00Z\n'
    )
    assert data.decode() == expected


def test_many_databases_are_recorded_in_place() -> None:
    sets = (StampSet(frozenset("z"), 2), StampSet(frozenset("xy"), 5), StampSet(frozenset(), 1))
    at = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=2)))
    data = record_stamps(BEFORE.encode(), "m.toml", "tenants", sets, at, counts=True)
    expected = BEFORE.replace('{ "a" = 9, "b" = 1 }', '{ "x+y" = 5, "z" = 2, "" = 1 }').replace(
        "2026-01-01T00:00:00Z", "2026-11-20T10:00:00Z"
    )
    assert data.decode() == expected


def test_counts_in_a_table_of_their_own_stay_there() -> None:
    before = b"""version = 1
[environments.fleet]
url-env = "F"
query = "select"
[environments.fleet.counts]
a = 1  # eu
b = 2  # us
# end
"""
    data = record_stamps(before, "m.toml", "fleet", (StampSet(frozenset("bc"), 4), StampSet(frozenset("a"), 3)), NOW,
                         counts=True)  # fmt: skip
    assert (
        data.decode()
        == """version = 1
[environments.fleet]
url-env = "F"
query = "select"
recorded-at = 2026-11-20T10:00:00Z
[environments.fleet.counts]
a = 3  # eu
"b+c" = 4
# end
"""
    )


def test_a_first_record_adds_its_keys() -> None:
    before = b'version = 1\n[environments.a]\n  url-env = "X" # where\n\n[environments.b]\ncreate-all = true'
    data = record_stamps(before, "m.toml", "a", (StampSet(frozenset("c")),), NOW, counts=False)
    assert data == (
        b'version = 1\n[environments.a]\n  url-env = "X" # where\n  stamps = ["c"]\n'
        b"  recorded-at = 2026-11-20T10:00:00Z\n\n[environments.b]\ncreate-all = true"
    )


def test_inline_entries_can_be_recorded_and_removed() -> None:
    before = b'version = 1\n[environments]\na = { url-env = "X" }\nb = { stamps = ["q"], url-env = "Y" } # b\n'
    recorded = record_stamps(before, "m.toml", "b", (StampSet(frozenset()),), NOW, counts=False)
    assert b'b = { stamps = [], url-env = "Y", recorded-at = 2026-11-20T10:00:00Z } # b\n' in recorded
    assert remove_environment(before, "m.toml", "b") == b'version = 1\n[environments]\na = { url-env = "X" }\n'


def test_a_removed_entry_takes_its_own_comments_along() -> None:
    without_production = remove_environment(BEFORE.encode(), "m.toml", "production").decode()
    assert without_production == BEFORE[: BEFORE.index("# the one")] + BEFORE[BEFORE.index("# ----") :]
    without_tenants = remove_environment(BEFORE.encode(), "m.toml", "tenants").decode()
    assert without_tenants == BEFORE[: BEFORE.index("# one schema")] + "# vim: set ft=toml\n"


def test_a_removed_entry_takes_its_tables_along() -> None:
    before = b"version = 1\n\n[environments.a.counts]\nx = 1\n\n[environments.b]\nstamps = []\n"
    assert remove_environment(before, "m.toml", "a") == b"version = 1\n\n[environments.b]\nstamps = []\n"
    assert remove_environment(before, "m.toml", "b") == b"version = 1\n\n[environments.a.counts]\nx = 1\n"


def test_a_form_that_cannot_be_edited_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="cannot be edited safely"):
        add_environment(b"version = 1\nenvironments = { a = { stamps = [] } }", "m.toml", "b", {"create-all": True})
    with pytest.raises(InputError, match="cannot be edited safely"):
        record_stamps(
            b"version = 1\nenvironments.a.url-env = 'X'", "m.toml", "a", (StampSet(frozenset()),), NOW, counts=False
        )


def test_the_last_entry_can_go() -> None:
    assert remove_environment(b"version = 1\n[environments]\na = { stamps = [] }\n", "m.toml", "a") == (
        b"version = 1\n[environments]\n"
    )


def test_dotted_keys_can_be_removed() -> None:
    before = b"version = 1\nenvironments.a.stamps = []\nenvironments.b.stamps = ['x']\n"
    assert remove_environment(before, "m.toml", "a") == b"version = 1\nenvironments.b.stamps = ['x']\n"


def test_an_entry_that_is_there_is_not_added_again() -> None:
    with pytest.raises(InputError, match="already exists"):
        add_environment(BEFORE.encode(), "m.toml", "tenants", {"create-all": True})


def test_an_entry_that_would_not_be_valid_is_not_added() -> None:
    with pytest.raises(InputError, match='has both "stamps" and "create-all"'):
        add_environment(BEFORE.encode(), "m.toml", "x", {"stamps": [], "create-all": True})


def test_an_unknown_entry_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        remove_environment(BEFORE.encode(), "m.toml", "tenant")
    assert caught.value.hint == 'did you mean "tenants"?'


NAMES = st.text(st.sampled_from("ab \"'.\\é#\n="), min_size=1, max_size=4).filter(str.strip)
ENTRIES = st.dictionaries(NAMES, st.lists(st.sampled_from(["x", 'y"', "z\\"]), unique=True), max_size=4)


@settings(max_examples=examples(100), deadline=None)
@given(entries=ENTRIES, name=NAMES, newline=st.sampled_from(["\n", "\r\n"]), new=st.sampled_from(["u", "v w", "é"]))
def test_what_was_added_and_removed_leaves_no_trace(
    entries: dict[str, list[str]], name: str, newline: str, new: str
) -> None:
    text = f"# head{newline}{newline}version = 1 # x{newline}"
    data = text.encode()
    for entry, stamps in entries.items():
        data = add_environment(data, "m.toml", entry, {"stamps": list(stamps)})
    if name not in entries:
        added = add_environment(data, "m.toml", name, {"url-env": "X"})
        recorded = record_stamps(added, "m.toml", name, (StampSet(frozenset({new})),), NOW, counts=False)
        assert recorded.startswith(data)
        entry = tomllib.loads(recorded.decode())["environments"][name]
        assert entry == {"url-env": "X", "stamps": [new], "recorded-at": NOW.replace(microsecond=0)}
        assert remove_environment(recorded, "m.toml", name) == data
    assert [(one.name, sorted(one.stamp_sets[0].stamps)) for one in parse_manifest(data, "m.toml").environments] == [
        (entry, sorted(stamps)) for entry, stamps in entries.items()
    ]
    for entry in entries:
        data = remove_environment(data, "m.toml", entry)
    assert data.decode() == text
