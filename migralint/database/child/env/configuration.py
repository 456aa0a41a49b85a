"""Creates Alembic's configuration object as the `alembic` command does, with absolute locations."""

from __future__ import annotations

import inspect
import io
import os
from argparse import Namespace
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base.request import Request
from .objects import named_object

IMPORTED = "import "
"""The beginning of a value of the setting `attributes` that names an object to import."""


def make_config(request: Request) -> Config:
    """Return the configuration for `upgrade heads`.

    Raises the errors of importing the objects in the setting `attributes`.
    """
    options = Namespace(
        x=request.x or None,
        config=request.ini,
        name=request.section,
        revision="heads",
        sql=False,
        tag=None,
        raiseerr=True,
        quiet=False,
        verbose=False,
        autogenerate=False,
        cmd=(command.upgrade, ["revision"], ["sql", "tag"]),
    )
    config = Config(**_files(request), ini_section=request.section, cmd_opts=options, output_buffer=io.StringIO())
    config.set_main_option("script_location", request.script_location.replace("%", "%%"))
    locations = _locations(request)
    if locations != [os.path.join(request.script_location, "versions")]:
        word, separator = _separator(locations)
        config.set_main_option("version_locations", separator.join(locations).replace("%", "%%"))
        config.set_main_option("path_separator", word)
        config.set_main_option("version_path_separator", word)  # the key before Alembic 1.16
    if request.recursive:
        config.set_main_option("recursive_version_locations", "true")
    for name, value in request.attributes.items():
        named = isinstance(value, str) and value.startswith(IMPORTED)
        config.attributes[name] = named_object(value[len(IMPORTED) :].strip()) if named else value
    return config


def make_scripts(config: Config, request: Request) -> ScriptDirectory:
    """Return the script directory with exactly the version locations that Alembic would read for the project.

    If none of them exists, it has no revisions: Alembic only reads `versions` if no location is configured. Raises the
    errors of importing a package in version_locations.
    """
    script = ScriptDirectory.from_config(config)
    script.version_locations = list(_locations(request))
    script.__dict__.pop("_version_locations", None)  # computed once and cached
    return script


def _locations(request: Request) -> list[str]:
    missing = [one if _is_package(one) else os.path.join(request.root, one) for one in request.unresolved]
    return [*request.version_locations, *missing] or [os.path.join(request.script_location, "versions")]


def _is_package(location: str) -> bool:
    return ":" in location and not os.path.isabs(location)


def _separator(locations: list[str]) -> tuple[str, str]:
    """Return a separator that occurs in no location, by Alembic's name for it."""
    known = (("os", os.pathsep), (";", ";"), ("newline", "\n"), (":", ":"))
    return next((pair for pair in known if not any(pair[1] in one for one in locations)), known[0])


def _files(request: Request) -> dict[str, Any]:
    reads_toml = "toml_file" in inspect.signature(Config.__init__).parameters  # since Alembic 1.16
    return {"file_": request.ini, **({"toml_file": request.toml} if reads_toml else {})}
