"""Collects the circumstances of a failure: the messages, and the requirements in the project's source."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import ChildMessages
from migralint.database.project.environment import child_environment
from migralint.database.project.failures.circumstances import SOURCES, Circumstances
from migralint.database.project.variables import Variable, unset, variables_read
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.reading import read_regular


def circumstances(
    script: ScriptDirectory,
    options: VerifyOptions,
    python: str,
    folder: str,
    heard: ChildMessages,
    target: str | None = None,
    *,
    on_sqlite: bool,
) -> Circumstances:
    """Return the circumstances of a failure of `target` (None: before the first target); reads the project's source."""
    missing, kept = needed_variables(script, options, folder, os.environ)
    return Circumstances(
        python,
        folder,
        heard.revision_files or revision_files(script),
        tuple(heard.refusals.get(target) or heard.refusals.get(None) or ()),
        on_sqlite=on_sqlite,
        unset_variables=tuple(one.name for one in missing if one.required),
        maybe_unset=tuple(one.name for one in missing if not one.required),
        annotations={one.name: one.annotation for one in (*missing, *kept) if one.annotation},
        kept_back=tuple(one.name for one in kept),
        top=script.root,
        settings_file=options.settings_file,
        settings_stand=options.settings_stand,
        environment=options.environment,
        sys_path=options.sys_path,
        env_configures=_env_configures(script),
    )


def needed_variables(
    script: ScriptDirectory, options: VerifyOptions, folder: str, variables: Mapping[str, str]
) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    """Return the variables that the project reads and that are not set, and those that are hidden from it."""
    entry = [os.path.join(script.path, "env.py"), *revision_files(script)]  # noqa: PTH118
    above = [str(one) for one in Circumstances("", folder, top=script.root).folders()]
    beside = [os.path.join(one, name) for one in above for name in SOURCES]  # noqa: PTH118
    roots = (*options.sys_path, *above, *beside)
    read = variables_read(entry, roots)
    seen = {**_from_dotenv(folder), **child_environment(variables, options.secret_variables, options.environment)}
    missing = unset(read, seen)
    kept = tuple(one for one in missing if one.name in variables or one.name in options.secret_variables)
    return tuple(one for one in missing if one not in kept), kept


def _env_configures(script: ScriptDirectory) -> bool:
    try:
        env = read_regular(os.path.join(script.path, "env.py"))  # noqa: PTH118
    except OSError:
        return False
    return re.search(rb"^[^#\n]*\bconfigure\(", env, re.MULTILINE) is not None


def revision_files(script: ScriptDirectory) -> tuple[str, ...]:
    """Return all Python files in the version locations."""
    return tuple(str(path) for location in script.version_locations for path in sorted(Path(location).glob("*.py")))


def _from_dotenv(folder: str) -> dict[str, str]:
    """Return the names that a .env file sets; pydantic-settings and python-dotenv read this file."""
    try:
        text = read_regular(os.path.join(folder, ".env")).decode("utf-8", "replace")  # noqa: PTH118
    except OSError:
        return {}
    lines = (line.strip().removeprefix("export ") for line in text.split("\n"))
    return {line.partition("=")[0].strip(): "" for line in lines if "=" in line and not line.startswith("#")}
