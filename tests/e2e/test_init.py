"""`migralint init`: what it finds, what it writes, and what it leaves alone."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import pytest
import yaml

from migralint import __version__
from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.git import git, repository
from tests.support.trees import revision_file, write_tree

SECRET = "hunter2"
PYPROJECT = '# ours\r\n[project]\r\nname = "shop"  # the shop\r\ndependencies = ["psycopg[binary]>=3"]'
PROJECT = {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
    "migrations/env.py": "from shop import Base\ntarget_metadata = Base.metadata\n",
    "migrations/versions/a1a1a1_start.py": revision_file("a1a1a1"),
    "pyproject.toml": PYPROJECT,
    "Dockerfile": "FROM python:3.13\nCMD alembic upgrade head\n",
    ".env.production": f"SECRET={SECRET}\nDATABASE_URL=postgresql://u:{SECRET}@h/d\n",
    ".env.example": f"STAGING_DB_URL=postgresql://u:{SECRET}@h/d\nLOCAL_DB_URL=x\n",
    ".gitignore": ".env.production\n",
    ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/psf/black\n  rev: '24'\n  hooks:\n  - id: black\n",
}
MANIFEST = "migrations/migralint-environments.toml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(write_tree(tmp_path / "shop", PROJECT))
    git(root, "remote", "add", "origin", f"https://token:{SECRET}@github.com/shop/shop.git")
    git(root, "tag", "v1.0")
    return root


def init(root: Path, *arguments: str) -> Finished:
    return migralint("init", *arguments, cwd=root)


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in files if ".cache" not in path.parts}


def test_it_writes_the_four_files_and_shows_no_secret(shop: Path) -> None:
    before = contents(shop)
    done = init(shop, "--yes")
    assert done.code == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    for said in ("1 revision, 1 head", "postgresql (pyproject.toml:4)", "Base.metadata (migrations/env.py:2)",
                 "github.com, 1 release tag v*", "Dockerfile:2", "Deployed by   Dockerfile",
                 "`migralint guard` shows the lines to add", "migralint rebase --diff"):  # fmt: skip
        assert said in done.stdout
    after = contents(shop)
    written = {name for name in after if after[name] != before.get(name)}
    assert written == {"pyproject.toml", MANIFEST, ".pre-commit-config.yaml", ".github/workflows/migralint.yml"}
    assert before.keys() <= after.keys()
    assert not any(SECRET.encode() in after[name] for name in written)


def test_every_byte_of_an_edited_file_is_still_there(shop: Path) -> None:
    init(shop, "--yes")
    text = (shop / "pyproject.toml").read_bytes().decode()
    assert text.startswith(PYPROJECT)
    assert "\n" not in text.replace("\r\n", "")
    assert tomllib.loads(text)["tool"] == {"migralint": {"dialect": "postgresql"}}
    hooks = (shop / ".pre-commit-config.yaml").read_text()
    assert hooks.startswith(PROJECT[".pre-commit-config.yaml"])


def test_the_manifest_is_one_that_blocks_until_it_is_recorded(shop: Path) -> None:
    init(shop, "--yes")
    entries = tomllib.loads((shop / MANIFEST).read_text())["environments"]
    assert entries == {
        "staging": {"url-env": "STAGING_DB_URL"},
        "production": {"url-env": "PRODUCTION_DATABASE_URL"},
        "released versions": {"git-tags": "v*"},
    }
    planned = migralint("prune", cwd=shop)
    assert planned.code == 1
    assert "never recorded" in planned.stdout


def test_what_it_writes_is_valid_for_those_who_read_it(shop: Path) -> None:
    init(shop, "--yes")
    config = yaml.safe_load((shop / ".pre-commit-config.yaml").read_text())
    assert [(repo["repo"], repo["rev"]) for repo in config["repos"]][1:] == [
        ("https://github.com/migralint/migralint", f"v{__version__}")
    ]
    validated = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"],
        cwd=shop, capture_output=True, text=True, check=False, env={**os.environ, "HOME": str(shop.parent)},
    )  # fmt: skip
    assert validated.returncode == 0, validated.stdout
    workflow = yaml.safe_load((shop / ".github/workflows/migralint.yml").read_text())
    assert workflow["permissions"] == {}
    assert migralint("check", "--ignore", "ML4", cwd=shop).code == 0


def test_a_second_run_changes_nothing(shop: Path) -> None:
    init(shop, "--yes")
    once = contents(shop)
    again = init(shop, "--yes")
    assert (again.code, contents(shop)) == (0, once)
    assert "nothing to write" in again.stderr
    assert init(shop, "--diff").stdout == ""


def test_the_diff_is_what_yes_writes_and_writes_nothing(shop: Path, tmp_path: Path) -> None:
    before = contents(shop)
    shown = init(shop, "--diff")
    assert (shown.code, contents(shop)) == (0, before)
    assert SECRET not in shown.stdout
    copy = tmp_path / "copy"
    shutil.copytree(shop, copy)
    init(shop, "--yes")
    # Line ends are not part of a shown diff; pyproject.toml has others than the rest.
    (copy / "pyproject.toml").write_bytes((copy / "pyproject.toml").read_bytes().replace(b"\r\n", b"\n"))
    subprocess.run(["git", "apply", "-p1"], input=shown.stdout, cwd=copy, text=True, check=True)
    expected = {name: data.replace(b"\r\n", b"\n") for name, data in contents(shop).items()}
    assert contents(copy) == expected


@pytest.fixture
def usual(tmp_path: Path) -> Path:
    """A project as `alembic init` makes it, with one revision."""
    root = tmp_path / "usual"
    root.mkdir()
    alembic(root, "init", "migrations")
    config = (root / "alembic.ini").read_text()
    (root / "alembic.ini").write_text(config.replace("driver://user:pass@localhost/dbname", "sqlite:///shop.db"))
    write_tree(root, {"migrations/versions/a1a1a1_start.py": revision_file("a1a1a1")})
    return root


def alembic(root: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "alembic", *arguments], cwd=root, check=True, capture_output=True)


def test_env_py_calls_the_guard_that_is_written_beside_it(usual: Path) -> None:
    before = (usual / "migrations/env.py").read_text()
    done = init(usual, "--yes")
    assert (done.code, "calls the guard" in done.stdout) == (0, True), done.stderr
    assert (usual / "migrations/migralint_guard.py").is_file()
    added = [line.strip() for line in (usual / "migrations/env.py").read_text().splitlines()]
    for line in before.splitlines():
        added.remove(line.strip())
    assert added == [
        "from alembic.util import load_python_file",
        'load_python_file(context.script.dir, "migralint_guard.py").check_database(context.get_bind())',
    ]
    once = contents(usual)
    assert "nothing to write" in init(usual, "--yes").stderr
    assert contents(usual) == once
    alembic(usual, "upgrade", "head")
    (usual / "migrations/versions/a1a1a1_start.py").unlink()
    write_tree(usual, {"migrations/versions/b2b2b2_other.py": revision_file("b2b2b2")})
    with pytest.raises(subprocess.CalledProcessError) as refused:
        alembic(usual, "upgrade", "head")
    assert b"a1a1a1" in refused.value.stderr


def test_without_a_guard_env_py_stays_as_it_was(usual: Path) -> None:
    before = (usual / "migrations/env.py").read_bytes()
    assert init(usual, "--yes", "--no-guard").code == 0
    assert (usual / "migrations/env.py").read_bytes() == before
    assert not (usual / "migrations/migralint_guard.py").exists()


def test_a_project_in_a_subfolder_of_a_repository_on_gitlab(tmp_path: Path) -> None:
    backend = {f"backend/{name}": text for name, text in PROJECT.items() if not name.startswith((".", "Docker"))}
    root = repository(write_tree(tmp_path / "mono", {**backend, ".gitlab-ci.yml": "stages: [test]\n"}))
    git(root, "remote", "add", "origin", "git@gitlab.example.org:shop/shop.git")
    done = init(root, "backend", "--yes")
    assert done.code == 0, done.stderr
    assert "local: .gitlab/migralint.yml" in done.stdout
    assert (root / ".gitlab-ci.yml").read_text() == "stages: [test]\n"
    job = yaml.safe_load((root / ".gitlab/migralint.yml").read_text())["migralint"]
    assert "migralint check backend --output gitlab=" in job["script"][1]
    assert (root / ".pre-commit-config.yaml").is_file()
    assert "migralint" in tomllib.loads((root / "backend/pyproject.toml").read_text())["tool"]


@pytest.mark.parametrize("folder", ["back end", "it's: $(touch x) #1", '[a] {b} "c"'])
def test_a_folder_with_signs_of_yaml_and_shell(tmp_path: Path, folder: str) -> None:
    files = {f"{folder}/{name}": text for name, text in PROJECT.items() if not name.startswith((".", "Docker"))}
    root = repository(write_tree(tmp_path / "mono", files))
    for ci in ("github", "gitlab"):
        assert init(root, folder, "--yes", "--ci", ci).code == 0
    (*_, step) = yaml.safe_load((root / ".github/workflows/migralint.yml").read_text())["jobs"]["migralint"]["steps"]
    assert step["with"] == {"path": folder}
    command = yaml.safe_load((root / ".gitlab-ci.yml").read_text())["migralint"]["script"][1]
    assert shlex.split(command)[:3] == ["migralint", "check", folder]
    assert migralint("check", "--ignore", "ML4", cwd=root).code == 0


def test_one_of_several_projects_below_one_pyproject_is_named_in_the_settings(tmp_path: Path) -> None:
    files = {"pyproject.toml": PYPROJECT}
    for name in ("one", "two"):
        inside = (path for path in PROJECT if path.startswith(("alembic", "migrations")))
        files |= {f"{name}/{path}": PROJECT[path] for path in inside}
    root = repository(write_tree(tmp_path / "mono", files))
    assert init(root, "one", "--yes").code == 0
    table = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["migralint"]
    assert table["paths"] == ["one/alembic.ini"]
    assert "1 revision," in migralint("check", "--ignore", "ML4", cwd=root).stdout


def test_a_project_of_flask_migrate_needs_no_paths(tmp_path: Path) -> None:
    ini = "[alembic]\n"  # where Flask-Migrate has it, and as it writes it: without a script_location
    files = {name: text for name, text in PROJECT.items() if name.startswith("migrations") or name == "pyproject.toml"}
    root = repository(write_tree(tmp_path / "flask", {**files, "migrations/alembic.ini": ini}))
    done = init(root, "--yes")
    assert done.code == 0, done.stderr
    assert tomllib.loads((root / "pyproject.toml").read_text())["tool"]["migralint"] == {"dialect": "postgresql"}


def test_without_pyproject_and_repository_there_is_a_file_of_its_own(tmp_path: Path) -> None:
    files = {name: text for name, text in PROJECT.items() if name.startswith(("alembic", "migrations"))}
    files["alembic.ini"] += "sqlalchemy.url = sqlite:///shop.db\n"
    root = write_tree(tmp_path / "plain", files)
    assert init(root, "--yes").code == 0
    assert (root / "migralint.toml").read_text() == 'dialect = "sqlite"\n'
    assert not (root / ".pre-commit-config.yaml").exists()
    assert "A guess: nothing" in (root / MANIFEST).read_text()


def test_a_deploy_file_tells_that_there_is_a_database_somewhere(tmp_path: Path) -> None:
    files = {name: text for name, text in PROJECT.items() if name.startswith(("alembic", "migrations"))}
    root = repository(write_tree(tmp_path / "app", {**files, "fly.toml": "app = 'shop'\n", "tests/Dockerfile": ""}))
    assert "Deployed by   fly.toml\n" in init(root, "--yes").stdout
    assert "# A guess, as ../fly.toml deploys to a database." in (root / MANIFEST).read_text()


UNUSUAL = "repos: [{repo: local, hooks: []}]\n"


def test_a_form_that_cannot_be_edited_safely_is_printed_instead(shop: Path) -> None:
    (shop / ".pre-commit-config.yaml").write_text(UNUSUAL)
    done = init(shop, "--yes")
    assert done.code == 0
    assert "Add by hand to .pre-commit-config.yaml:" in done.stdout and "- id: migralint" in done.stdout
    assert (shop / ".pre-commit-config.yaml").read_text() == UNUSUAL


def no_revisions(root: Path) -> None:
    (root / "migrations/versions/a1a1a1_start.py").unlink()


def two_candidates(root: Path) -> None:
    write_tree(root, {f"other/{name}": text for name, text in PROJECT.items() if not name.startswith(".")})


def broken_pyproject(root: Path) -> None:
    (root / "pyproject.toml").write_text('[project]\nname = "shop\n')


def inline_tool(root: Path) -> None:
    (root / "pyproject.toml").write_text("project = { dependencies = ['asyncpg'] }\ntool = { ruff = {} }\n")


def no_room_for_a_folder(root: Path) -> None:
    (root / ".github").write_text("a file where a folder is needed\n")


def link_out(root: Path) -> None:
    (root.parent / "elsewhere.toml").write_text('[project]\nname = "x"\ndependencies = ["asyncpg"]\n')
    (root / "requirements.txt").write_text("asyncpg\n")
    (root / "pyproject.toml").unlink()
    (root / "pyproject.toml").symlink_to(root.parent / "elsewhere.toml")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (no_revisions, "no revisions found in"),
        (two_candidates, "2 script directories found, one is needed"),
        (broken_pyproject, "pyproject.toml:2: is not valid TOML"),
        (inline_tool, "cannot be edited safely"),
        (no_room_for_a_folder, "cannot be written"),
        (link_out, "is a symbolic link out of the project tree"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_bad_input_is_named_and_nothing_is_written(shop: Path, spoil: object, says: str) -> None:
    spoil(shop)  # type: ignore[operator]
    before = contents(shop)
    done = init(shop, "--yes")
    assert done.code == 2
    assert says in done.stderr
    assert contents(shop) == before


AS_SOMEBODY_ELSE = """\
import os, sys
from migralint.cli.app import _run
from migralint.cli.exits import guarded
sys.argv[1:] = ["init", "--diff"]
assert guarded(_run) == 0  # what is imported now need not be readable for the other user
os.setgroups([]), os.setgid(65534), os.setuid(65534)
sys.argv[1:] = ["init", "--yes"]
sys.exit(guarded(_run))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_a_tree_that_only_others_may_write(shop: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:  # where others may enter
        Path(folder).chmod(0o755)
        root = Path(shutil.copytree(shop, Path(folder, "shop"), ignore=shutil.ignore_patterns(".git")))
        before = contents(root)
        done = subprocess.run(
            [sys.executable, "-B", "-c", AS_SOMEBODY_ELSE], cwd=root, capture_output=True, text=True, check=False,
            env={"PYTHONPATH": str(REPOSITORY), "PATH": os.environ["PATH"]},
        )  # fmt: skip
        assert (done.returncode, contents(root)) == (2, before), done.stderr
        assert "cannot be written: Permission denied" in done.stderr


def test_nobody_to_ask(shop: Path) -> None:
    done = init(shop)
    assert (done.code, done.stdout) == (2, "")
    assert "use --diff to look, --yes to write" in done.stderr


def on_terminal(root: Path, answers: str) -> tuple[int, str]:
    """Run `init` on a terminal of its own and type."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "migralint", "init", "--color", "never"], cwd=root, stdin=terminal, stdout=terminal,
        stderr=terminal, env={"PYTHONPATH": str(REPOSITORY), "PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(root)},
        start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    os.write(controller, answers.encode())
    said = b""
    while True:
        if not select.select([controller], [], [], 60)[0]:  # it waits for one more answer
            process.kill()
            break
        try:
            data = os.read(controller, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        said += data
    os.close(controller)
    return process.wait(), said.decode()


def test_it_asks_on_a_terminal(shop: Path) -> None:
    # Settings, dialects, list, three guesses of which one is kept, another, its variable, none, hook: no, guard, CI,
    # write.
    code, said = on_terminal(shop, "\n\n\n\nn\nn\nfield\nFIELD_URL\n\nn\n\n\n\n")
    assert code == 0, said
    entries = tomllib.loads((shop / MANIFEST).read_text())["environments"]
    assert list(entries) == ["staging", "field"], said
    assert entries["field"] == {"url-env": "FIELD_URL"}
    assert (shop / ".pre-commit-config.yaml").read_text() == PROJECT[".pre-commit-config.yaml"]
    assert (shop / ".github/workflows/migralint.yml").is_file()


def test_the_end_of_the_input_is_an_interruption(shop: Path) -> None:
    before = contents(shop)
    code, said = on_terminal(shop, "\n\x04")
    assert (code, contents(shop)) == (130, before), said
    assert "interrupted" in said


def test_no_at_the_end_writes_nothing(shop: Path) -> None:
    before = contents(shop)
    code, said = on_terminal(shop, "\n\nn\n\n\n\nn\n")
    assert (code, contents(shop)) == (0, before), said
    assert "nothing was written" in said
