"""The CSV of a fleet: grouped by stamp set, never united across databases."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.environments.environment import StampSet
from migralint.environments.inventory import read_inventory
from migralint.environments.stamp_sets import group, parse_key
from migralint.source.errors import InputError
from tests.support.thorough import examples


def _write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "stamps.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_rows_of_one_database_are_one_set_wherever_they_stand(tmp_path: Path) -> None:
    path = _write(tmp_path, "database,version_num\none,a\ntwo,a\none,b\nthree,\nfour, b \none,b\n")
    assert read_inventory(path) == (
        StampSet(frozenset(), 1, ("three",)),
        StampSet(frozenset("a"), 1, ("two",)),
        StampSet(frozenset("ab"), 1, ("one",)),
        StampSet(frozenset("b"), 1, ("four",)),
    )


def test_columns_are_found_by_name_among_others(tmp_path: Path) -> None:
    path = _write(tmp_path, '\ufeffregion,version_num,database\r\neu,a,"tenant, ""one"""\r\n\r\neu,a,two\r\n')
    assert read_inventory(path) == (StampSet(frozenset("a"), 2, ('tenant, "one"', "two")),)


def test_a_header_alone_gives_nothing(tmp_path: Path) -> None:
    assert read_inventory(_write(tmp_path, "database,version_num\n")) == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, 'the column "database"'),
        ("one,a\n", 1, 'the column "database"'),
        ("database,version\none,a\n", 1, 'the column "version_num"'),
        ("database;version_num\none;a\n", 1, '"database,version_num"'),
        ("database,database,version_num\n", 1, 'the column "database" once'),
        ("database,version_num\none,a\ntwo\n", 3, "1 columns"),
        ("database,version_num\none,a\none,\n", 3, '"one" has a version in one row and none in another'),
        ("database,version_num\none,\none,a\n", 3, '"one" has a version in one row and none in another'),
        ("database,version_num\n,a\n", 2, "no database name"),
        ('database,version_num\none,"a\n', 2, "not valid CSV"),
        (b"database,version_num\none,\xff\n", 1, "not UTF-8"),
    ],
)
def test_anything_else_is_refused_with_its_line(tmp_path: Path, text: str | bytes, line: int, words: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_inventory(tmp_path)


@settings(max_examples=examples(100), deadline=None)
@given(
    databases=st.dictionaries(
        st.text(st.sampled_from('ab," \n'), min_size=1, max_size=3), st.frozensets(st.sampled_from("xyz"), max_size=3)
    ),
    order=st.randoms(use_true_random=False),
)
def test_any_order_of_rows_gives_the_same_groups(
    tmp_path_factory: pytest.TempPathFactory, databases: dict[str, frozenset[str]], order: object
) -> None:
    rows = [(name, one) for name, stamps in databases.items() for one in sorted(stamps) or [""]]
    order.shuffle(rows)  # type: ignore[attr-defined]
    path = tmp_path_factory.getbasetemp() / "any-order.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([("database", "version_num"), *rows])
    got = {(one.stamps, one.databases) for one in read_inventory(path)}
    assert got == {(one.stamps, one.databases) for one in group(databases)}


@given(st.frozensets(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=5), max_size=4))
def test_a_key_names_its_set(stamps: frozenset[str]) -> None:
    assert parse_key(StampSet(stamps).key) == stamps
