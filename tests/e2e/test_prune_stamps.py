"""`migralint prune --stamp NAME=REV`: a first plan, by what the command line says, before there is a manifest."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.e2e.test_prune import SHOP
from tests.support.command_line import Finished, migralint
from tests.support.git import repository
from tests.support.trees import write_tree

MANIFEST = "migrations/migralint-environments.toml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Five revisions in a line, a1a1a1 to e5e5e5; no manifest."""
    files = {name: text for name, text in SHOP.items() if name != MANIFEST}
    return repository(write_tree(tmp_path / "shop", files))


def prune(shop: Path, *arguments: str) -> Finished:
    return migralint("prune", *arguments, cwd=shop)


def test_without_a_manifest_the_error_names_the_way_to_a_first_plan(shop: Path) -> None:
    done = prune(shop)
    assert (done.code, done.stdout) == (2, "")
    assert "--stamp NAME=REV" in done.stderr and "migralint init" in done.stderr


def test_the_plan_is_the_one_that_a_manifest_with_these_stamps_gives(shop: Path) -> None:
    said = prune(shop, "--stamp", "production=d4d4d4", "--stamp", "staging=e5e5e5", "--format", "json")
    plan = json.loads(said.stdout)
    assert (said.code, plan["status"], plan["removed"]) == (0, "ready", ["a1a1a1", "b2b2b2", "c3c3c3"])
    assert plan["warnings"] == [] or all(one["code"] != "ML404" for one in plan["warnings"])
    assert not (shop / MANIFEST).exists()


def test_the_commands_that_it_shows_write_the_manifest_of_the_same_plan(shop: Path) -> None:
    stamps = ["--stamp", "it's $(touch x)=c3c3c3", "--stamp", "fleet=d4d4d4", "--stamp", "fleet=e5e5e5"]
    text = prune(shop, *stamps).stdout
    for line in text.splitlines():
        if line.startswith("  migralint env add"):
            assert migralint(*shlex.split(line)[1:], cwd=shop).code == 0
    before = json.loads(prune(shop, "--format", "json").stdout)
    (shop / MANIFEST).unlink()
    after = json.loads(prune(shop, *stamps, "--format", "json").stdout)
    assert before["removed"] == after["removed"] == ["a1a1a1", "b2b2b2"]
    assert before["environments"] == after["environments"]


def test_a_database_without_a_stamp_needs_everything(shop: Path) -> None:
    plan = json.loads(prune(shop, "--stamp", "new=", "--stamp", "old=e5e5e5", "--format", "json").stdout)
    assert (plan["status"], plan["removed"]) == ("blocked", [])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--stamp", "production=d4d4d4", "--apply"), "--stamp only plans"),
        (("--stamp", "production"), "not NAME=REV"),
        (("--stamp", "=d4d4d4"), "not NAME=REV"),
        (("--stamp", "production=d4d4"), "write the full id: d4d4d4"),
        (("--stamp", "production=d4d4d5"), 'did you mean "d4d4d4"?'),
        (("--stamp", "production=d4d4d4+"), "several rows are written"),
    ],
)
def test_wrong_usage_says_what_to_write(shop: Path, arguments: tuple[str, ...], says: str) -> None:
    done = prune(shop, *arguments)
    assert (done.code, done.stdout) == (2, "")
    assert says in done.stderr


def test_beside_a_manifest_it_is_refused(shop: Path) -> None:
    (shop / MANIFEST).write_text('version = 1\n[environments.x]\nstamps = ["e5e5e5"]\n')
    done = prune(shop, "--stamp", "production=d4d4d4")
    assert done.code == 2
    assert "this project has one" in done.stderr
