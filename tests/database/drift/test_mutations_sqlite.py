"""Every single difference of a live SQLite file is found and named, nothing else is, and the file stays as it is."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.live_databases import found, look, scripted_project, stamped_file
from tests.support.shop.mutations import MUTATIONS, SPELLINGS
from tests.support.shop.script import SHOP

pytestmark = pytest.mark.slow

SILENT = ("rows", "sequence-position")
"""What changes by itself in a database that is used."""


def words(name: str) -> str:
    return re.sub(r"\W+", "_", name)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The shop with each mutation, with each spelling, and as it is after some use."""
    folder = tmp_path_factory.mktemp("live")
    urls = {one.name: stamped_file(folder / f"m-{words(one.name)}.db", one.script, "shop") for one in MUTATIONS}
    for one in SPELLINGS:
        urls[f"spelled: {one.name}"] = stamped_file(folder / f"s-{words(one.name)}.db", one.script, "shop")
    urls["used"] = stamped_file(folder / "used.db", SHOP, "shop")
    with closing(sqlite3.connect(folder / "used.db")) as connection:
        connection.execute("INSERT INTO teams (name) VALUES ('more')")
        connection.execute("ANALYZE")
        connection.commit()
    yield urls


def digests(urls: dict[str, str]) -> dict[str, str]:
    return {name: hashlib.sha256(Path(url[10:]).read_bytes()).hexdigest() for name, url in urls.items()}


def test_what_a_file_has_beyond_lacks_or_has_otherwise(tmp_path: Path, live: dict[str, str]) -> None:
    project = scripted_project(tmp_path, {"shop": (None, SHOP)})
    before = digests(live)
    drift = look(project, live)
    assert drift.not_judged == ()
    expected = {
        one.name: sorted((each for each in one.expected if each[0] not in SILENT), key=repr) for one in MUTATIONS
    }
    expected |= {f"spelled: {one.name}": [] for one in SPELLINGS} | {"used": []}
    assert found(drift) == expected
    drifting = {one.entry for one in drift.groups if one.is_drift()}
    assert drifting == {one.name for one in MUTATIONS if not one.note and expected[one.name]}
    assert digests(live) == before
    folder = Path(live["used"][10:]).parent
    assert {one.suffix for one in folder.iterdir()} == {".db"}


def test_the_other_way_round(tmp_path: Path) -> None:
    revisions = {f"m{index}": (None, one.script) for index, one in enumerate(MUTATIONS)}
    project = scripted_project(tmp_path / "project", revisions)
    urls = {one.name: stamped_file(tmp_path / f"{index}.db", SHOP, f"m{index}") for index, one in enumerate(MUTATIONS)}
    drift = look(project, urls)
    assert drift.not_judged == ()
    answers = found(drift)
    for one in MUTATIONS:
        kinds = sorted(kind for kind, *_ in one.expected if kind not in SILENT)
        assert sorted(kind for kind, *_ in answers[one.name]) == kinds, one.name
