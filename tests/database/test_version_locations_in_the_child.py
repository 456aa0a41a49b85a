"""Whatever the configuration says of version locations: Alembic, the static reading and the child agree."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import chdir
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory as AlembicDirectory
from alembic.util import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migralint.database.child.base.request import Request
from migralint.database.child.env.configuration import make_config, make_scripts
from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import child_request
from migralint.database.verify.verify import verify
from migralint.loading.discovery.discovery import discover
from migralint.loading.revisions.directory import load_directory
from migralint.source.errors import InputError
from tests.support.thorough import examples
from tests.support.trees import write_tree

REVISION = "revision = {!r}\ndown_revision = None\n"
FOLDERS = ("db/versions", "db/more versions", "plugins/one", "plugins/one/deep", "a,b", "here")
TREE = {
    "db/env.py": "",
    **{f"{folder}/rev{number}.py": REVISION.format(f"r{number}") for number, folder in enumerate(FOLDERS)},
}
ENTRIES = (*FOLDERS, "gone", "gone with spaces", "%(here)s/plugins/one", "./db/../db/versions", "db/versions/", "")
SEPARATORS = {"space": " ", "newline": "\n ", "os": os.pathsep, ":": ":", ";": ";", None: ", "}


@st.composite
def configurations(draw: st.DrawFn) -> tuple[str | None, str | None]:
    """The text of an ini file and of a pyproject.toml, or None."""
    entries = draw(st.lists(st.sampled_from(ENTRIES), max_size=4))
    recursive = draw(st.booleans())
    if draw(st.booleans()):
        word = draw(st.sampled_from(list(SEPARATORS)))
        lines = ["[alembic]", "script_location = db"]
        lines += [f"{draw(st.sampled_from(['path_separator', 'version_path_separator']))} = {word}"] if word else []
        lines += [f"version_locations = {SEPARATORS[word].join(entries)}"] if entries or draw(st.booleans()) else []
        lines += ["recursive_version_locations = true"] if recursive else []
        return "\n".join(lines) + "\n", None
    listed = ", ".join(f'"{entry}"' for entry in entries)
    lines = ["[tool.alembic]", 'script_location = "%(here)s/db"']
    lines += [f"version_locations = [{listed}]"] if entries or draw(st.booleans()) else []
    lines += ["recursive_version_locations = true"] if recursive else []
    return None, "\n".join(lines) + "\n"


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=configurations())
def test_the_three_load_the_same(texts: tuple[str | None, str | None], tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    for name, text in zip(("alembic.ini", "pyproject.toml"), texts, strict=True):
        (tmp_path / name).unlink(missing_ok=True)
        if text is not None:
            (tmp_path / name).write_text(text)
    with chdir(tmp_path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ini = texts[0]
        try:
            theirs = _ids(AlembicDirectory.from_config(Config("alembic.ini" if ini else None, "pyproject.toml")))
        except CommandError:  # everything below the project, env.py included
            return
        (script,) = discover(".")
        assert {one.as_revision.id for one in load_directory(script).files if one.as_revision} == theirs
        asked = child_request(script, VerifyOptions(), str(tmp_path), "", None, "")
        request = Request(channel=0, seal="", questions=0, **asked)
        config = make_config(request)
        assert _ids(make_scripts(config, request)) == theirs
        assert _ids(AlembicDirectory.from_config(config)) == theirs, "what env.py makes of the same configuration"
        if not theirs:
            with pytest.raises(InputError, match="nothing to verify: no revisions found"):
                verify(script, VerifyOptions(python=sys.executable))


def _ids(script: AlembicDirectory) -> set[str]:
    return {one.revision for one in script._load_revisions()}
