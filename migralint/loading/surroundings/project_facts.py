"""Reads facts for the rules: env.py, the configuration, declared packages, mapped tables."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from migralint.findings.project_facts import MappedTable, ProjectFacts
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.surroundings.searched import SearchedSources
from migralint.source.reading import read_regular

_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;#\n]*)")
_QUOTED = re.compile(r"""["']([A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*[^"';#\n]*)["']""")
_FILES = ("requirements.txt", "requirements/base.txt", "requirements/production.txt", "requirements-dev.txt", "Pipfile")


def project_facts(script: ScriptDirectory, searched: SearchedSources | None = None) -> ProjectFacts:
    """The project around a script directory; everything is read on demand, and `searched` is told what was."""
    searched = searched or SearchedSources()

    def models() -> tuple[MappedTable, ...]:
        from migralint.loading.surroundings.models import mapped_tables

        return mapped_tables(script, searched)

    def packages() -> frozenset[str]:
        from migralint.loading.surroundings.models import own_packages

        return own_packages(script, searched)

    def naming() -> tuple[str, ...]:
        from migralint.loading.surroundings.models import texts_with

        texts = texts_with(script, searched, b"naming_convention", b"NAMING_CONVENTION")
        return (read_text(os.path.join(script.path, "env.py")), *texts)

    def pragmas() -> tuple[str, ...]:
        from migralint.loading.surroundings.models import texts_with

        return texts_with(script, searched, b"foreign_keys")

    def locations() -> tuple[str, ...]:
        from migralint.loading.surroundings.models import texts_with

        return texts_with(script, searched, b"version_locations", whole_package=True)

    return ProjectFacts(
        lambda: read_text(os.path.join(script.path, "env.py")),
        lambda: "\n".join(read_text(path) for path in (script.ini, script.toml) if path is not None),
        lambda: declared_packages(_folders(script)),
        packages,
        naming,
        models,
        pragmas,
        locations,
    )


def facts_files(script: ScriptDirectory) -> list[str]:
    """The files, existing or not, that facts are read from without a search through the whole application."""
    names = ("pyproject.toml", *_FILES, "setup.cfg", "setup.py")
    return [
        os.path.join(script.path, "env.py"),
        *(os.path.join(folder, name) for folder in _folders(script) for name in names),
    ]


def _folders(script: ScriptDirectory) -> tuple[str, ...]:
    """The folders in which a project declares its requirements, from the script directory up to the repository's
    top."""
    folders = []
    folder = script.path
    while True:
        folders.append(folder)
        above = os.path.dirname(folder)
        if folder == script.root or above == folder or len(folders) > 6:
            return tuple(folders)
        folder = above


def read_text(path: str) -> str:
    """The text of a file; empty if it cannot be read."""
    try:
        return read_regular(path).decode("utf-8", "replace")
    except OSError:
        return ""


def declared_packages(folders: Iterable[str]) -> Mapping[str, str]:
    """The packages that files in these folders declare, each with its version range as written."""
    packages: dict[str, str] = {}
    for folder in folders:
        text = read_text(os.path.join(folder, "pyproject.toml"))
        if text:
            packages |= _of_pyproject(text)
        for name in _FILES:
            for line in read_text(os.path.join(folder, name)).split("\n"):
                _note(packages, line.replace('= "', " ", 1) if name == "Pipfile" else line)
        for name in ("setup.cfg", "setup.py"):
            setup = read_text(os.path.join(folder, name))
            if name == "setup.py":
                for requirement in _QUOTED.findall(setup):
                    _note(packages, requirement)
            else:
                for line in setup.split("\n"):
                    _note(packages, line)
    return packages


def _note(packages: dict[str, str], line: str) -> None:
    match = _REQUIREMENT.match(line)
    if match is not None:
        packages.setdefault(re.sub(r"[-_.]+", "-", match.group(1)).lower(), match.group(2).strip())


def _of_pyproject(text: str) -> dict[str, str]:
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    packages: dict[str, str] = {}
    project = document.get("project", {})
    lists = [project.get("dependencies")] if isinstance(project, dict) else []
    for group in (
        project.get("optional-dependencies") if isinstance(project, dict) else None,
        document.get("dependency-groups"),
    ):
        lists += group.values() if isinstance(group, dict) else []
    for one in lists:
        for line in one if isinstance(one, list) else []:
            if isinstance(line, str):
                _note(packages, line)
    poetry = document.get("tool", {}).get("poetry", {}) if isinstance(document.get("tool"), dict) else {}
    tables = [poetry.get("dependencies"), poetry.get("dev-dependencies")] if isinstance(poetry, dict) else []
    groups = poetry.get("group") if isinstance(poetry, dict) else None
    tables += (
        [one.get("dependencies") for one in groups.values() if isinstance(one, dict)]
        if isinstance(groups, dict)
        else []
    )
    for table in tables:
        for name, value in table.items() if isinstance(table, dict) else ():
            version = value.get("version", "") if isinstance(value, dict) else value
            _note(packages, f"{name} {version}")
    return packages
