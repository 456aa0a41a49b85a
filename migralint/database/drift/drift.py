"""Does a live database look as its stamp says? Puts the child, the readers and the comparison together."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.database.drift.judge import Judge, Rules
from migralint.database.drift.mysql_live import MySqlLive
from migralint.database.drift.postgresql_live import PostgresLive
from migralint.database.drift.result import Drift, Group, NotJudged
from migralint.database.drift.scratches import Declared, Scratches
from migralint.database.drift.session import LiveError, Session
from migralint.database.drift.sqlite_live import SqliteLive
from migralint.database.drift.target import LiveTarget
from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Ask, Run
from migralint.database.project.conversation import Progress
from migralint.database.project.environment import with_password
from migralint.database.project.general_failure import general_failure
from migralint.database.project.process import Ended
from migralint.database.project.site import Site, site_of
from migralint.database.verify.used_names import used_constraint_names
from migralint.loading.discovery.absent_revisions import refuse_without_revisions
from migralint.loading.records.ledger_files import LEDGER_FILE
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.redaction import Redactor, is_malformed, redactor_for

if TYPE_CHECKING:
    from migralint.database.floor.floor import Floors

AT_ONCE = 4
"""How many databases are read at the same time."""
KINDS = ("sqlite", "postgresql", "mysql", "mariadb")
_PASSWORD_VARIABLES = re.compile(r"PGPASSWORD|MYSQL_PWD")

Answer = Group | NotJudged
Job = tuple[int, tuple[LiveTarget, ...]]
"""A place in the order, and targets that share a connection."""
OnAnswers = Callable[[LiveTarget, int], None]
"""Told a target that is done, and how many are."""


def drift(
    script: ScriptDirectory,
    options: VerifyOptions,
    targets: Sequence[LiveTarget],
    rules: Rules,
    *,
    places: Mapping[str, str],
    timeout: int = 60,
    progress: Callable[[Progress], None] = lambda step: None,
    on_done: OnAnswers = lambda target, done: None,
) -> Drift:
    """Compare every target with what the migrations up to its own stamps make; runs project code, not on the targets.

    `places`: where scratch databases are made, for each kind of database ("sqlite", "postgresql", or the URL of a
    server, as `verify` takes them). `timeout`: seconds for each statement. `on_done` is called in any thread. Raises
    InputError as `verify` does; whatever is wrong with a database or the project is in the result.
    """
    refuse_without_revisions(script, "compare with")
    work = _Work(script, options, rules, timeout, progress, on_done, _redactor(targets))
    answers: dict[int, list[Answer]] = {}
    by_kind: dict[str, list[Job]] = {}
    for index, job in enumerate(_jobs(targets)):
        refused = _refused(job[0], places)
        if refused is not None:
            answers[index] = [replace(refused, databases=tuple(one.name for one in job))]
        else:
            by_kind.setdefault(job[0].kind, []).append((index, job))
    for kind, chosen in by_kind.items():
        answers |= work.on(places[kind], chosen)
    found = [one for index in sorted(answers) for one in answers[index]]
    groups = _merged([one for one in found if isinstance(one, Group)])
    not_judged = _grouped([one for one in found if isinstance(one, NotJudged)])
    return Drift(groups, not_judged, tuple(dict.fromkeys(work.notices)), options.strict)


def _jobs(targets: Sequence[LiveTarget]) -> list[tuple[LiveTarget, ...]]:
    """What one connection after another is for: schemas of one database share theirs."""
    together: dict[object, list[LiveTarget]] = {}
    for place, one in enumerate(targets):
        alone = one.schema is None or one.glob is not None
        key = place if alone else (one.entry, one.url, one.version_table)
        together.setdefault(key, []).append(one)
    return [tuple(job) for job in together.values()]


def _refused(target: LiveTarget, places: Mapping[str, str]) -> NotJudged | None:
    """Why a target is not even connected to."""

    def refused(kind: str, why: str, help: str = "") -> NotJudged:
        return NotJudged(target.entry, (target.name,), kind, why, help)

    if is_malformed(target.url):
        help = "special characters in a password are written %XX"
        return refused("unread", "its URL is not one (it is not repeated here: it may hold a password)", help)
    if target.kind not in KINDS:
        return refused("unread", f"drift knows {', '.join(KINDS)}, not {target.kind}")
    if target.kind not in places:
        help = "name a server of the same kind for scratch databases: --database URL"
        return refused("no-place", f"there is nowhere to build what its stamp says on {target.kind}", help)
    return None


class _Work:
    """Everything that is the same for all targets."""

    def __init__(
        self,
        script: ScriptDirectory,
        options: VerifyOptions,
        rules: Rules,
        timeout: int,
        progress: Callable[[Progress], None],
        on_done: OnAnswers,
        redactor: Redactor,
    ) -> None:
        self._script = script
        self._options = options
        self._rules = rules
        self._timeout = timeout
        self._progress = progress
        self._on_done = on_done
        self._redactor = redactor
        self._done = 0
        self.notices: list[str] = []

    def on(self, place: str, jobs: Sequence[Job]) -> dict[int, list[Answer]]:
        """Judge targets of one kind, with scratch databases made at one place."""
        with site_of(place, self._progress) as site, self._floors(site) as floors:
            # What the project's code may take is asked of the child; what reading takes comes on top of it.
            options = replace(
                self._options, timeout=self._options.timeout + self._timeout * sum(len(job) for _, job in jobs)
            )
            run = Run(self._script, options, site, self._progress)
            answers: dict[int, list[Answer]] = {}

            def finish(ended: Ended) -> dict[int, list[Answer]]:
                self.notices += run.heard.notices
                missing = [(index, job) for index, job in jobs if index not in answers]
                if missing:
                    failure = general_failure(
                        self._script, options, run.heard, ended, run.python, run.folder, on_sqlite=site.kind == "sqlite"
                    )
                    said = failure.explanation if failure is not None else "the project's process ended too early"
                    error = f" ({failure.error})" if failure is not None and failure.error else ""
                    why = f"what its stamp says cannot be built: {said}{error}"
                    for index, job in missing:
                        answers[index] = [_of_all(NotJudged(job[0].entry, (), "not-built", why), job)]
                return answers

            asked = {"only": "stand", **({} if floors is None else floors.asked())}
            return run.carry_out(asked, work=lambda ask: self._judge_all(run, ask, jobs, answers), finish=finish)

    def _floors(self, site: Site) -> AbstractContextManager[Floors | None]:
        if not os.path.lexists(os.path.join(self._script.path, LEDGER_FILE)):
            return nullcontext()
        from migralint.database.floor.floor import floors_for  # can build what is missing

        return floors_for(self._script, self._options, site, self._progress)

    def _judge_all(self, run: Run, ask: Ask, jobs: Sequence[Job], answers: dict[int, list[Answer]]) -> None:
        scratches = Scratches(run, ask, self._rules.rows)
        rules = replace(self._rules, names_used=used_constraint_names(run.heard.revision_files))

        def judge(index: int, job: tuple[LiveTarget, ...]) -> None:
            answers[index] = list(self._judged(job, run.python, scratches, rules))
            self._done += len(job)
            self._on_done(job[0], self._done)

        with ThreadPoolExecutor(min(AT_ONCE, len(jobs))) as pool:
            for future in [pool.submit(judge, index, job) for index, job in jobs]:
                future.result()

    def _judged(self, job: tuple[LiveTarget, ...], python: str, scratches: Scratches, rules: Rules) -> Iterator[Answer]:
        target = job[0]
        declared = _declared(target, scratches.targets)
        if declared is None:
            names = ", ".join(one.name for one in scratches.targets)
            yield NotJudged(
                target.entry,
                tuple(one.name for one in job),
                "no-place",
                f"env.py declares several databases ({names}), and none is called {target.entry}",
                "give the entry of the manifest the name that env.py uses",
            )
            return
        try:
            if target.kind == "sqlite":
                live = SqliteLive(target.url, declared, target.version_table, self._timeout)
                yield from Judge(target, declared, live, scratches, rules).one()
                return
            url = with_password(target.url.strip(), os.environ)
            with Session(url, python=python, timeout=self._timeout, redactor=self._redactor) as session:
                yield from self._through(session, job, declared, scratches, rules)
        except LiveError as error:
            yield _of_all(NotJudged(target.entry, (), "unread", f"was not read: {error.message}"), job)

    def _through(
        self, session: Session, job: tuple[LiveTarget, ...], declared: Declared, scratches: Scratches, rules: Rules
    ) -> Iterator[Answer]:
        target = job[0]
        kind = PostgresLive if target.kind == "postgresql" else MySqlLive
        judge = Judge(target, declared, kind(session, declared, target.version_table), scratches, rules)
        try:
            yield from self._each(session, judge, job, declared)
        finally:
            self.notices += judge.notices

    @staticmethod
    def _each(session: Session, judge: Judge, job: tuple[LiveTarget, ...], declared: Declared) -> Iterator[Answer]:
        target = job[0]
        if target.glob is None:
            yield from judge.several(job)
            return
        table = target.version_table or declared.version_table
        schemas = dict(session.ask("schemas", glob=target.glob, version_table=table))
        if not schemas:
            yield NotJudged(target.entry, (target.name,), "unread", f"no schema matches {target.glob}")
            return
        yield from judge.each(schemas)


def _of_all(one: NotJudged, job: tuple[LiveTarget, ...]) -> NotJudged:
    return replace(one, databases=tuple(target.name for target in job))


def _declared(target: LiveTarget, declared: Sequence[Declared]) -> Declared | None:
    if len(declared) == 1:
        return declared[0]
    return next((one for one in declared if one.name in (target.entry, target.name)), None)


def _redactor(targets: Sequence[LiveTarget]) -> Redactor:
    passwords = [value for name, value in os.environ.items() if _PASSWORD_VARIABLES.fullmatch(name)]
    return redactor_for(sorted({one.url for one in targets}), *passwords)


def _merged(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Put together what says the same of one entry; the largest of an entry first."""
    together: dict[Group, list[str]] = {}
    for one in groups:
        together.setdefault(replace(one, databases=()), []).extend(one.databases)
    merged = [replace(one, databases=tuple(sorted(names))) for one, names in together.items()]
    order = {one.entry: place for place, one in reversed(tuple(enumerate(groups)))}
    return tuple(sorted(merged, key=lambda one: (order[one.entry], -len(one.databases), one.databases)))


def _grouped(found: Sequence[NotJudged]) -> tuple[NotJudged, ...]:
    together: dict[NotJudged, list[str]] = {}
    for one in found:
        together.setdefault(replace(one, databases=()), []).extend(one.databases)
    return tuple(replace(one, databases=tuple(sorted(names))) for one, names in together.items())
