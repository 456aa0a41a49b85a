"""Compares live databases of one kind: one child that builds the expected state, several readers at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.database.drift.comparison_options import Rules
from migralint.database.drift.opening import Opening
from migralint.database.drift.result import Answer, NotJudged
from migralint.database.drift.target import Job, LiveTarget
from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Ask, Run
from migralint.database.project.conversation import Progress
from migralint.database.project.process import Ended
from migralint.database.project.site import Site, site_of
from migralint.loading.records.ledger_files import LEDGER_FILE
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.redaction import Redactor

if TYPE_CHECKING:
    from migralint.database.floor.floor import Floors

OnAnswers = Callable[[LiveTarget, int], None]
"""Takes a finished target, and the number of finished targets."""


class LiveComparison:
    """The shared data of all targets; `on` compares the targets of one kind."""

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
        """Judge targets of one kind, with scratch databases created at one place."""
        with site_of(place, self._progress) as site, self._floors(site) as floors:
            # The child has the time limit for project code; the time for reading is added.
            options = replace(
                self._options, timeout=self._options.timeout + self._timeout * sum(len(job) for _, job in jobs)
            )
            run = Run(self._script, options, site, self._progress)
            answers: dict[int, list[Answer]] = {}

            def finish(ended: Ended) -> dict[int, list[Answer]]:
                self.notices += run.heard.notices
                missing = [(index, job) for index, job in jobs if index not in answers]
                if missing:
                    from migralint.database.project.general_failure import general_failure

                    failure = general_failure(
                        self._script, options, run.heard, ended, run.python, run.folder, on_sqlite=site.kind == "sqlite"
                    )
                    reason = failure.explanation if failure is not None else "the project's process ended too early"
                    error = f" ({failure.error})" if failure is not None and failure.error else ""
                    why = f"the state of its stamp cannot be built: {reason}{error}"
                    for index, job in missing:
                        answers[index] = [NotJudged(job[0].entry, tuple(one.name for one in job), "not-built", why)]
                return answers

            def work(ask: Ask) -> None:
                from migralint.database.drift.jobs import judge_all

                judge_all(run, ask, jobs, self._rules, opening, take=take, notices=self.notices)

            def take(index: int, job: tuple[LiveTarget, ...], results: list[Answer]) -> None:
                answers[index] = results
                self._done += len(job)
                self._on_done(job[0], self._done)

            asked = {"only": "stand", **({} if floors is None else floors.asked())}
            with Opening(jobs, run.python, self._timeout, self._redactor) as opening:

                def meanwhile() -> None:
                    opening.begin()
                    self._rules.prepare()
                    import migralint.database.drift.jobs  # noqa: F401 -- much code, while the child imports the project

                return run.carry_out(asked, work=work, finish=finish, meanwhile=meanwhile)

    def _floors(self, site: Site) -> AbstractContextManager[Floors | None]:
        if not os.path.lexists(os.path.join(self._script.path, LEDGER_FILE)):
            return nullcontext()
        from migralint.database.floor.floor import floors_for  # it contains the code that builds a missing floor

        return floors_for(self._script, self._options, site, self._progress)
