"""`migralint verify --chain REV`: what a squash by hand no longer builds, on real databases and with real git."""

from __future__ import annotations

import json
import shutil
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

import migralint as api
from migralint.database.postgresql.server.server import Server
from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository
from tests.support.trees import write_tree

pytestmark = pytest.mark.slow

ENV = """\
from alembic import context
from sqlalchemy import create_engine
{imports}
target_metadata = {metadata}


def run(connection):
    context.configure(connection=connection, target_metadata=target_metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(url="sqlite://", literal_binds=True, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine("sqlite:///nowhere.db").connect() as connection:
        run(connection)
"""
MODELS = "import sqlalchemy as sa\nmetadata = sa.MetaData()\nsa.Table('t', metadata, sa.Column('id', sa.Integer))\n"
REVISION = """\
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
{body}


def downgrade():
    raise NotImplementedError
"""
CREATE = """\
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.{kind}, nullable=False),
        sa.Column("closed", sa.Boolean(create_constraint=False), server_default=sa.false(), nullable=False),
        sa.Column("made", sa.DateTime(), server_default=sa.func.now()),
        {check}
    )"""
CHECK = 'sa.CheckConstraint("length(email) > 3", name="ck_account_email"),'
INDEX = '    op.create_index("ix_open", "account", ["email"], unique=True{where})'
WHERE = ', postgresql_where=sa.text("id > 7"), sqlite_where=sa.text("id > 7")'
SEED = """    op.execute("INSERT INTO account (id, email) VALUES (1, 'root@example.org')")"""


def revision(name: str, down: str | None, *body: str) -> str:
    return REVISION.format(id=name, down=down, body="\n".join(body) or "    pass")


def long_chain() -> dict[str, str]:
    """What the project was before: four revisions, and one that stays."""
    return {
        "migrations/versions/a1.py": revision("a1", None, CREATE.format(kind="Text()", check=CHECK)),
        "migrations/versions/a2.py": revision("a2", "a1", INDEX.format(where=WHERE)),
        "migrations/versions/a3.py": revision("a3", "a2", SEED),
        "migrations/versions/b1.py": revision("b1", "a3", '    op.create_table("t", sa.Column("id", sa.Integer))'),
    }


def squashed(*, kind: str = "Text()", check: str = CHECK, where: str = WHERE, seed: str = SEED) -> dict[str, str]:
    """The same, squashed by hand."""
    body = [CREATE.format(kind=kind, check=check), INDEX.format(where=where), seed]
    return {
        "migrations/versions/a3.py": revision("a3", None, *body),
        "migrations/versions/b1.py": long_chain()["migrations/versions/b1.py"],
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write_tree(
        root,
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\nprepend_sys_path = .\n",
            "migrations/env.py": ENV.format(imports="from shop.models import metadata", metadata="metadata"),
            "shop/__init__.py": "",
            "shop/models.py": MODELS,
            ".gitignore": "__pycache__/\n",
            **long_chain(),
        },
    )
    repository(root)
    git(root, "tag", "before")
    return root


def replace_chain(root: Path, files: dict[str, str]) -> None:
    shutil.rmtree(root / "migrations" / "versions")
    write_tree(root, files)


def verify(root: Path, *arguments: str, chain: str = "before") -> Finished:
    return migralint("verify", "--chain", chain, "--python", sys.executable, *arguments, cwd=root)


def differences(root: Path, *arguments: str) -> list[tuple[str, str | None, str | None]]:
    done = verify(root, *arguments, "--format", "json")
    document = json.loads(done.stdout)
    assert document["sides"] == {"models": "before", "migrations": "now"}
    (target,) = document["targets"]
    assert target["failure"] is None, target["failure"]
    found = [(one["kind"], one["table"], one["object"]) for one in target["differences"] if not one["note"]]
    assert done.code == (1 if found else 0)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> list[str]:
    if request.param == "sqlite":
        return []
    server: Server = request.getfixturevalue("postgresql")
    return ["--database", server.url()]


def test_a_faithful_squash_matches(project: Path, database: list[str]) -> None:
    replace_chain(project, squashed())
    assert differences(project, *database) == []
    assert "2 revisions on " in (text := verify(project, *database).stdout)
    assert text.endswith(": match\n")


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ({"check": ""}, ("check-constraint", "account", "ck_account_email")),
        ({"where": ""}, ("index", "account", "ix_open")),
        ({"seed": ""}, ("rows", "account", None)),
        ({"kind": "String(50)"}, ("column-type", "account", "email")),
    ],
)
def test_what_a_squash_loses(
    project: Path, database: list[str], loss: dict[str, str], expected: tuple[str, str, str | None]
) -> None:
    replace_chain(project, squashed(**loss))
    assert expected in differences(project, *database)


def test_the_sides_have_their_names_in_every_format(project: Path) -> None:
    replace_chain(project, squashed(kind="String(50)"))
    text = verify(project).stdout
    assert [line.split() for line in text.splitlines()[1:4]] == [
        ["drift", "ML511", "column-type", "email"],
        ["before", "TEXT"],
        ["now", "VARCHAR(50)"],
    ]
    for name in ("concise", "sarif", "github", "gitlab", "junit"):
        document = verify(project, "--format", name).stdout
        assert "before built TEXT" in document
        assert "the models say" not in document
    schema = json.loads((resources.files("migralint") / "json_schemas" / "verify.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(verify(project, "--format", "json").stdout), schema)


def test_what_is_only_there_now_is_mended_by_a_revision_and_no_model_is_blamed(project: Path) -> None:
    column = '    op.add_column("account", sa.Column("phone", sa.Text()))'
    replace_chain(project, squashed() | {"migrations/versions/c1.py": revision("c1", "b1", column)})
    done = verify(project)
    assert 'drop_column("phone")' in done.stdout
    assert "fix models" not in done.stdout
    assert "or migrate" not in done.stdout


def test_nothing_is_checked_out_and_nothing_is_left(project: Path) -> None:
    replace_chain(project, squashed())
    before = git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD"), sorted(project.rglob("*"))
    verify(project)
    after = git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD"), sorted(project.rglob("*"))
    assert [path for path in after[2] if "__pycache__" not in path.parts] == [
        path for path in before[2] if "__pycache__" not in path.parts
    ]
    assert after[:2] == before[:2]


def test_values_of_each_run_are_no_difference(project: Path) -> None:
    random = '    op.execute(sa.text("INSERT INTO account (id, email) VALUES (2, :x)").bindparams(x=str(uuid4())))'
    for name in ("a3",):
        path = project / "migrations" / "versions" / f"{name}.py"
        path.write_text(path.read_text().replace(SEED, f"    from uuid import uuid4\n{SEED}\n{random}"))
    commit_all(project)
    git(project, "tag", "-f", "before")
    replace_chain(project, squashed(seed=f"    from uuid import uuid4\n{SEED}\n{random}"))
    assert differences(project) == []


def test_a_row_with_a_value_of_one_run_is_asked_for_in_words(project: Path) -> None:
    random = '    op.execute(sa.text("INSERT INTO account (id, email) VALUES (2, :x)").bindparams(x=str(uuid4())))'
    path = project / "migrations" / "versions" / "a3.py"
    path.write_text(path.read_text().replace(SEED, f"    from uuid import uuid4\n{SEED}\n{random}"))
    commit_all(project)
    git(project, "tag", "-f", "before")
    replace_chain(project, squashed())
    done = verify(project, "--format", "json")
    (found,) = json.loads(done.stdout)["targets"][0]["differences"]
    assert found["mend"].startswith("# change the rows of account")
    assert "<uuid" not in found["mend"]


def test_a_renamed_folder_is_followed_by_the_configuration(project: Path) -> None:
    replace_chain(project, squashed(check=""))
    (project / "migrations").rename(project / "db")
    ini = project / "alembic.ini"
    ini.write_text(ini.read_text().replace("migrations", "db"))
    assert differences(project) == [("check-constraint", "account", "ck_account_email")]


def test_a_script_directory_without_configuration_is_found_under_its_name(project: Path) -> None:
    (project / "alembic.ini").unlink()
    commit_all(project)
    git(project, "tag", "-f", "before")
    replace_chain(project, squashed(seed=""))
    done = verify(project, "migrations", "--format", "json")
    assert [one["kind"] for one in json.loads(done.stdout)["targets"][0]["differences"]] == ["rows"]


def test_a_project_in_a_folder_of_the_repository(project: Path) -> None:
    (project / "backend").mkdir()
    for name in ("alembic.ini", "migrations", "shop"):
        (project / name).rename(project / "backend" / name)
    (project / "backend" / "lib").mkdir()
    (project / "backend" / "shop").rename(project / "backend" / "lib" / "shop")
    (project / "backend" / "migralint.toml").write_text('[verify]\nsys-path = ["lib"]\n')
    path = project / "backend" / "migrations" / "versions" / "a3.py"
    path.write_text(
        f"from shop.rows import ADDRESS\n{path.read_text()}".replace(
            "root@example.org')\"", "' || '\" + ADDRESS + \"')\""
        )
    )
    (project / "backend" / "lib" / "shop" / "rows.py").write_text('ADDRESS = "root@example.org"\n')
    commit_all(project)
    git(project, "tag", "-f", "before")
    (project / "backend" / "lib" / "shop" / "rows.py").write_text('ADDRESS = "somebody@example.org"\n')
    replace_chain(project / "backend", squashed())
    assert differences(project / "backend") == []
    assert verify(project, "backend").code == 0


def test_a_prune_builds_on_its_floor_what_the_chain_built(project: Path) -> None:
    write_tree(
        project,
        {
            "migrations/migralint-environments.toml": "version = 1\n\n[environments.production]\n"
            'stamps = ["b1"]\nrecorded-at = 2026-11-20T10:00:00Z\n',
        },
    )
    commit_all(project)
    pruned = migralint("prune", "--apply", "--no-verify", "--python", sys.executable, cwd=project)
    assert pruned.code == 0, pruned.stdout + pruned.stderr
    assert differences(project) == []


def test_models_that_are_gone_since_come_from_the_commit(project: Path) -> None:
    env = project / "migrations" / "env.py"
    env.write_text(env.read_text().replace("shop.models", "shop.old"))
    (project / "shop" / "models.py").rename(project / "shop" / "old.py")
    commit_all(project)
    git(project, "tag", "-f", "before")
    (project / "shop" / "old.py").rename(project / "shop" / "models.py")
    env.write_text(env.read_text().replace("shop.old", "shop.models"))
    replace_chain(project, squashed(check=""))
    assert differences(project) == [("check-constraint", "account", "ck_account_email")]


def test_modules_that_no_longer_exist_give_way_to_those_of_the_working_tree(project: Path) -> None:
    env = project / "migrations" / "env.py"
    good = env.read_text()
    env.write_text(good.replace("shop.models", "a_package_of_former_times"))
    versions = project / "migrations" / "versions"
    (versions / "seed.sql").write_text("INSERT INTO account (id, email) VALUES (5, 'x@example.org')")
    reader = "    from pathlib import Path\n    op.execute(Path(__file__).with_name('seed.sql').read_text())"
    path = versions / "a3.py"
    path.write_text(path.read_text().replace(SEED, f"{SEED}\n{reader}"))
    commit_all(project)
    git(project, "tag", "-f", "before")
    env.write_text(good)
    replace_chain(project, squashed(check=""))
    assert differences(project) == [
        ("check-constraint", "account", "ck_account_email"),
        ("rows", "account", None),
    ]
    said = verify(project).stdout
    assert "ns were run with the env.py and the modules of the working tree" in said
    assert "a_package_of_former_times" in said
    assert "with the env.py and the modules of the working tree" in said


def test_an_earlier_chain_that_does_not_run_is_named_by_its_commit(project: Path) -> None:
    path = project / "migrations" / "versions" / "a2.py"
    path.write_text(path.read_text().replace('"account", ["email"]', '"accounts", ["email"]'))
    commit_all(project)
    git(project, "tag", "-f", "before")
    replace_chain(project, squashed())
    done = verify(project)
    assert done.code == 1
    assert "the migrations of before do not run (before:migrations/versions/a2.py:" in done.stdout
    assert "/tmp" not in done.stdout


def test_a_commit_that_git_does_not_know(project: Path, tmp_path: Path) -> None:
    done = verify(project, chain="v9")
    assert (done.code, done.stdout) == (2, "")
    assert "--chain v9: git knows no such commit" in done.stderr
    assert "git fetch --all --tags" in done.stderr
    commit_all(project, "second")
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", f"file://{project}", "shallow")
    shallow = verify(tmp_path / "shallow", chain="before")
    assert shallow.code == 2
    assert "git fetch --unshallow" in shallow.stderr


@pytest.mark.parametrize("ref", ["--output=x", "", "HEAD:migrations"])
def test_strange_commits(project: Path, ref: str) -> None:
    done = migralint("verify", f"--chain={ref}", "--python", sys.executable, cwd=project)
    assert done.code == 2
    assert "no such commit" in done.stderr


def test_a_commit_without_migrations(project: Path) -> None:
    shutil.rmtree(project / "migrations" / "versions")
    (project / "migrations" / "versions").mkdir()
    commit_all(project)
    git(project, "tag", "none")
    write_tree(project, squashed())
    done = verify(project, chain="none")
    assert done.code == 2
    assert "has no script directory with revisions" in done.stderr


def test_outside_of_git(project: Path) -> None:
    shutil.rmtree(project / ".git")
    done = verify(project)
    assert done.code == 2
    assert "is in no git repository" in done.stderr


def test_a_hostile_tree_writes_nothing_outside(project: Path) -> None:
    (project / "away").symlink_to("/etc/passwd")
    (project / "up").symlink_to("../../../..")
    (project / "in").symlink_to("shop/models.py")
    commit_all(project)
    git(project, "tag", "-f", "before")
    assert differences(project) == []


def test_the_api(project: Path) -> None:
    replace_chain(project, squashed(check=""))
    verification = api.verify(api.load(str(project)), chain="before", python=sys.executable)
    assert verification.status == "drift"
    assert verification.sides == ("before", "now")
