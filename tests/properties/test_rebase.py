"""`migralint rebase` on generated two-branch histories in real git repositories, with Alembic as the judge."""

from __future__ import annotations

import ast
import json
import tempfile
from pathlib import Path
from typing import TypeAlias

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.history.history import History
from migralint.history.revision import Revision
from tests.support.command_line import migralint
from tests.support.projects import upgrade
from tests.support.thorough import examples
from tests.support.two_branches import contents, two_branches

Drawn: TypeAlias = tuple[list[Revision], list[Revision], list[Revision], set[str]]


@st.composite
def branches(draw: st.DrawFn) -> Drawn:
    """Common revisions, theirs with one head, ours on any of them, and those of ours that do nothing."""
    common = line(draw, "c", draw(st.integers(1, 4)), ())
    theirs = line(draw, "t", draw(st.integers(0, 3)), History(common).heads())
    known, inert = [*common, *theirs], set()
    ours: list[Revision] = []
    for number in range(draw(st.integers(1, 5))):
        names = [one.id for one in (*known, *ours)]
        parents = tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))
        history = History([*known, *ours])
        if history.ancestors(parents) & set(parents):
            parents = parents[:1]
        below = history.ancestors_with_self(parents)
        others = [name for name in names if name not in below]
        depends = tuple(draw(st.lists(st.sampled_from(others), max_size=1))) if others else ()
        ours.append(Revision(f"o{number}", parents, depends))
        if draw(st.booleans()):
            inert.add(f"o{number}")
    return common, theirs, ours, inert


def line(draw: st.DrawFn, letter: str, count: int, start: tuple[str, ...]) -> list[Revision]:
    """Revisions in a line, of which two may stand side by side before the last one."""
    made: list[Revision] = []
    below = start
    for number in range(count):
        made.append(Revision(f"{letter}{number}", below))
        below = (made[-1].id,)
    if count > 1 and draw(st.booleans()):
        made += [
            Revision(f"{letter}x", made[0].down_revision or (made[0].id,)),
            Revision(f"{letter}y", (below[0], f"{letter}x")),
        ]
    return made


def blanked(data: bytes) -> bytes:
    """The file without what its down_revision, and its line `Revises:`, say."""
    tree = ast.parse(data)
    lines = data.splitlines(keepends=True)
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(one, ast.Name) and one.id == "down_revision" for one in targets):
            value = node.value  # type: ignore[union-attr]
            start = sum(map(len, lines[: value.lineno - 1])) + value.col_offset
            end = sum(map(len, lines[: value.end_lineno - 1])) + value.end_col_offset
            data = data[:start] + data[end:]
    return b"".join(b"Revises:" if one.startswith(b"Revises:") else one for one in data.splitlines(keepends=True))


def check_rebase(root: Path, drawn: Drawn, end: str) -> None:
    common, theirs, ours, inert = drawn
    two_branches(root, common, theirs, ours, inert=inert, line_end=end)
    held, whole = History([*common, *theirs]), History([*common, *theirs, *ours])
    before = contents(root)
    done = migralint("rebase", "--format", "json", cwd=root)
    assert done.code == 0, done.stderr + done.stdout
    document = json.loads(done.stdout)
    after = contents(root)

    # Theirs are the same, byte for byte; of ours nothing changes but the parents; merges that do nothing may go.
    gone = {one["revision"] for one in document["removed"]}
    merges = {one.id for one in ours if len(one.down_revision) > 1}
    assert gone <= merges & inert
    names = {one.id: name for name in before for one in ours if name.endswith(f"_{one.id}.py")}
    assert before.keys() - after.keys() == {names[name] for name in gone}
    assert after.keys() <= before.keys()
    for name in after:
        assert after[name] == before[name] or (name in names.values() and blanked(after[name]) == blanked(before[name]))

    # Alembic sees one head, and ours above theirs, each after what it was built on.
    script = ScriptDirectory.from_config(Config(str(root / "alembic.ini")))
    kept = [one for one in ours if one.id not in gone]
    order = document["order"]
    assert sorted(order) == sorted(one.id for one in kept)
    assert script.get_heads() == [order[-1] if order else held.heads()[0]]
    places = {name: place for place, name in enumerate(order)}
    for one in kept:
        needed = whole.ancestors([one.id])
        assert all(places[name] < places[one.id] for name in needed if name in places)
        loaded = script.get_revision(one.id)
        assert set(loaded._versioned_down_revisions) == {
            order[places[one.id] - 1] if places[one.id] else held.heads()[0]
        }
        assert (loaded.dependencies or None) in (one.depends_on or None, *one.depends_on)

    # A database that stands at the other branch's head runs exactly ours, in their order.
    ran, rows = upgrade(root, held.row_heads())
    assert ran == [name for name in order if name not in inert]
    assert rows == set(script.get_heads())
    assert migralint("rebase", cwd=root).stdout.rstrip().endswith("nothing to do")


@settings(max_examples=examples(12), deadline=None)
@given(drawn=branches(), end=st.sampled_from(["\n", "\r\n"]))
def test_one_head_and_ours_on_top(drawn: Drawn, end: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_rebase(Path(folder) / "project", drawn, end)


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None)
@given(drawn=branches(), end=st.sampled_from(["\n", "\r\n"]))
def test_many_more(drawn: Drawn, end: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_rebase(Path(folder) / "project", drawn, end)
