"""What `init` finds in a project: values to show and to propose from. Static; reads no value of an env file."""

from __future__ import annotations

import os
from collections.abc import Iterable

from msgspec import Struct

from migralint.commands.listener import SILENT, Listener, Step
from migralint.commands.opening import ProjectOptions, open_script
from migralint.environments.place import manifest_path
from migralint.loading.discovery.absent_revisions import no_revisions
from migralint.loading.evidence.deploys import deploy_files
from migralint.loading.evidence.dialects import compose_dialects, driver_dialects, url_dialects
from migralint.loading.evidence.environments import Guess, guessed_environments
from migralint.loading.evidence.hosting import Hosting, hosting_of
from migralint.loading.evidence.models import declared_models
from migralint.loading.evidence.sign import Sign
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import find_repository
from migralint.loading.repository import ancestors, is_below
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.file import DIALECTS
from migralint.loading.settings.values import OWN_FILE, SHARED_FILE, Settings
from migralint.pruning.repository.mentions import files_of
from migralint.pruning.repository.upgrade_callers import Caller, upgrade_callers
from migralint.source.toml import read_toml


class Survey(Struct, frozen=True):
    """The facts about a project that its files show."""

    script: ScriptDirectory
    settings: Settings
    options: ProjectOptions
    top: str
    """The top of the repository, otherwise the project's folder: the place of the files for hosts and for
    pre-commit."""
    settings_file: str
    """Absolute path of the settings, which may not exist yet."""
    manifest: str
    """Likewise of the list of environments."""
    revisions: int
    heads: tuple[str, ...]
    dialects: tuple[Sign, ...]
    """The sign of each database, the most reliable first; each database once."""
    models: Sign | None
    callers: tuple[Caller, ...]
    deploys: tuple[Sign, ...]
    """The files that deploy the project."""
    environments: tuple[Guess, ...]
    hosting: Hosting | None
    """None: no git repository."""


def survey(options: ProjectOptions, *, listener: Listener = SILENT) -> Survey:
    """Survey the project.

    Raises InputError if there is no script directory or several, if it has no revisions, and for settings or a
    pyproject.toml that cannot be read.
    """
    listener.progress(Step("looking at the project"))
    project, script = open_script(options)
    loaded = load_directory(script)
    if not loaded.files:
        raise no_revisions([script], otherwise="name the folder that holds them")
    repository = find_repository(script.path)
    home = _home(script)
    top = repository.root if repository is not None else home
    settings_file = project.settings.path or _settings_file(home, top)
    listener.progress(Step("reading its surroundings"))
    paths = sorted({*files_of(top, repository), *_env_files((top, home, script.path))})
    hosting = None
    if repository is not None:
        try:
            hosting = hosting_of(repository)
        except GitError:
            hosting = Hosting()
    revision_files = [file.path for file in loaded.files]
    return Survey(
        script=script,
        settings=project.settings,
        options=options,
        top=top,
        settings_file=os.path.abspath(settings_file),
        manifest=manifest_path(
            script.path, os.path.abspath(options.manifest) if options.manifest else project.settings.manifest
        ),
        revisions=len(loaded.history),
        heads=tuple(loaded.history.heads()),
        dialects=_dialects(script, paths),
        models=declared_models(script.path),
        callers=upgrade_callers(paths, root=top, exclude=revision_files),
        deploys=deploy_files(paths, top),
        environments=guessed_environments(paths),
        hosting=hosting,
    )


def _home(script: ScriptDirectory) -> str:
    """The folder in which users of the project work: that of the configuration, otherwise the parent of the script
    directory."""
    if script.config is None:
        return os.path.dirname(script.path)
    folder = os.path.dirname(os.path.abspath(script.config))
    return os.path.dirname(folder) if os.path.realpath(folder) == os.path.realpath(script.path) else folder


def _settings_file(home: str, top: str) -> str:
    """The nearest pyproject.toml from the project's folder up to the repository's top, otherwise a migralint.toml."""
    for folder in ancestors(home, top if is_below(home, top) else home):
        shared = os.path.join(folder, SHARED_FILE)
        if os.path.lexists(shared):
            read_toml(shared)  # report a broken one before anything is proposed
            return shared
    return os.path.join(home, OWN_FILE)


def _env_files(folders: Iterable[str]) -> set[str]:
    """Env files that git ignores, as it should."""
    paths = set()
    for folder in set(folders):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        paths |= {os.path.join(folder, name) for name in names if ".env" in name}
    return {path for path in paths if os.path.isfile(path)}


def _dialects(script: ScriptDirectory, paths: list[str]) -> tuple[Sign, ...]:
    signs = [*url_dialects(script.ini, DIALECTS), *compose_dialects(paths), *driver_dialects(paths)]
    by_dialect: dict[str, Sign] = {}
    for sign in signs:
        by_dialect.setdefault(sign.what, sign)
    return tuple(by_dialect.values())
