"""Judges the database of each connection, several at once; imports the comparison, which is much code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from migralint.database.drift.comparison_options import Rules
from migralint.database.drift.judge import Judge
from migralint.database.drift.mysql_live import MySqlLive
from migralint.database.drift.opening import Opening
from migralint.database.drift.postgresql_live import PostgresLive
from migralint.database.drift.result import Answer, NotJudged
from migralint.database.drift.scratches import Declared, Scratches
from migralint.database.drift.session import LiveError, Session
from migralint.database.drift.sqlite_live import SqliteLive
from migralint.database.drift.target import Job, LiveTarget
from migralint.database.project.child_run import Ask, Run
from migralint.database.verify.used_names import used_constraint_names

Take = Callable[[int, tuple[LiveTarget, ...], list[Answer]], None]


def judge_all(
    run: Run, ask: Ask, jobs: Sequence[Job], rules: Rules, opening: Opening, *, take: Take, notices: list[str]
) -> None:
    """Judge every job and call `take` with its answers, in any order and thread; `notices` collects further notices.

    Raises ChildGoneError if the child of `run` ends before.
    """
    scratches = Scratches(run, ask, rules.rows)
    rules = replace(rules, names_used=used_constraint_names(run.heard.revision_files))

    def judge(index: int, job: tuple[LiveTarget, ...]) -> None:
        scratches.raise_if_ended()  # nobody needs the answer any more
        take(index, job, list(_judged(index, job, opening, scratches, rules, notices)))

    with ThreadPoolExecutor(min(opening.at_once, len(jobs))) as pool:
        try:
            for future in [pool.submit(judge, index, job) for index, job in jobs]:
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _judged(
    index: int,
    job: tuple[LiveTarget, ...],
    opening: Opening,
    scratches: Scratches,
    rules: Rules,
    notices: list[str],
) -> Iterator[Answer]:
    target = job[0]
    declared = _declared(target, scratches.targets)
    if declared is None:
        names = ", ".join(one.name for one in scratches.targets)
        why = f"env.py declares several databases ({names}), and none is called {target.entry}"
        yield _of_all(job, "no-place", why, "give the manifest entry the name that env.py uses")
        return
    try:
        if target.kind == "sqlite":
            live = SqliteLive(target.url, declared, target.version_table, opening.timeout)
            yield from Judge(target, declared, live, scratches, rules).one()
            return
        with opening.session(index, job) as session:
            kind = PostgresLive if target.kind == "postgresql" else MySqlLive
            judge = Judge(target, declared, kind(session, declared, target.version_table), scratches, rules)
            yield from _through(session, judge, job, declared)
            notices += judge.notices
    except LiveError as error:
        yield _of_all(job, "unread", f"was not read: {error.message}")


def _through(session: Session, judge: Judge, job: tuple[LiveTarget, ...], declared: Declared) -> Iterator[Answer]:
    target = job[0]
    if target.glob is None:
        yield from judge.several(job)
        return
    table = target.version_table or declared.version_table
    schemas = dict(session.ask("schemas", glob=target.glob, version_table=table))
    if not schemas:
        yield _of_all(job, "unread", f"no schema matches {target.glob}")
        return
    yield from judge.each(schemas)


def _of_all(job: tuple[LiveTarget, ...], kind: str, why: str, help: str = "") -> NotJudged:
    return NotJudged(job[0].entry, tuple(one.name for one in job), kind, why, help)


def _declared(target: LiveTarget, declared: Sequence[Declared]) -> Declared | None:
    if len(declared) == 1:
        return declared[0]
    return next((one for one in declared if one.name in (target.entry, target.name)), None)
