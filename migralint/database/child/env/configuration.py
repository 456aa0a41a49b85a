"""Makes Alembic's configuration object as the `alembic` command would, with absolute locations."""

from __future__ import annotations

import inspect
import io
import os
from argparse import Namespace
from typing import Any

from alembic import command
from alembic.config import Config

from ..base.request import Request
from .objects import named_object

IMPORTED = "import "
"""Begins a value of the setting `attributes` that names an object to import."""


def make_config(request: Request) -> Config:
    """Return the configuration for `upgrade heads`.

    Raises what importing the objects of the setting `attributes` raises.
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
    if request.version_locations != [os.path.join(request.script_location, "versions")]:
        config.set_main_option("version_locations", os.pathsep.join(request.version_locations).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_path_separator", "os")  # its name before Alembic 1.16
    if request.recursive:
        config.set_main_option("recursive_version_locations", "true")
    for name, value in request.attributes.items():
        named = isinstance(value, str) and value.startswith(IMPORTED)
        config.attributes[name] = named_object(value[len(IMPORTED) :].strip()) if named else value
    return config


def _files(request: Request) -> dict[str, Any]:
    reads_toml = "toml_file" in inspect.signature(Config.__init__).parameters  # since Alembic 1.16
    return {"file_": request.ini, **({"toml_file": request.toml} if reads_toml else {})}
