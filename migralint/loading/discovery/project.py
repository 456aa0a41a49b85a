"""A project as the command line names it: its settings and its script directories, with their precedence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from migralint.loading.discovery.candidates import distinct
from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.search import load_settings
from migralint.loading.settings.values import Settings
from migralint.source.errors import InputError


class Project(NamedTuple):
    """The project that a command works on."""

    settings: Settings
    """The project's settings; the defaults if it has none."""
    candidates: tuple[ScriptDirectory, ...]
    """Its script directories, at least one, in a stable order; use `the_one` if only one can be meant."""
    passed_over: tuple[str, ...] = ()
    """What was not searched, or left out of the result, one sentence each."""


def open_project(
    paths: Sequence[str] = (), *, config: str | None = None, name: str | None = None, settings_file: str | None = None
) -> Project:
    """Return the project that the arguments and options of a command mean.

    Script directories come from the first of these that is set: `config` (`-c`), `paths` other than ".",
    ALEMBIC_CONFIG, the setting `config`, the setting `paths`, the working directory. `name` (`-n`) takes precedence
    over the setting `name`.

    Raises InputError if settings or configuration are wrong, or if no script directory is found.
    """
    try:
        os.getcwd()
    except OSError as error:
        raise InputError(f"the working directory cannot be read: {error.strerror}") from None
    named = [path for path in paths if path not in ("", ".")]
    settings = load_settings(_start(named), settings_file)
    section = name if name is not None else settings.name
    if config is None and not named:
        config = _from_environment() or settings.config
        named = [] if config else list(settings.paths)
        _refuse_missing(settings)
    passed_over: list[str] = []
    if config is None:
        candidates = [each for path in named or ["."] for each in discover(path, name=section, passed_over=passed_over)]
    elif len(named) > 1:
        raise InputError("-c names one configuration; pass at most one PATH with it")
    else:
        candidates = discover(named[0] if named else ".", config=config, name=section)
    return Project(settings, tuple(distinct(_trusting(candidates, settings))), tuple(passed_over))


def _trusting(candidates: Sequence[ScriptDirectory], settings: Settings) -> list[ScriptDirectory]:
    trusted = settings.trusted_star_imports
    return [replace(each, trusted_stars=trusted) for each in candidates] if trusted else list(candidates)


def _start(paths: Sequence[str]) -> str:
    """The common parent folder of all `paths`."""
    if not paths:
        return "."
    shared = os.path.commonpath([os.path.abspath(path) for path in paths])
    return shared if os.path.isdir(shared) else os.path.dirname(shared)


def _from_environment() -> str | None:
    config = os.environ.get("ALEMBIC_CONFIG") or None
    if config is not None and not os.path.exists(config):
        raise InputError("does not exist; the environment variable ALEMBIC_CONFIG names it", path=config)
    return config


def _refuse_missing(settings: Settings) -> None:
    if settings.config is not None and not os.path.exists(settings.config):
        raise settings.error(f"config names a file that does not exist: {settings.config}", "config")
    for at, path in enumerate(settings.paths):
        if not os.path.exists(path):
            raise settings.error(f"paths names a file or folder that does not exist: {path}", "paths", at)
