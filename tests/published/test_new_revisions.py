"""Rules about one file look at new revisions alone: by `--against`, by `--since`, by the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.history.ledger import Ledger
from migralint.loading.records.ledger import encode_ledger
from tests.support.branches import branched, checked, said, write
from tests.support.command_line import migralint
from tests.support.drawn_environments import drawn_ledger
from tests.support.git import commit_all, git


def odd(identifier: str, parent: str | None = None) -> str:
    """A revision that ML208 has something to say about: it has no upgrade."""
    return f'"""odd"""\nrevision = {identifier!r}\ndown_revision = {parent!r}\n'


LINE = {"a.py": odd("a"), "b.py": odd("b", "a"), "c.py": odd("c", "b")}


def of_files(root: Path, *options: str, against: str | None = None) -> list[str]:
    report = json.loads(checked(root, *options, against=against, select="ML2").stdout)
    return sorted(
        f"{one['code']} {Path(one['path']).name}" for one in report["findings"] if one["code"] in ("ML208", "ML201")
    )


def test_all_are_looked_at_where_nothing_is_published(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=LINE)
    assert of_files(root) == ["ML208 a.py", "ML208 b.py", "ML208 c.py"]


def test_those_of_the_branch_alone_committed_or_not(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=LINE, topic={"d.py": odd("d", "c")})
    write(root, {"e.py": odd("e", "d")})
    assert of_files(root, against="main") == ["ML208 d.py", "ML208 e.py"]


def test_a_file_that_cannot_be_read_is_looked_at_unless_it_is_published_so(tmp_path: Path) -> None:
    old, new = "this is no Python, and old\n", "this is no Python, and new\n"
    root = branched(tmp_path / "project", base={**LINE, "old.py": old}, topic={"new.py": new})
    assert of_files(root, against="main") == ["ML201 new.py"]
    write(root, {"old.py": f"{old}and it was changed\n"})
    assert of_files(root, against="main") == ["ML201 new.py", "ML201 old.py"]


def test_a_revision_that_main_has_got_since_is_not_new_though_the_branch_has_it_too(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=LINE, main={"d.py": odd("d", "c")}, topic={"d.py": odd("d", "c")})
    assert of_files(root, against="main") == []


def test_a_recorded_squash_is_not_new(tmp_path: Path) -> None:
    (prune,) = drawn_ledger("# pruned: a").prunes
    ledger = encode_ledger(Ledger((replace(prune, squashed_into=("s",)),))).decode()
    topic = {"a.py": None, "s.py": odd("s"), "b.py": odd("b", "s"), "d.py": odd("d", "c")}
    root = branched(tmp_path / "project", base=LINE, topic={**topic, "migrations/migralint-pruned.json": ledger})
    assert of_files(root, against="main") == ["ML208 d.py"]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("a", ["ML208 b.py", "ML208 c.py"]),
        ("c", []),
        ("line", ["ML208 b.py", "ML208 c.py"]),
    ],
)
def test_since_a_revision_without_git(tmp_path: Path, since: str, found: list[str]) -> None:
    write(tmp_path, {"alembic.ini": "[alembic]\nscript_location = migrations\n", "migrations/env.py": "", **LINE})
    write(tmp_path, {"a.py": f"{odd('a')}branch_labels = 'line'\n"})
    assert of_files(tmp_path, "--since", since) == found


def test_since_an_abbreviated_id_and_a_pruned_revision(tmp_path: Path) -> None:
    long = {"a.py": odd("abcdef01"), "b.py": odd("b", "abcdef01")}
    ledger = encode_ledger(drawn_ledger("# pruned: gone (kept above: abcdef01)")).decode()
    write(tmp_path, {"alembic.ini": "[alembic]\nscript_location = migrations\n", "migrations/env.py": "", **long})
    write(tmp_path, {"migrations/migralint-pruned.json": ledger})
    assert of_files(tmp_path, "--since", "abcd") == ["ML208 b.py"]
    assert of_files(tmp_path, "--since", "gone") == ["ML208 a.py", "ML208 b.py"]


def test_both_together_narrow_further(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=LINE, topic={"d.py": odd("d", "c"), "e.py": odd("e", "d")})
    assert of_files(root, "--since", "d", against="main") == ["ML208 e.py"]


def test_the_settings_say_the_same_and_the_command_line_goes_first(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=LINE, topic={"d.py": odd("d", "c")})
    (root / "migralint.toml").write_text('against = "main"\n')
    assert of_files(root) == ["ML208 d.py"]
    assert of_files(root, against="topic") == []
    (root / "migralint.toml").write_text('since = "b"\n')
    assert of_files(root) == ["ML208 c.py", "ML208 d.py"]


def test_graph_rules_look_at_everything(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base={**LINE, "k.py": odd("k", "b")})
    assert said(checked(root)) == said(checked(root, against=None)) == ["ML101 c k"]


def test_a_suppression_in_a_published_file_is_not_called_unused(tmp_path: Path) -> None:
    accepted = LINE["a.py"].replace("down", "# migralint: ignore[ML208] generated\ndown")
    accepted = accepted.replace("revision = 'a'", "revision = 'a'  # migralint: ignore-file[ML208]")
    root = branched(tmp_path / "project", base={**LINE, "a.py": accepted})
    report = json.loads(checked(root, select="ML001,ML2").stdout)
    assert [one["code"] for one in report["findings"]] == []


def test_the_same_command_line_never_repeats_what_it_said_of_an_older_main(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=LINE, topic={"d.py": odd("d", "c")})
    options = ("check", "--against", "main", "--select", "ML255", "--fail-on", "info")
    assert migralint(*options, cwd=root).code == 0
    assert migralint(*options, cwd=root).code == 0
    git(root, "checkout", "-q", "main")
    write(root, {"r.py": odd("r", "c")})
    commit_all(root)
    git(root, "checkout", "-q", "topic")
    assert migralint(*options, cwd=root).code == 1
    git(root, "branch", "-f", "main", "main~1")
    assert migralint(*options, cwd=root).code == 0
