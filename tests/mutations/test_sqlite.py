"""Every single difference is found and named, and nothing else is; spelling is nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from migralint.schema.compare import Difference, status
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from tests.support.shop.mutations import MUTATIONS, SPELLINGS, Mutation, Spelling
from tests.support.shop.script import SHOP
from tests.support.sqlite_files import database_from


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield database_from(tmp_path_factory.mktemp("shop"), "shop", SHOP)


def named(differences: tuple[Difference, ...]) -> list[tuple[str, str | None, str | None]]:
    return sorted(((d.kind, d.table, d.object) for d in differences), key=repr)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_difference_is_found_and_nothing_else(shop: Database, tmp_path: Path, mutation: Mutation) -> None:
    other = database_from(tmp_path, "other", mutation.script)
    found = compare_and_mend(shop, other)
    assert named(found) == sorted(mutation.expected, key=repr)
    assert {difference.note for difference in found} == {mutation.note}
    assert status(found) == ("match" if mutation.note else "drift")
    assert status(found, strict=True) == "drift"
    assert all(difference.models != difference.migrations for difference in found)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_it_is_found_from_the_other_side_too(shop: Database, tmp_path: Path, mutation: Mutation) -> None:
    other = database_from(tmp_path, "other", mutation.script)
    there, back = compare_and_mend(shop, other), compare_and_mend(other, shop)
    assert sorted(((d.kind, d.models, d.migrations) for d in there), key=repr) == sorted(
        ((d.kind, d.migrations, d.models) for d in back), key=repr
    )
    for difference in (*there, *back):
        ast.parse(difference.mend)


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.name)
def test_spelling_is_nothing(shop: Database, tmp_path: Path, spelling: Spelling) -> None:
    assert compare_and_mend(shop, database_from(tmp_path, "other", spelling.script)) == ()


def test_the_lists_are_as_long_as_they_claim() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 100
    assert len({spelling.name for spelling in SPELLINGS}) == len(SPELLINGS) >= 50
