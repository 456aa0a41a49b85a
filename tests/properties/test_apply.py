"""`prune --apply` on generated directories, through the command line, held against real upgrades by Alembic."""

from __future__ import annotations

import difflib
import re
import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migralint.history.history import History
from tests.support.alembic_oracle import Oracle
from tests.support.command_line import migralint
from tests.support.histories import histories, stamps
from tests.support.projects import upgrade, write_manifest, write_project
from tests.support.single_dependencies import single_dependencies
from tests.support.thorough import examples

HEADER = re.compile(rb"\s*(down_revision|depends_on|branch_labels|Revises:|'r\d+',|\)|\()")


@settings(max_examples=examples(16), deadline=None)
@given(st.data())
def test_every_environment_upgrades_as_before(data: st.DataObject) -> None:
    revisions = single_dependencies(data.draw(histories(max_size=10)))
    oracle = Oracle(revisions)
    environments = {
        f"env{number}": rows
        for number, rows in enumerate(data.draw(st.lists(stamps(revisions, oracle), min_size=1, max_size=3)))
    }
    assume(all(environments.values()))
    assume(not History(revisions).cycles())
    with tempfile.TemporaryDirectory() as folder:
        root = write_project(
            Path(folder) / "project",
            revisions,
            line_end=data.draw(st.sampled_from(["\n", "\r\n"])),
            bom=data.draw(st.booleans()),
        )
        write_manifest(root, environments)
        before = {path: path.read_bytes() for path in (root / "migrations").rglob("*.py")}
        expected = {name: attempted(root, rows) for name, rows in environments.items()}

        deep = data.draw(st.sampled_from([[], ["--deep"]]))
        done = migralint("prune", "--apply", "--no-verify", "--archive", "../kept.tar.gz", *deep, cwd=root)

        assert done.code in (0, 1), done.stderr
        after = {path: path.read_bytes() for path in (root / "migrations").rglob("*.py")}
        if not re.search(r"\d revisions? removed$", done.stdout.strip()):
            assert after == before
            return
        assert len(after) < len(before)
        for path, content in after.items():
            assert_only_headers_changed(before[path], content)
        for name, rows in environments.items():
            if expected[name] is not None:
                assert attempted(root, rows) == expected[name]


def attempted(root: Path, rows: frozenset[str]) -> tuple[list[str], set[str]] | None:
    """What an upgrade does; None where Alembic itself dies on a redundant edge, so that there is nothing to keep."""
    try:
        return upgrade(root, rows)
    except (KeyError, AssertionError):
        return None


def assert_only_headers_changed(before: bytes, after: bytes) -> None:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            for changed in (*old[i1:i2], *new[j1:j2]):
                assert HEADER.match(changed.removeprefix(b"\xef\xbb\xbf")), changed
