"""Looks at live databases of one kind: one child that builds what they should hold, several readers at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.database.drift.judge import Judge, Rules
from migralint.database.drift.mysql_live import MySqlLive
from migralint.database.drift.postgresql_live import PostgresLive
from migralint.database.drift.result import Group, NotJudged
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
from migralint.loading.records.ledger_files import LEDGER_FILE
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.redaction import Redactor

if TYPE_CHECKING:
    from migralint.database.floor.floor import Floors

AT_ONCE = 4
"""How many databases are read at the same time."""
Answer = Group | NotJudged
Job = tuple[int, tuple[LiveTarget, ...]]
"""A place in the order, and targets that share a connection."""
OnAnswers = Callable[[LiveTarget, int], None]
"""Told a target that is done, and how many are."""


class Looking:
    """What is the same for all targets; `on` looks at those of one kind."""

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
            scratches.refuse_if_gone()  # nobody waits for the answer any more
            answers[index] = list(self._judged(job, run.python, scratches, rules))
            self._done += len(job)
            self._on_done(job[0], self._done)

        with ThreadPoolExecutor(min(AT_ONCE, len(jobs))) as pool:
            try:
                for future in [pool.submit(judge, index, job) for index, job in jobs]:
                    future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

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
