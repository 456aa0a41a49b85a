"""Builds a new database from the models, and refuses if it would lack something."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener, child_steps
from migralint.commands.opening import ProjectOptions, open_script
from migralint.commands.prune.losses import is_loss, named
from migralint.commands.verify import VerifyCommand, verify_on, verify_options
from migralint.database.create import Created, NotCreated, Occupied, Script, create
from migralint.database.result import Verification
from migralint.loading.records.version_width import columns_from_text
from migralint.schema.compare import Difference
from migralint.source.errors import InputError
from migralint.source.redaction import is_malformed

_LACKING = frozenset(
    (
        *("table", "index", "primary-key", "unique-constraint", "check-constraint", "foreign-key"),
        *("exclusion-constraint", "schema"),
    )
)
"""Kinds of differences, besides the losses of a prune, that mean a gap if the models do not have the object."""


class CreateCommand(Struct, frozen=True):
    """The database to build, and its options; exactly one of `url` and `url_env` is set."""

    url: str | None = None
    url_env: str | None = None
    """The environment variable that holds the URL."""
    project: ProjectOptions = field(default_factory=ProjectOptions)
    sql: bool = False
    """Return the statements without running them."""
    no_verify: bool = False
    python: str | None = None
    metadata: str | None = None


class Refused(Struct, frozen=True):
    """Nothing was built: the new database would lack an object, or that is not known."""

    reasons: tuple[str, ...]


def create_database(
    command: CreateCommand, *, listener: Listener = SILENT
) -> Created | Script | Occupied | NotCreated | Refused:
    """Run create_all and stamp the row heads; runs project code.

    Raises InputError for wrong usage or a database that cannot be reached.
    """
    url = _url(command)
    project, script = open_script(command.project)
    options = verify_options(VerifyCommand(python=command.python, metadata=command.metadata), project.settings, script)
    if command.url_env is not None:
        options = replace(options, secret_variables=options.secret_variables | {command.url_env})
    differs: tuple[str, ...] = ()
    if command.no_verify:
        columns = columns_from_text(script)
    else:
        backend = url.partition(":")[0].partition("+")[0]
        databases = project.settings.verify.databases or ("postgresql" if backend == "postgresql" else "sqlite",)
        verification = verify_on(databases, script, options, listener)
        reasons = tuple(dict.fromkeys(_losses(verification)))
        if reasons:
            return Refused(reasons)
        differs = tuple(dict.fromkeys(_other_drift(verification)))
        columns = next((one.version_columns for one in verification.targets if one.version_columns), ())
    result = create(script, options, url, as_sql=command.sql, version_columns=columns, progress=child_steps(listener))
    return replace(result, differs=differs) if isinstance(result, Created | Script) else result


def _url(command: CreateCommand) -> str:
    if (command.url is None) == (command.url_env is None):
        raise InputError("no database given: pass either a URL or --url-env VAR", hint="see migralint create --help")
    url = command.url
    if command.url_env is not None:
        url = os.environ.get(command.url_env)
        if not url:
            raise InputError(f"the environment variable {command.url_env} is not set", hint="set it to the URL")
    assert url is not None
    if is_malformed(url):
        raise InputError(
            "the URL cannot be parsed (it is not shown here, because it may contain a password)",
            hint="such as postgresql://user:password@host/database, with special characters in the password escaped",
        )
    return url


def _losses(verification: Verification) -> Iterator[str]:
    """The objects that a database built by create_all would lack, as far as verify shows; why verify failed, if it
    did."""
    for target in verification.targets:
        if target.failure is not None:
            yield (
                f"it is unknown what create_all would lack, because verify failed ({target.failure.kind}): "
                f"{target.failure.explanation}{f' ({target.failure.error})' if target.failure.error else ''}"
            )
        for difference in filter(_is_lacking, target.differences):
            yield f"create_all would lack what the migrations create: {named(difference)}: {difference.migrations}"


def _other_drift(verification: Verification) -> Iterator[str]:
    """The other differences between a database built by create_all and one that the migrations build."""
    for target in verification.targets:
        for one in target.differences:
            if not one.note and not _is_lacking(one):
                models, migrations = (side or "nothing" for side in (one.models, one.migrations))
                yield f"{named(one)}: {models}, but the migrations build {migrations}"


def _is_lacking(difference: Difference) -> bool:
    """Whether the migrations build an object that the new database would lack, and no allow entry accepts that."""
    if difference.note:
        return False
    return is_loss(difference) or (difference.kind in _LACKING and difference.models is None)
