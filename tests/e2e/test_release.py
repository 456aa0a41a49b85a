"""What a release publishes: contents of wheel and sdist, the same bytes each time, a start without installing."""

from __future__ import annotations

import configparser
import email
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from migralint import __version__
from tests.support.git import git

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def tree(target: Path) -> Path:
    """The files of this repository as a clone has them, with what is not yet committed, and other times."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def built(source: Path, target: Path) -> tuple[Path, Path]:
    """Build both, the wheel from the sdist as publishing does; returns sdist and wheel."""
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(source)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return next(target.glob("*.tar.gz")), next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(tree(tmp_path_factory.mktemp("source") / "migralint"), tmp_path_factory.mktemp("dist"))


def package_files() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "migralint").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def test_a_second_build_gives_the_same_bytes(release: tuple[Path, Path], tmp_path: Path) -> None:
    again = built(tree(tmp_path / "elsewhere"), tmp_path / "dist")
    assert [path.name for path in again] == [path.name for path in release]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in release]


def test_the_sdist_holds_the_package_and_what_explains_it(release: tuple[Path, Path]) -> None:
    with tarfile.open(release[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    beside = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert names == package_files() | beside


def test_the_wheel_says_what_it_is(release: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(release[1]) as wheel:
        folder = f"migralint-{__version__}.dist-info"
        names = set(wheel.namelist())
        assert {name for name in names if not name.startswith(folder)} == package_files()
        metadata = email.message_from_bytes(wheel.read(f"{folder}/METADATA"))
        points = configparser.ConfigParser()
        points.read_string(wheel.read(f"{folder}/entry_points.txt").decode())
        assert f"{folder}/licenses/LICENSE" in names
    assert (metadata["Name"], metadata["Version"], metadata["License-Expression"]) == ("migralint", __version__, "MIT")
    assert metadata["Requires-Python"] == ">=3.11"
    assert {section: dict(points[section]) for section in points.sections()} == {
        "console_scripts": {"migralint": "migralint.__main__:console"},
        "pytest11": {"migralint": "migralint.testing.plugin"},
    }


UNREACHED = ("error sending request", "Failed to fetch", "Request failed after", "client error (Connect)")
"""What uv says where it has no network; pip's settings, by which pipx installs, are not its own."""


@pytest.mark.parametrize("runner", [("uvx", "--from"), ("pipx", "run", "--spec")], ids=["uvx", "pipx"])
def test_it_runs_without_being_installed(release: tuple[Path, Path], tmp_path: Path, runner: tuple[str, ...]) -> None:
    program = Path(sys.executable).with_name(runner[0])
    done = subprocess.run(
        [program, *runner[1:], str(release[1]), "migralint", "check", "."],
        cwd=ROOT / "examples" / "bookshop",
        env={
            **os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PIPX_HOME": str(tmp_path / "pipx"),
            "UV_PYTHON": sys.executable, "UV_NATIVE_TLS": "1", "PYTHONPATH": "",
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode and any(word in done.stderr for word in UNREACHED):
        pytest.skip(f"{runner[0]} reaches no package index here: {done.stderr[-300:]}")
    assert "11 revisions, 1 head, 1 base" in done.stdout, done.stdout + done.stderr
