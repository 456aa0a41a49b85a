"""The modules that revision files may import."""

from __future__ import annotations

from migralint.evaluation.modules import ModuleFiles, import_roots
from migralint.loading.script_directory import ScriptDirectory


def modules_of(script: ScriptDirectory) -> ModuleFiles:
    """Return the modules on disk that revision files of a script directory may import."""
    return ModuleFiles(
        import_roots(script.path, script.root, *script.version_locations),
        projects=(script.root, script.path),
        trusted=script.trusted_stars,
    )


def modules_of_the_past(script: ScriptDirectory) -> ModuleFiles:
    """Return the modules that revision files of an old commit may import: none of the project, which has changed
    since."""
    return ModuleFiles((), projects=(script.root, script.path), trusted=script.trusted_stars)
