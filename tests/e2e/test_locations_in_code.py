"""Projects whose code tells Alembic where revisions are: what is found, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree

FIRST = revision_file("a1a1a1a1a1a1", None)
SECOND = revision_file("b2b2b2b2b2b2", "a1a1a1a1a1a1")
NEEDS_OTHERS = revision_file("b2b2b2b2b2b2", "a1a1a1a1a1a1") + 'depends_on = "0e0e0e0e0e0e"\n'
SETS = 'def configure(config):\n    config.set_main_option("version_locations", " ".join(found()))\n'


def project(folder: Path, files: dict[str, str]) -> Path:
    write_tree(folder, {".git/": "", **files})
    return folder


def test_a_dependency_that_code_may_bring_is_a_warning_and_blocks_a_prune(tmp_path: Path) -> None:
    files = {"db/env.py": "", "db/versions/a.py": FIRST, "db/versions/b.py": NEEDS_OTHERS}
    without = migralint("check", "--no-cache", "--select", "ML103", cwd=project(tmp_path / "without", files))
    files["shop/app.py"] = SETS
    folder = project(tmp_path / "with", files)
    told = migralint("check", "--no-cache", "--select", "ML103", cwd=folder)
    assert "error ML103" in without.stdout
    assert "unless code" not in without.stdout
    assert "warning ML103" in told.stdout
    assert "unless code that sets version_locations adds the folder" in told.stdout
    assert told.code == 1
    plan = migralint("prune", "--stamp", "production=b2b2b2b2b2b2", cwd=folder)
    assert plan.code == 1
    assert "ML103" in plan.stdout


def test_without_a_repository_the_package_of_the_script_directory_is_searched(tmp_path: Path) -> None:
    files = {"site/shop/__init__.py": "", "site/shop/db/__init__.py": "", "site/shop/app.py": SETS}
    files |= {"site/shop/db/alembic.ini": "[alembic]\n", "site/shop/db/env.py": "", "site/other/app.py": SETS}
    files |= {"site/shop/db/versions/a.py": FIRST, "site/shop/db/versions/b.py": NEEDS_OTHERS}
    write_tree(tmp_path, files)
    assert "warning ML103" in migralint("check", "--no-cache", "--select", "ML103", cwd=tmp_path / "site").stdout
    (tmp_path / "site/shop/app.py").unlink()
    assert "error ML103" in migralint("check", "--no-cache", "--select", "ML103", cwd=tmp_path / "site").stdout


def test_an_env_py_with_folders_of_revisions_beside_it_is_found(tmp_path: Path) -> None:
    files = {"app/db/env.py": "", "app/db/main/a.py": FIRST, "app/db/main/b.py": SECOND, "app/db/static/a.py": FIRST}
    done = migralint("check", "--no-cache", "--format", "json", cwd=project(tmp_path / "p", files))
    assert done.code == 0
    assert '"revisions":2' in done.stdout.replace(" ", "")


@pytest.mark.parametrize("files", [{"app/env.py": "", "app/db/models.py": "revision = 1\n"}, {"app/env.py": ""}])
def test_an_env_py_without_revisions_is_not_alembics(tmp_path: Path, files: dict[str, str]) -> None:
    done = migralint("check", "--no-cache", cwd=project(tmp_path / "p", files))
    assert done.code == 2
    assert "no script directory found" in done.stderr
    assert "only files that assign down_revision" not in done.stderr


def test_files_that_look_like_revisions_are_named_where_nothing_says_that_they_are(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", {"shop/alembic/a.py": FIRST, "shop/alembic/b.py": SECOND})
    done = migralint("check", "--no-cache", cwd=folder)
    assert done.code == 2
    assert "only files that assign down_revision were found, in shop/alembic" in done.stderr
    assert migralint("check", "--no-cache", "shop/alembic", cwd=folder).code == 0
