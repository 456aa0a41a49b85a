"""The gate before a prune: nothing is removed unless create_all is known to build what the migrations build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from migralint.commands.listener import SILENT, Listener
from migralint.commands.prune.losses import as_read, is_loss, named
from migralint.commands.prune.prepare import PreparedPrune
from migralint.commands.verify import VerifyCommand, verify_on, verify_options
from migralint.database.result import Status, TargetResult, Verification
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem, Related
from migralint.history.ledger import Verification as Verified
from migralint.pruning.planning.blockers import Blocker
from migralint.pruning.repository.losses import Loss, makers_of
from migralint.schema.compare import Difference
from migralint.source.location import Location


class GateAnswer(Struct, frozen=True):
    """The result of verification for a plan."""

    blockers: tuple[Finding, ...] = ()
    verified: tuple[Verified, ...] = ()
    """For the ledger; empty if verification was skipped or blocks."""
    databases: tuple[str, ...] = ()
    """The databases of the verification: words or URLs, as in the settings; empty likewise."""
    accepted_losses: tuple[str, ...] = ()
    """Objects that create_all does not create, accepted by an allow entry."""
    targets: tuple[TargetResult, ...] = ()
    """All comparisons, matching or not; empty if verification was skipped."""


def ask_gate(
    prepared: PreparedPrune, *, databases: Sequence[str], python: str | None, listener: Listener = SILENT
) -> GateAnswer:
    """Run `verify` on `databases`, or on those of the settings, and judge the result.

    A squash has been compared with the revisions that it replaces, so create_all is judged as before. Raises InputError
    for invalid settings.
    """
    if prepared.generated:
        return GateAnswer((), tuple(Verified(f"{where}, through the squash", "match") for where in prepared.proved))
    settings = prepared.project.settings
    chosen = tuple(databases) or settings.verify.databases
    if not chosen and settings.dialect and "sqlite" not in settings.dialect:
        return GateAnswer((_choose(settings.dialect[0]),))
    options = verify_options(VerifyCommand(python=python), settings, prepared.script)
    where = chosen or ("sqlite",)
    answer = verify_on(where, prepared.script, options, listener)
    blockers = [*_failures(answer), *_drift(answer, prepared.makers)]
    if not blockers and not chosen:
        # The kind of database of the project is known only now, after its env.py has run.
        foreign = next((target for target in answer.targets if target.dialect != "sqlite"), None)
        if foreign is not None:
            blockers.append(_choose(foreign.dialect))
    if blockers:
        return GateAnswer(tuple(blockers), targets=answer.targets)
    verified = tuple(map(_verified, answer.targets))
    return GateAnswer((), verified, where, tuple(_accepted_losses(answer.targets)), answer.targets)


def _choose(dialect: str | None) -> Finding:
    what = f"this project runs on {dialect}" if dialect else "it is not known which database this project runs on"
    return Blocker.NOT_VERIFIED.finding(
        Problem(
            f"{what}, and no database is chosen to compare create_all with the migrations on",
            help='choose with databases = ["sqlite"], ["postgresql"] or a server\'s URL in [tool.migralint.verify], '
            "or skip the comparison with --no-verify, which is recorded in the ledger",
        )
    )


def _failures(answer: Verification) -> Iterator[Finding]:
    for target in answer.targets:
        if target.failure is not None:
            failure = target.failure
            at = Location(failure.path, failure.line or 1) if failure.path else None
            yield Blocker.NOT_VERIFIED.finding(
                Problem(
                    f"verify could not compare models and migrations ({failure.kind}): {failure.explanation}",
                    at,
                    (failure.revision,) if failure.revision else (),
                    help="see `migralint verify`; --no-verify skips this and is recorded in the ledger",
                )
            )


def _drift(answer: Verification, makers: Sequence[Loss]) -> Iterator[Finding]:
    for target in answer.targets:
        if target.failure is None and target.status is not Status.MATCH:
            for difference in target.differences:
                if not difference.note:
                    blocker = Blocker.LOSS if is_loss(difference) else Blocker.NOT_VERIFIED
                    yield blocker.finding(_problem(difference, makers))


def _problem(difference: Difference, read: Sequence[Loss]) -> Problem:
    what = named(difference)
    if is_loss(difference):
        makers = makers_of(read, *as_read(difference))
        first = makers[0] if makers else None
        where = f" (made by {', '.join(dict.fromkeys(one.revision for one in makers))})" if makers else ""
        return Problem(
            f"the migrations create {what}{where}, which create_all does not create: {difference.migrations}",
            first.location if first is not None else None,
            tuple(dict.fromkeys(one.revision for one in makers)),
            related=tuple(Related(one.location, f"{one.revision} creates it as well") for one in makers[1:]),
            help="create it in the code that builds new databases, or accept the loss with an entry in "
            "[[tool.migralint.verify.allow]]",
        )
    return Problem(
        f"models and migrations differ in {what}: {difference.models or 'nothing'} and "
        f"{difference.migrations or 'nothing'}",
        help="see `migralint verify` for the operation that fixes it, or accept it in [[tool.migralint.verify.allow]]",
    )


def _verified(target: TargetResult) -> Verified:
    where = target.database if target.name == "default" else f"{target.name} on {target.database}"
    inexact = "" if target.exact else ", with inexact emulation"
    return Verified(f"{where}{inexact}", "accepted" if target.accepted else "match")


def _accepted_losses(targets: Sequence[TargetResult]) -> Iterator[str]:
    for target in targets:
        for difference, entry in target.accepted:
            if is_loss(difference):
                yield f"{named(difference)}: {entry.reason}"
