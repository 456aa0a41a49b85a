"""The modules that revision files may import."""

from __future__ import annotations

from migralint.evaluation.modules import ModuleFiles, import_roots
from migralint.loading.script_directory import ScriptDirectory


def modules_of(script: ScriptDirectory) -> ModuleFiles:
    """The modules that revision files of a script directory may import as they are on disk."""
    return ModuleFiles(
        import_roots(script.path, script.root, *script.version_locations),
        projects=(script.root, script.path),
        trusted=script.trusted_stars,
    )


def modules_of_the_past(script: ScriptDirectory) -> ModuleFiles:
    """The modules that revision files in git's past may import: nothing of the project, whose files were others."""
    return ModuleFiles((), projects=(script.root, script.path), trusted=script.trusted_stars)
