"""Explains failures before any database is built: env.py, the settings, the application, the revision files."""

from __future__ import annotations

import re

from migralint.database.project.child_error import Facts
from migralint.database.project.failures.circumstances import Circumstances, name_of
from migralint.database.project.failures.databases import supported_databases
from migralint.database.project.failures.sqlite_limits import refuses_sqlite
from migralint.database.project.failures.variables import harmless_value

_NO_APPLICATION = (
    "application context",
    "outside of application",
    "ImproperlyConfigured",
    "AppRegistryNotReady",
    "Apps aren't loaded",
    "No application found",
    "no Flask application",
)
_VARIABLE = re.compile(r"['\"]?[A-Z][A-Z0-9_]+['\"]?")
_IN = "in [tool.migralint.verify]"


def needs_application(facts: Facts) -> bool:
    """Whether the project requires a running application."""
    return any(words in facts.everything for words in _NO_APPLICATION)


def explain_needs_application(facts: Facts, around: Circumstances) -> str:
    """Return how to pass an application."""
    return (
        f"{facts.stage} needs a running application ({facts.type_name}); for Flask set "
        f'app = "package:create_app" {_IN}, otherwise metadata = "package.module:attribute"{_variables(around, facts)}'
    )


def explain_models_empty(facts: Facts, around: Circumstances) -> str:
    """Return how to pass the models."""
    if facts.nothing_declared and around.env_configures:
        return (
            "env.py contains a call of context.configure() but did not reach it, so the models are unknown; if "
            "env.py calls it once for each tenant in a list, the list was empty here: call configure() once "
            f'if there is no tenant, or set metadata = "package.module:attribute" {_IN}, or pass --metadata'
        )
    if facts.nothing_declared:
        return (
            "env.py never calls context.configure(), or there is no env.py, so the models are unknown; "
            f'set metadata = "package.module:attribute" {_IN}, or pass --metadata'
        )
    if not facts.declared:
        return (
            "env.py sets no target_metadata, so the models are unknown; set it there, or set "
            f'metadata = "package.module:attribute" {_IN}, or pass --metadata'
        )
    return (
        "the target metadata has no table: nothing imports the modules in which the models are defined; import them in "
        f'env.py, or name them with --import package.module or imports = ["package.module"] {_IN}'
    )


def explain_import(facts: Facts, around: Circumstances) -> str:
    """Return what could not be imported or run, and the settings that help."""
    what = {
        "env": "env.py failed, both in offline mode and with its engines redirected to a scratch database",
        "imports": "a module that the setting `imports` names could not be imported",
        "metadata": "the object named by `metadata` could not be imported",
        "application": "the application named by `app` could not be created",
        "configuration": "Alembic's configuration could not be read",
        "include": "include_object or include_name of env.py failed",
        "revisions": _revision_files(facts),
    }[facts.stage]
    if facts.is_a("SystemExit"):
        return f"{what}: it ends the process (sys.exit){_variables(around, facts)}"
    if facts.is_a("EOFError"):
        return f"{what}: it asks for input, which is not available here; pass -x arguments, or set `metadata`"
    if refuses_sqlite(facts):
        return f"{what}: the project does not run on SQLite; verify with {supported_databases(facts, around)}"
    if facts.is_a("SyntaxError"):
        return what
    variables = _variables(around, facts)
    if variables:
        return what + variables
    refused = [one for one in around.environment if re.search(rf"(?mi)^{re.escape(one)}$", facts.error)]
    if refused and facts.is_a("ValidationError"):
        return (
            f"{what}: it refuses the value of {', '.join(refused)} in `environment`; give one of the kind it asks for"
        )
    if facts.is_a("KeyError", "ValidationError"):
        return f"{what}; if an environment variable or a -x argument is missing, set `environment` or `x` {_IN}"
    if facts.is_a("ImportError"):
        return (
            f"{what}; if {around.python} is not the project's interpreter, pass that with --python; if a folder is "
            f"missing from the import path, set `sys-path` {_IN}"
        )
    if facts.stage in ("env", "application"):
        return f'{what}; metadata = "package.module:attribute" {_IN} makes it unnecessary'
    return what


def _revision_files(facts: Facts) -> str:
    """Return why Alembic could not load the revision files: a project module that a revision imports, or the files."""
    if not facts.frames:
        return "Alembic cannot load the revision files; `migralint check` shows what is wrong with them"
    first, last = facts.frames[0], facts.frames[-1]
    where = f"{name_of(last.path)}:{last.line}"
    if first.path == last.path:
        return f"the revision file {name_of(first.path)} fails when it is loaded (line {last.line})"
    return (
        f"the revision file {name_of(first.path)} imports a module of the project that fails ({where}); every Alembic "
        "command loads it"
    )


def _variables(around: Circumstances, facts: Facts) -> str:
    """Return known problems with environment variables, as the end of a sentence."""
    parts = []
    named = [facts.error.strip("'\"")] if facts.is_a("KeyError") and _VARIABLE.fullmatch(facts.error) else []
    of_none = around.maybe_unset if "None" in facts.error else ()
    kept = sorted(around.kept_back)
    unset = [one for one in dict.fromkeys((*named, *around.unset_variables, *of_none)) if one not in kept]
    if unset:
        verb = "is" if len(unset) == 1 else "are"
        parts.append(f"the project reads {', '.join(unset)} from the environment, which {verb} not set")
    if kept:
        parts.append(
            f"{', '.join(kept)} {'was' if len(kept) == 1 else 'were'} kept from the project, because it may "
            "point to a real database (url-env of the manifest, or a variable of a database client)"
        )
    if not parts:
        return ""
    pairs = ", ".join(
        f'{name} = "{harmless_value(name, around.annotations.get(name, ""))}"' for name in (*unset, *kept)
    )
    return f"; {'; '.join(parts)}: set harmless values, environment = {{ {pairs} }} {_IN}"
