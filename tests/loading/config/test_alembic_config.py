"""Options, interpolated and split, equal what Alembic's Config gives, for any text."""

from __future__ import annotations

import configparser
import re
import warnings
from pathlib import Path

import pytest
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migralint.loading.config.alembic_config import AlembicConfig
from migralint.loading.config.configured import read_alembic_toml
from migralint.loading.config.ini_file import read_ini
from migralint.source.errors import InputError
from tests.support.thorough import examples

pytest.importorskip("alembic", minversion="1.16", reason="older versions read no pyproject.toml, nor path_separator")

_PARTS = st.lists(
    st.sampled_from(
        ["a", "é", "/", " ", ",", ":", ";", "%%", "%", "%(here)s", "%(other)s", "%(gone)s", "(", ")s", "="]
    ),
    max_size=7,
).map("".join)
_QUICK = settings(
    max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_ANY = (configparser.Error, ValueError, KeyError, TypeError)


@_QUICK
@given(value=_PARTS, default=_PARTS)
def test_an_ini_is_interpolated_as_alembic_does(value: str, default: str, tmp_path: Path) -> None:
    path = tmp_path / "alembic.ini"
    path.write_text(f"[DEFAULT]\nother = {default}\n[alembic]\nx = {value}\n", encoding="utf-8")
    ours: str | None
    try:
        ours = AlembicConfig(read_ini(str(path)), None).text("x")
    except InputError as error:
        assert error.line == 4
        ours = None
    try:
        theirs = Config(str(path)).get_alembic_option("x")
    except _ANY:
        theirs = None
    assert ours == theirs


@_QUICK
@given(value=_PARTS)
def test_a_pyproject_is_interpolated_as_alembic_does(value: str, tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[tool.alembic]\nx = '{value}'\nxs = ['{value}']\n", encoding="utf-8")
    toml = read_alembic_toml(str(path))
    ours: tuple[object, ...]
    try:
        ours = AlembicConfig(None, toml).text("x"), *(toml.texts("xs") or () if toml else ())
    except InputError as error:
        assert error.line == 2
        ours = ()
    config = Config(toml_file=str(path))
    try:
        theirs = (config.get_alembic_option("x"), *(config.get_alembic_option("xs") or ()))
    except _ANY:
        theirs = ()
    odd = re.search(r"%\([^)]*\)(?!s)|%[^%(]", value)
    assert ours == theirs or (odd and not ours), "odd conversions such as %(here)a are refused"


@_QUICK
@given(
    value=st.lists(st.sampled_from(["a", "b c", "/d", " ", "  ", ",", ":", ";", "\n  "]), max_size=7).map("".join),
    separator=st.sampled_from([None, "space", "newline", "os", ":", ";", "pipe"]),
    legacy=st.sampled_from([None, "os", "space"]),
)
def test_lists_are_split_as_alembic_does(value: str, separator: str | None, legacy: str | None, tmp_path: Path) -> None:
    path = tmp_path / "alembic.ini"
    text = f"[alembic]\nversion_locations = {value}\nprepend_sys_path = {value}\n"
    text += f"path_separator = {separator}\n" if separator else ""
    text += f"version_path_separator = {legacy}\n" if legacy else ""
    path.write_text(text)
    assert _ours(path) == _theirs(path)


def _ours(path: Path) -> object:
    try:
        config = AlembicConfig(read_ini(str(path)), None)
        return config.version_locations(), config.prepend_sys_path()
    except InputError:
        return None


def _theirs(path: Path) -> object:
    config = Config(str(path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            lists = config.get_version_locations_list(), config.get_prepend_sys_paths_list()
        except _ANY:
            return None
    return tuple(tuple(each or ()) for each in lists)


@pytest.mark.parametrize("value", ["[1]", "5", "true", '""', "{a = 1}", "1979-05-27"])
@pytest.mark.parametrize("option", ["script_location", "version_locations", "sourceless"])
def test_the_wrong_type_in_a_pyproject_is_an_error(value: str, option: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.alembic]\n\n{option} = {value}\n")
    config = AlembicConfig(None, read_alembic_toml(f"{tmp_path}/pyproject.toml"))
    right = {"script_location": '""', "sourceless": "true"}
    read = {
        "script_location": lambda: config.text("script_location"),
        "version_locations": config.version_locations,
        "sourceless": lambda: config.boolean("sourceless"),
    }[option]
    if right.get(option) == value:
        assert read() in ("", True)
        return
    with pytest.raises(InputError, match=rf"pyproject\.toml:3: {option} must be"):
        read()
