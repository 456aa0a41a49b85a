"""`migralint review`: a branch of a real repository, as the comment of its pull request."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest
from markdown_it import MarkdownIt

from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository
from tests.support.small_projects import small_project

pytestmark = pytest.mark.slow

MODELS = """
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.String(50)))
"""
FIRST = """op.create_table(
    "users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.String(50))
)"""
MANIFEST = """\
version = 1

[environments.production]
stamps = ["r2"]
recorded-at = 2026-11-20T10:00:00Z

[environments.tenants]
counts = { "r2" = 1009, "r1" = 35 }
recorded-at = 2026-11-20T10:00:00Z

[environments.ci]
create-all = true
"""
ENV = """\
from alembic import context
from models import metadata

context.configure(url="{url}", target_metadata=metadata, literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""
HOSTILE = "<img src=x onerror=alert(1)> @octocat | `x` </details> [a](https://evil.example) ##[error]no"
REVISION = '''\
"""{message}"""
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = "{parent}"


def upgrade():
{upgrade}


def downgrade():
{downgrade}
'''


def add(root: Path, id: str, parent: str, upgrade: str, downgrade: str = "pass", message: str = "A change") -> None:
    bodies = ["\n".join(f"    {line}" for line in dedent(one).strip().split("\n")) for one in (upgrade, downgrade)]
    text = REVISION.format(id=id, parent=parent, upgrade=bodies[0], downgrade=bodies[1], message=message)
    (root / f"migrations/versions/{id}.py").write_text(text)


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """main has m1 on r2; the branch topic, which is checked out, has n1 and n2 on r2."""
    root = small_project(tmp_path, MODELS, FIRST, 'op.add_column("users", sa.Column("a", sa.Integer))', env=ENV)
    (root / "migrations/migralint-environments.toml").write_text(MANIFEST)
    (root / "migralint.toml").write_text('dialect = ["postgresql", "sqlite"]\n')
    (root / ".gitignore").write_text("__pycache__/\n")
    repository(root)
    git(root, "checkout", "-q", "-b", "topic")
    add(root, "n1", "r2", 'op.drop_column("users", "note")', 'raise NotImplementedError("gone")', message=HOSTILE)
    add(
        root,
        "n2",
        "n1",
        """
        op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.String(3)))
        op.execute("UPDATE users SET a = 1 WHERE a = '```\\n</details>\\n@octocat'")
        if sa.inspect(op.get_bind()).has_table("old"):
            op.drop_table("old")
        """,
        'op.drop_table("t")',
    )
    commit_all(root, "topic")
    git(root, "checkout", "-q", "main")
    add(root, "m1", "r2", 'op.create_table("m", sa.Column("id", sa.Integer))', 'op.drop_table("m")')
    commit_all(root, "main")
    git(root, "checkout", "-q", "topic")
    return root


def review(root: Path, *arguments: str) -> Finished:
    done = migralint("review", "--python", sys.executable, *arguments, cwd=root)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def document(root: Path, *arguments: str) -> dict[str, object]:
    done = review(root, "--format", "json", *arguments)
    assert done.code == 0, done.stderr
    found = json.loads(done.stdout)
    schema = json.loads((resources.files("migralint") / "json_schemas" / "review.schema.json").read_text("utf-8"))
    jsonschema.validate(found, schema)
    assert isinstance(found, dict)
    return found


def test_what_the_branch_adds(branch: Path) -> None:
    found = document(branch, "--against", "main")
    first, second = found["revisions"]  # type: ignore[misc]
    assert (first["id"], first["kind"], first["reversible"]["answer"]) == ("n1", "contract", "no")
    assert [one["why"] for one in first["effects"]] == ["drops column users.note"]
    assert (second["id"], second["kind"], second["reversible"]["answer"]) == ("n2", "mixed", "no")
    assert "ML302" in {one["code"] for one in first["findings"]}
    assert found["heads"] == {"before": ["m1"], "after": ["m1", "n2"]}
    assert {"ML101", "ML255"} <= {one["code"] for one in (*found["findings"], *first["findings"], *second["findings"])}  # type: ignore[misc]
    assert [(one["environment"], one["databases"], one["steps"]) for one in found["runs_on"]] == [  # type: ignore[attr-defined]
        ("production", 1, 3),
        ("tenants", 1009, 3),
        ("tenants", 35, 4),
    ]


def test_the_sql_is_what_alembic_renders_for_each_dialect(branch: Path) -> None:
    first, second = document(branch, "--against", "main")["revisions"]  # type: ignore[misc]
    assert [one["dialect"] for one in first["sql"]] == ["postgresql", "sqlite"]
    assert "ALTER TABLE users DROP COLUMN note;" in first["sql"][0]["sql"]
    assert (
        "UPDATE alembic_version SET version_num='n1' WHERE alembic_version.version_num = 'r2';"
        in first["sql"][0]["sql"]
    )
    alembic = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "r2:n1", "--sql"], cwd=branch, capture_output=True, text=True
    )
    assert alembic.returncode == 0, alembic.stderr
    assert first["sql"][0]["sql"].strip() == alembic.stdout.strip()
    # what asks the database cannot be rendered; what was rendered before it is shown, and that it is not all
    assert "CREATE TABLE t" in second["sql"][0]["sql"]
    assert second["sql"][0]["error"]
    assert (second["sql"][0]["path"], second["sql"][0]["line"]) == ("migrations/versions/n2.py", 12)


def test_static_runs_nothing_of_the_project(branch: Path) -> None:
    (branch / "migrations/env.py").write_text("open('ran', 'w').close()\n")
    found = document(branch, "--against", "main", "--static")
    assert [one["sql"] for one in found["revisions"]] == [[], []]  # type: ignore[attr-defined]
    assert not (branch / "ran").exists()


def test_a_project_that_does_not_run_is_reviewed_without_its_sql(branch: Path) -> None:
    (branch / "models.py").write_text("import gone_long_ago\n")
    done = review(branch, "--against", "main")
    assert done.code == 0
    assert "gone_long_ago" in done.stdout
    assert "drops column users.note" in done.stdout


def test_markdown_is_short_at_the_top_and_hostile_text_is_text(branch: Path) -> None:
    text = review(branch, "--against", "main", "--format", "markdown").stdout
    top = text[: text.index("<details>")]
    assert "# 2 new revisions" in top
    assert "production and 1,009 of 1,044 tenants: 3 steps; 35 of 1,044 tenants: 4 steps" in top
    assert "2 heads after the merge with main" in top
    outside = "\n".join(part for place, part in enumerate(text.split("````")) if place % 2 == 0)
    for bad in ("<img", "@octocat", "](https://", "##[error]"):
        assert bad not in outside
    assert text.count("<details>") == 5  # two revisions, the second dialect of each, the picture
    assert "```mermaid" in text


class Rendered(HTMLParser):
    """What a reader of the markdown sees: the tags, and the text outside of code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(MarkdownIt("gfm-like", {"linkify": False}).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not attrs or (tag == "code" and attrs[0][0] == "class"), (tag, attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_rendered_it_has_the_markup_of_a_review_and_none_of_a_message(branch: Path) -> None:
    seen = Rendered(review(branch, "--against", "main", "--format", "markdown").stdout)
    assert set(seen.tags) <= {
        *("h1", "h2", "p", "ul", "li", "br", "code", "pre", "details", "summary"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert seen.tags.count("summary") == seen.tags.count("details") == 5
    assert seen.tags.count("h1") == 1
    assert seen.text.count("<img src=x onerror=alert(1)> @\u200boctocat | `x` </details>") >= 2  # table and summary
    assert re.search(r"ML302 warning, line \d+: the column note of users is dropped", seen.text)


def test_a_comment_is_never_longer_than_github_takes(branch: Path) -> None:
    for number in range(150):
        body = "\n".join(f'op.execute("UPDATE users SET a = {at} -- {"x" * 200}")' for at in range(30))
        add(branch, f"o{number:03}", "n2" if number == 0 else f"o{number - 1:03}", body, message="y" * 5000)
    done = review(branch, "--against", "main", "--format", "markdown", "--static")
    assert done.code == 0
    assert len(done.stdout) <= 65_536
    assert done.stdout.count("<details>") == done.stdout.split("\n").count("</details>")
    assert "omitted" in done.stdout


def test_sql_that_a_comment_has_no_room_for_is_named(branch: Path) -> None:
    body = "\n".join(f'op.execute("UPDATE users SET a = {at} -- {"x" * 200}")' for at in range(150))
    for number in range(3):
        add(branch, f"o{number:03}", "n2" if number == 0 else f"o{number - 1:03}", body)
    text = review(branch, "--against", "main", "--format", "markdown").stdout
    top = text[: text.index("| Revision")]
    assert "omitted, because it does not fit into a comment: the SQL on sqlite (`migralint review -v`)" in top
    assert "SQL on postgresql" in text and "SQL on sqlite" not in text[len(top) :]
    assert len(text) <= 65_536


def test_a_branch_that_adds_nothing(branch: Path) -> None:
    git(branch, "checkout", "-q", "main")
    done = review(branch, "--against", "main")
    assert (done.code, done.stdout.splitlines()[0].split("  ")[0]) == (0, "No new revisions")


def test_a_new_file_that_nobody_can_read_is_not_passed_over(branch: Path) -> None:
    git(branch, "checkout", "-q", "main")
    (branch / "migrations/versions/x1.py").write_text("from ids import ID\nrevision = ID()\ndown_revision = 'm1'\n")
    found = document(branch, "--against", "main", "--static")
    assert found["revisions"] == []
    assert "migrations/versions/x1.py" in {one["path"] for one in found["findings"]}  # type: ignore[attr-defined]


def test_graph_says_the_kind_of_every_revision(branch: Path) -> None:
    (history,) = json.loads(migralint("graph", "--format", "json", cwd=branch).stdout)["histories"]
    kinds = {row["revision"]: row.get("effect") for row in history["rows"]}
    assert kinds == {"n2": "mixed", "n1": "contract", "r2": "expand", "r1": "expand"}


def test_the_floor_moves_with_what_a_branch_records(branch: Path) -> None:
    path = branch / "migrations/migralint-environments.toml"
    path.write_text(MANIFEST.replace('"r2" = 1009, "r1" = 35', '"r2" = 1044'))
    floor = document(branch, "--against", "main", "--static")["floor"]
    assert floor == {"before": [], "after": ["r2"], "removable_before": 0, "removable_after": 1, "pruned": []}


def test_no_database_is_opened_and_nothing_is_left(branch: Path) -> None:
    with sqlite3.connect(branch / "real.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    before = (branch / "real.db").read_bytes()
    env = branch / "migrations/env.py"
    env.write_text(env.read_text().replace("postgresql://h/d", "sqlite:///real.db"))
    status = git(branch, "status", "--porcelain")
    review(branch, "--against", "main")
    assert (branch / "real.db").read_bytes() == before
    assert git(branch, "status", "--porcelain") == status


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--against", "nope"], "--against nope: git knows no such branch, tag or commit"),
        (["--against", ""], "--against: the name of the merge target is empty"),
        (["--against", "main", "--python", "/nowhere/python"], "/nowhere/python"),
    ],
)
def test_bad_input_is_one_line(branch: Path, arguments: list[str], expected: str) -> None:
    done = migralint("review", *arguments, cwd=branch)
    assert (done.code, done.stdout) == (2, "")
    assert expected in done.stderr.splitlines()[0]


def test_a_shallow_clone_says_what_to_fetch(branch: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", "--branch", "topic", branch.as_uri(), str(clone)], check=True)
    done = migralint("review", "--against", "origin/main", cwd=clone)
    assert done.code == 2
    assert "which is shallow" in done.stderr
    assert "git fetch --unshallow" in done.stderr
