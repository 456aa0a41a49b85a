"""Files that only removed revisions read are listed; what anything kept may read is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.repository.unread import unread
from tests.support.trees import revision_file, write_tree

OPEN = 'open(HERE / "sql" / "{}")\n'


def listed(root: Path, old: str, new: str, files: Mapping[str, str]) -> list[str]:
    """What is listed where revision `a1` (with the text `old`) goes and `b2` (with `new`) stays."""
    write_tree(
        root,
        {
            "migrations/env.py": "",
            "migrations/versions/a1_old.py": revision_file("a1") + old,
            "migrations/versions/b2_new.py": revision_file("b2", "a1") + new,
            **files,
        },
    )
    versions = root / "migrations" / "versions"
    script = ScriptDirectory(str(root / "migrations"), (str(versions),), root=str(root))
    removed, kept = {"a1": str(versions / "a1_old.py")}, {"b2": str(versions / "b2_new.py")}
    return [
        str(Path(one.location.path).relative_to(root / "migrations"))
        for problem in unread(removed, kept, script, None)
        for one in problem.related
    ]


@pytest.mark.parametrize(
    ("old", "path"),
    [
        (OPEN.format("one.sql"), "versions/sql/one.sql"),
        ("Path(__file__).with_suffix('.sql')\n", "versions/a1_old.sql"),
        ("HERE / f'{revision}.sql'\n", "versions/a1.sql"),
        ("for path in (HERE / revision).iterdir(): ...\n", "versions/a1/one.sql"),
        ("for path in (HERE / 'steps').glob('*.sql'): ...\n", "versions/steps/one.sql"),
        ("from migrations.helpers import one\n", "helpers/one.py"),
        (OPEN.format("one.sql"), "sql/one.sql"),
    ],
)
def test_what_only_a_removed_revision_reads(tmp_path: Path, old: str, path: str) -> None:
    assert listed(tmp_path, old, "", {f"migrations/{path}": "x"}) == [path]


@pytest.mark.parametrize(
    ("new", "more"),
    [
        (OPEN.format("one.sql"), {}),
        ("for path in (HERE / 'sql').glob('*.sql'): ...\n", {}),
        ("", {"migrations/tool.py": "run('one.sql')\n"}),
        ("", {"migrations/versions/sql/all.txt": "one.sql\n"}),
    ],
)
def test_what_anything_kept_may_read_is_not_listed(tmp_path: Path, new: str, more: Mapping[str, str]) -> None:
    files = {"migrations/versions/sql/one.sql": "x", **more}
    assert listed(tmp_path, OPEN.format("one.sql"), new, files) == []


def test_what_no_revision_names_is_nobody_s_business(tmp_path: Path) -> None:
    files = {"migrations/README": "x", "migrations/versions/sql/other.sql": "x"}
    assert listed(tmp_path, OPEN.format("one.sql"), "", files) == []


@pytest.mark.parametrize(
    "written",
    ["down_revision = None\n", "down_revision: str | None = None\r\n", "if True:\n    down_revision = None\n"],
)
def test_a_revision_of_another_history_under_the_same_name_is_not_listed(tmp_path: Path, written: str) -> None:
    """One folder for each database, with the same files in both: the other database still needs its own."""
    files = {"migrations/other/a1_old.py": f'revision = "a1"\n{written}'}
    assert listed(tmp_path, "", "", files) == []
