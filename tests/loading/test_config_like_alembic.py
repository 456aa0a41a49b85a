"""The same configuration gives the same folders and options as Alembic's own ScriptDirectory.from_config."""

from __future__ import annotations

import configparser
import itertools
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import CommandLine, Config
from alembic.script import ScriptDirectory as AlembicDirectory
from alembic.util import CommandError

from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from tests.support.trees import write_tree

pytest.importorskip("alembic", minversion="1.16", reason="older versions read no pyproject.toml, nor path_separator")

TREE = {
    "db/env.py": "",
    "db/versions/": "",
    "db/more versions/": "",
    "plugins/one/": "",
    "plugins/two/": "",
    "a:b/": "",
    "src/inner/pkg_inner/__init__.py": "",
    "src/inner/pkg_inner/scripts/versions/": "",
    "src/inner/pkg_inner/sub/__init__.py": "",
    "src/inner/pkg_inner/sub/deep/revs/": "",
}
INI = "[alembic]\n"
TOML = "[tool.alembic]\n"

CONFIGURATIONS: dict[str, tuple[str | None, str | None]] = {
    "ini": (INI + "script_location = db\n", None),
    "ini, other separators": ("[alembic]\nscript_location: %(here)s/db\n", None),
    "pyproject": (None, TOML + 'script_location = "db"\n'),
    "pyproject, here": (None, TOML + 'script_location = "%(here)s/db"\nfile_template = "%%(year)d/%%(rev)s"\n'),
    "no table in pyproject": (INI + "script_location = db\n", "[tool.other]\nalembic = 1\n"),
    "dotted table in pyproject": (None, 'tool.alembic.script_location = "db"\n'),
    "inline table in pyproject": (None, '[tool]\nalembic = {script_location = "db", sourceless = true}\n'),
    "ini wins per option": (
        INI + "script_location = db\nsourceless = false\n",
        TOML + 'script_location = "plugins"\nsourceless = true\nrecursive_version_locations = true\n'
        'file_template = "%%(slug)s"\nversion_locations = ["plugins/one"]\n',
    ),
    "an empty list in the ini does not win": (
        INI + "script_location = db\nversion_locations =\n",
        TOML + 'version_locations = ["plugins/two", "%(here)s/plugins/one"]\n',
    ),
    "pyproject alone with an ini of other sections": ("[loggers]\nkeys = root\n", TOML + 'script_location = "db"\n'),
    "[DEFAULT] counts": (f"[DEFAULT]\nscript_location = db\nfile_template = %%(rev)s\n{INI}sourceless = true\n", None),
    "options refer to each other": (INI + "base = %(here)s\nscript_location = %(base)s/db\n", None),
    "[DEFAULT] here is overwritten": (f"[DEFAULT]\nhere = plugins\n{INI}script_location = %(here)s/../db\n", None),
    "upper case option": (INI + "SCRIPT_LOCATION = db\n", None),
    "comments and continuation": ("# c\n; d\n[alembic]\nscript_location = db\n# version_locations = x\n", None),
    "booleans in an ini are the word true": (
        INI + "script_location = db\nsourceless = True\nrecursive_version_locations = true\n",
        None,
    ),
    "empty script location": (INI + "script_location =\n", None),
    "trailing slash and dots": (INI + "script_location = ./plugins/../db/\n", None),
    "absent version location": (INI + "script_location = db\nversion_locations = db/versions gone\n", None),
    "no versions folder": (INI + "script_location = plugins\n", None),
    "legacy split": (INI + "script_location = db\nversion_locations = db/versions, plugins/one  plugins/two\n", None),
    "legacy split, trailing comma": (INI + "script_location = db\nversion_locations = db/versions,\n", None),
    "legacy split, lines": (INI + "script_location = db\nversion_locations =\n  db/versions\n  plugins/one\n", None),
    "separator space": (
        INI + "script_location = db\npath_separator = space\nversion_locations = db/versions  plugins/one\n",
        None,
    ),
    "separator newline": (
        INI + "script_location = db\npath_separator = newline\n"
        "version_locations =\n  db/versions\n  db/more versions\n\n  plugins/two\n",
        None,
    ),
    "separator os": (
        INI + "script_location = db\npath_separator = os\nversion_locations = db/versions:db/more versions: ./a\n",
        None,
    ),
    "separator colon": (
        INI + "script_location = db\npath_separator = :\nversion_locations = plugins/two:db/versions\n",
        None,
    ),
    "separator semicolon": (
        INI + "script_location = db\npath_separator = ;\nversion_locations = %(here)s/a:b; plugins/one; ;\n",
        None,
    ),
    "legacy separator": (
        INI + "script_location = db\nversion_path_separator = os\nversion_locations = plugins/one:plugins/two\n",
        None,
    ),
    "the new separator goes before the legacy one": (
        INI + "script_location = db\nversion_path_separator = space\npath_separator = ;\n"
        "version_locations = plugins/one;plugins/two\n",
        None,
    ),
    "the same folder twice": (
        INI + "script_location = db\nversion_locations = db/versions %(here)s/db/versions db/../db/versions\n",
        None,
    ),
    "package": (
        INI + "script_location = pkg_inner:scripts\nprepend_sys_path = src/inner\npath_separator = os\n",
        None,
    ),
    "package in pyproject": (
        None,
        TOML + 'script_location = "pkg_inner:scripts"\nprepend_sys_path = ["%(here)s/src/inner"]\n',
    ),
    "package, legacy split of sys.path": (
        INI + "script_location = pkg_inner:scripts\nprepend_sys_path = plugins:src/inner\n",
        None,
    ),
    "sub-package and several tokens": (
        INI + "script_location = pkg_inner.sub:deep\nprepend_sys_path = src/inner\n"
        "version_locations = pkg_inner.sub:deep:revs pkg_inner:scripts/versions\n",
        None,
    ),
}

REFUSED: dict[str, tuple[str | None, str | None, str]] = {
    "no such folder": (INI + "script_location = gone\n", None, "alembic.ini:2: script_location 'gone' is not a folder"),
    "no such folder in pyproject": (
        None,
        "\n" + TOML + 'script_location = "gone"\n',
        "pyproject.toml:3: script_location 'gone' is not a folder",
    ),
    "unknown separator": (
        INI + "script_location = db\nversion_locations = a\npath_separator = comma\n",
        None,
        "alembic.ini:4: 'comma' is not a valid value for path_separator",
    ),
    "itself": (
        INI + "script_location = %(script_location)s\n",
        None,
        "alembic.ini:2: script_location is interpolated recursively",
    ),
    "a circle": (
        INI + "a = %(b)s\nb = %(a)s\nscript_location = %(a)s\n",
        None,
        "alembic.ini:4: script_location is interpolated recursively or too deeply",
    ),
    "missing name": (INI + "script_location = %(gone)s\n", None, "alembic.ini:2: script_location refers to %(gone)s"),
    "lone percent": (
        INI + "script_location = db\nfile_template = 50%\n",
        None,
        "alembic.ini:3: file_template holds a %",
    ),
    "lone percent in pyproject": (
        None,
        TOML + 'script_location = "db"\nfile_template = "%(rev)s"\n',
        "pyproject.toml:3: file_template refers to %(rev)s; only %(here)s is defined",
    ),
    "boolean as string in pyproject": (
        None,
        TOML + 'script_location = "db"\nsourceless = "true"\n',
        "pyproject.toml:3: sourceless must be true or false",
    ),
    "list of numbers in pyproject": (
        None,
        TOML + 'script_location = "db"\nversion_locations = [\n"a",\n1]\n',
        "pyproject.toml:5: version_locations must be an array of strings",
    ),
    "no section header": ("script_location = db\n", None, "alembic.ini:1: text before the first [section]"),
    "section twice": (INI + "a = 1\n" + INI, None, "alembic.ini:3: section [alembic] occurs twice"),
    "option twice": (INI + "a = 1\nA = 2\n", None, "alembic.ini:3: [alembic] sets a twice"),
    "no option": (INI + "script_location = db\nnonsense\n", None, "alembic.ini:3: is neither a [section] nor option"),
    "table is a string": (None, '[tool]\nalembic = "db"\n', "pyproject.toml:2: tool.alembic must be a table"),
    "broken pyproject": (None, TOML + "script_location = \n", "pyproject.toml:2: is not valid TOML: invalid value"),
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)
    monkeypatch.chdir(write_tree(tmp_path, TREE))
    before = list(sys.path)
    sys.path_importer_cache.clear()  # it knows relative entries of sys.path by their names only
    yield tmp_path
    sys.path[:] = before
    for name in [name for name in sys.modules if name.startswith("pkg_")]:
        del sys.modules[name]


@pytest.mark.parametrize("case", CONFIGURATIONS)
def test_the_same_as_alembic(case: str, project: Path) -> None:
    ini, toml = CONFIGURATIONS[case]
    _write(ini, toml)
    (ours,) = discover(".")
    assert _shape(ours) == _alembics(Config("alembic.ini" if ini else None, "pyproject.toml" if toml else None))


@pytest.mark.parametrize("case", REFUSED)
def test_what_alembic_refuses_is_an_error_with_file_and_line(case: str) -> None:
    ini, toml, message = REFUSED[case]
    _write(ini, toml)
    with pytest.raises((CommandError, ValueError, KeyError, TypeError, AttributeError, configparser.Error)):
        _alembics(Config("alembic.ini" if ini else None, "pyproject.toml" if toml else None))
    with pytest.raises(InputError) as caught:
        discover(".")
    assert str(caught.value).removeprefix(f"{Path.cwd()}/").startswith(message)


@pytest.mark.parametrize(
    ("ini_sets", "toml_sets"), list(itertools.product(["", "ini"], ["", "toml"])), ids=lambda sets: sets or "none"
)
@pytest.mark.parametrize("option", ["file_template", "sourceless", "recursive_version_locations", "version_locations"])
def test_every_option_in_every_combination(option: str, ini_sets: str, toml_sets: str) -> None:
    values = {
        "file_template": ("%%(slug)s_%%(rev)s", '"%%(rev)s"'),
        "sourceless": ("true", "true"),
        "recursive_version_locations": ("false", "true"),
        "version_locations": ("plugins/one plugins/two", '["plugins/two"]'),
    }[option]
    _write(
        INI + "script_location = db\n" + (f"{option} = {values[0]}\n" if ini_sets else ""),
        TOML + (f"{option} = {values[1]}\n" if toml_sets else ""),
    )
    (ours,) = discover(".")
    assert _shape(ours) == _alembics(Config("alembic.ini", "pyproject.toml"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "sub/alembic.ini"],
        ["-c", "sub/pyproject.toml"],
        ["-c", "sub/pyproject.toml", "-c", "sub/alembic.ini"],
        ["-c", "sub/alembic.ini", "-n", "other"],
        ["-n", "other"],
        [],
    ],
    ids=" ".join,
)
def test_config_and_name_as_on_alembics_command_line(arguments: list[str], project: Path) -> None:
    """`-c` replaces one of the two files of the working directory; relative paths stay relative to that."""
    sections = "\n[other]\nscript_location = plugins\nversion_locations = plugins/one\n"
    _write(INI + "script_location = db\nversion_locations = plugins/two\n" + sections, TOML + "sourceless = true\n")
    write_tree(
        project,
        {
            "sub/alembic.ini": INI + "script_location = db\n" + sections,
            "sub/pyproject.toml": TOML + "recursive_version_locations = true\n",
            "sub/db/versions/": "",
        },
    )
    line = CommandLine()
    options = line.parser.parse_args([*arguments, "heads"])
    toml, ini = line._inis_from_config(options)
    given = [value for flag, value in itertools.pairwise(arguments) if flag == "-c"]
    name = next((value for flag, value in itertools.pairwise(arguments) if flag == "-n"), None)
    ours = discover(".", config=given, name=name or "alembic")
    assert [_shape(each) for each in ours] == [_alembics(Config(ini, toml, ini_section=options.name))]


def test_a_percent_sign_in_the_folders_name_is_no_interpolation(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alembic dies of a ValueError there."""
    write_tree(project, {"50% off/alembic.ini": INI + "script_location = %(here)s/db\n", "50% off/db/versions/": ""})
    monkeypatch.chdir("50% off")
    (ours,) = discover(".")
    assert ours.path == f"{project}/50% off/db"


def _write(ini: str | None, toml: str | None) -> None:
    write_tree(Path(), {"alembic.ini": ini} if ini else {})
    write_tree(Path(), {"pyproject.toml": toml} if toml else {})


def _shape(ours: ScriptDirectory) -> tuple[object, ...]:
    locations = [os.path.realpath(location) for location in ours.version_locations]
    assert len(set(locations)) == len(locations)
    return os.path.realpath(ours.path), locations, ours.recursive, ours.sourceless, ours.file_template


def _alembics(config: Config) -> tuple[object, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        theirs = AlembicDirectory.from_config(config)
        locations = [os.path.realpath(each) for each in theirs._version_locations if each.exists()]
    return (
        os.path.realpath(theirs.dir),
        list(dict.fromkeys(locations)),
        theirs.recursive_version_locations,
        theirs.sourceless,
        theirs.file_template,
    )
