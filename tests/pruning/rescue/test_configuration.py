"""The alembic.ini of a rescue directory: Alembic reads from it what it read before, but for where the scripts are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory as AlembicDirectory

from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rescue.configuration import rescue_ini
from tests.support.trees import revision_file, write_tree

pytest.importorskip("alembic", minversion="1.16", reason="older versions read no pyproject.toml, nor path_separator")

pytestmark = pytest.mark.filterwarnings("ignore:.*path_separator:DeprecationWarning")
FILES = {"migrations/env.py": "", "migrations/versions/a1.py": revision_file("a1")}


def found(root: Path, files: dict[str, str], name: str | None = None) -> ScriptDirectory:
    write_tree(root, {**FILES, **files})
    return the_one(discover(str(root), name=name))


def rescue(script: ScriptDirectory, directory: Path) -> Path:
    """A rescue directory as far as its ini is concerned."""
    write_tree(directory, {"env.py": "", "versions/r1.py": revision_file("r1")})
    ini = directory / "alembic.ini"
    ini.write_text(rescue_ini(script, str(directory)))
    return ini


def ids(ini: Path, section: str = "alembic") -> list[str]:
    """What Alembic loads by it, in whatever folder we are."""
    config = Config(str(ini), ini_section=section, toml_file="pyproject.toml")
    return [one.revision for one in AlembicDirectory.from_config(config).walk_revisions()]


@pytest.fixture(params=["below", "outside", "blanks, and a % sign"])
def directory(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / "shop" / "below" if request.param == "below" else tmp_path / str(request.param)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


def test_everything_else_stays_as_it_was(root: Path, directory: Path) -> None:
    text = (
        "# ours\n[DEFAULT]\nhome = %(here)s/data\n\n[alembic]\n# where\nscript_location = migrations\n"
        "file_template = %%(rev)s_%%(slug)s\nprepend_sys_path = .\n"
        "sqlalchemy.url = sqlite:///%(home)s/shop.db\n\n[loggers]\nkeys = root\n"
    )
    script = found(root, {"alembic.ini": text, ".git/HEAD": ""})
    ini = rescue(script, directory)
    before, after = Config(str(root / "alembic.ini")), Config(str(ini))
    assert ids(ini) == ["r1"]
    kept = [line for line in ini.read_text().splitlines() if "script_location" not in line and "home" not in line]
    assert kept == [line for line in text.splitlines() if "script_location" not in line and "home" not in line]
    urls = [config.get_main_option("sqlalchemy.url") or "" for config in (before, after)]
    assert [os.path.realpath(url.removeprefix("sqlite:///")) for url in urls] == [str(root / "data" / "shop.db")] * 2
    assert after.get_main_option("file_template") == "%(rev)s_%(slug)s"


@pytest.mark.parametrize(
    "locations",
    [
        "version_locations = %(here)s/migrations/versions more\n",
        "version_locations = %(here)s/migrations/versions\n  # plugins\n  more\npath_separator = newline\n",
        "version_locations: migrations/versions:more\nversion_path_separator = os\n",
        "prepend_sys_path = . src\nversion_locations = migrations/versions, more\n",
    ],
)
def test_several_version_locations_become_one(root: Path, directory: Path, locations: str) -> None:
    files = {"alembic.ini": f"[alembic]\nscript_location = migrations\n{locations}", "more/b2.py": revision_file("b2")}
    script = found(root, files)
    ini = rescue(script, directory)
    assert ids(root / "alembic.ini") != ids(ini) == ["r1"]
    before, after = Config(str(root / "alembic.ini")), Config(str(ini))
    assert after.get_prepend_sys_paths_list() == before.get_prepend_sys_paths_list()


def test_options_of_pyproject_alone(root: Path, directory: Path) -> None:
    toml = (
        '[tool.alembic]\nscript_location = "%(here)s/migrations"\nprepend_sys_path = [".", "%(here)s/src"]\n'
        'file_template = "%%(rev)s"\nversion_locations = ["%(here)s/migrations/versions", "%(here)s/more"]\n'
        'timezone = "UTC"\n\n[[tool.alembic.post_write_hooks]]\nname = "x"\n'
    )
    script = found(root, {"pyproject.toml": toml, "more/b2.py": revision_file("b2")})
    ini = rescue(script, directory)
    assert ids(ini) == ["r1"]  # although the pyproject.toml is in the working directory
    config = Config(str(ini))
    assert [os.path.realpath(path) for path in config.get_prepend_sys_paths_list() or ()] == [
        str(root),
        str(root / "src"),
    ]
    assert config.get_alembic_option("file_template") == "%(rev)s"
    assert config.get_alembic_option("timezone") == "UTC"


def test_ini_and_pyproject_become_one_file(root: Path, directory: Path) -> None:
    files = {
        "alembic.ini": "[alembic]\nsqlalchemy.url = sqlite://\n[loggers]\nkeys = root\n",
        "pyproject.toml": '[tool.alembic]\nscript_location = "migrations"\ntimezone = "UTC"\n',
    }
    ini = rescue(found(root, files), directory)
    assert ids(ini) == ["r1"]
    config = Config(str(ini))
    assert (config.get_main_option("sqlalchemy.url"), config.get_alembic_option("timezone")) == ("sqlite://", "UTC")
    assert config.file_config.sections() == ["alembic", "loggers"]


def test_only_the_section_that_is_meant_changes(root: Path, directory: Path) -> None:
    text = (
        "[alembic]\nscript_location = other\n\n[shop]\nscript_location = migrations\n\n"
        "[shop:exclude]\nscript_location = x\n"
    )
    script = found(root, {"alembic.ini": text, "other/env.py": "", "other/versions/": ""}, "shop")
    ini = rescue(script, directory)
    assert ids(ini, "shop") == ["r1"]
    changed = [line for line in ini.read_text().splitlines() if line not in text.splitlines()]
    assert len(changed) == 1
    assert ini.read_text().replace(changed[0], "script_location = migrations") == text


def test_without_any_configuration(root: Path, directory: Path) -> None:
    ini = rescue(found(root, {}), directory)
    assert ids(ini) == ["r1"]


def test_flask_migrate_keeps_its_ini_in_the_script_directory(root: Path, directory: Path) -> None:
    ini = rescue(found(root, {"migrations/alembic.ini": "[alembic]\n[loggers]\nkeys = root\n"}), directory)
    assert ids(ini) == ["r1"]
