"""Which of several sources names the script directory, and where its settings come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.loading.discovery.project import Project, open_project
from migralint.source.errors import InputError
from tests.support.trees import write_tree

TREE = {
    ".git/": "",
    "alembic.ini": "[alembic]\nscript_location = one\n[extra]\nscript_location = extra\n",
    "two/alembic.ini": "[alembic]\nscript_location = %(here)s/scripts\n",
    **{f"{name}/{versions}": "" for name in ("one", "extra", "two/scripts", "three") for versions in ("versions/",)},
    **{f"{name}/env.py": "" for name in ("one", "extra", "two/scripts", "three")},
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)
    monkeypatch.chdir(write_tree(tmp_path, TREE))
    return tmp_path


def _found(opened: Project) -> list[str]:
    return [str(Path(each.path).relative_to(Path.cwd())) for each in opened.candidates]


def test_the_working_directory_comes_last() -> None:
    assert _found(open_project()) == ["one", "extra"]
    assert _found(open_project(["."])) == ["one", "extra"]


def test_settings_go_before_the_working_directory(project: Path) -> None:
    write_tree(project, {"migralint.toml": 'paths = ["three", "two"]\n'})
    assert _found(open_project()) == ["two/scripts", "three"]
    write_tree(project, {"migralint.toml": 'paths = ["three"]\nconfig = "two/alembic.ini"\n'})
    assert _found(open_project()) == ["two/scripts"]


def test_the_environment_variable_goes_before_settings(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(project, {"migralint.toml": 'paths = ["three"]\n'})
    monkeypatch.setenv("ALEMBIC_CONFIG", "two/alembic.ini")
    assert _found(open_project()) == ["two/scripts"]


def test_what_is_not_there_is_named_with_who_names_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(project, {"migralint.toml": 'paths = [\n  "one",\n  "gone",\n]\n'})
    with pytest.raises(
        InputError, match=r"migralint\.toml:3: paths names a file or folder that does not exist: .*/gone"
    ):
        open_project()
    write_tree(project, {"migralint.toml": 'heads = 1\nconfig = "gone.ini"\n'})
    with pytest.raises(InputError, match=r"migralint\.toml:2: config names a file that does not exist"):
        open_project()
    monkeypatch.setenv("ALEMBIC_CONFIG", "absent.ini")
    with pytest.raises(InputError, match=r"absent\.ini: does not exist; the environment variable ALEMBIC_CONFIG"):
        open_project()


def test_a_null_byte_is_an_error_and_no_crash() -> None:
    with pytest.raises(InputError, match="embedded null byte"):
        open_project(["a\0b"])
    with pytest.raises(InputError, match="embedded null byte"):
        open_project(config="a\0b")


def test_paths_go_before_the_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEMBIC_CONFIG", "two/alembic.ini")
    assert _found(open_project(["three"])) == ["three"]
    assert _found(open_project(["three", "one", "three/versions"])) == ["one", "three"]


def test_c_goes_before_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEMBIC_CONFIG", "gone.ini")
    assert _found(open_project(config="two/alembic.ini")) == ["two/scripts"]
    with pytest.raises(InputError, match="pass at most one PATH with it"):
        open_project(["one", "two"], config="two/alembic.ini")


def test_a_path_that_c_does_not_lead_to_is_an_error() -> None:
    assert _found(open_project(["two"], config="two/alembic.ini")) == ["two/scripts"]
    assert _found(open_project(["two/scripts/versions"], config="two/alembic.ini")) == ["two/scripts"]
    with pytest.raises(InputError, match=r"names two/scripts, which does not belong to three"):
        open_project(["three"], config="two/alembic.ini")


def test_the_section_comes_from_the_option_or_the_settings(project: Path) -> None:
    write_tree(project, {"migralint.toml": 'name = "extra"\n'})
    assert _found(open_project()) == ["extra"]
    assert _found(open_project(name="alembic")) == ["one"]


def test_settings_are_those_of_what_the_paths_share(project: Path) -> None:
    write_tree(project, {"migralint.toml": "heads = 2\n", "two/migralint.toml": "heads = 3\n"})
    assert open_project(["one"]).settings.heads == 2
    assert open_project(["two/alembic.ini"]).settings.heads == 3
    assert open_project(["one", "two"]).settings.heads == 2
    assert open_project(["one"], settings_file="two/migralint.toml").settings.heads == 3


def test_a_working_directory_that_is_gone_is_an_error(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "gone").mkdir()
    monkeypatch.chdir("gone")
    (project / "gone").rmdir()
    with pytest.raises(InputError, match="the working directory cannot be read: No such file or directory"):
        open_project()
