"""Histories of any size for the page: a trunk with side lines, merges, labels, dependencies, environments, findings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from migralint.drawing.facts import Facts, Leverage
from migralint.drawing.html import HtmlPage
from migralint.drawing.html_page import history_page
from migralint.environments.environment import Counts, Environment, Stamps, StampSet
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.source.location import Location

ROOT = "/srv/shop"
WORDS = ("author", "order", "price", "review", "title", "invoice", "address", "shelf", "loan", "tag")
VERBS = ("Add {} table", "Index {} names", "Split {} names", "Longer {} names", "Default for {}", "Drop old {} column")


def name(number: int) -> str:
    """The id of the revision with that number."""
    return hashlib.sha1(str(number).encode()).hexdigest()[:12]


def revision(number: int, parents: Sequence[int], **more: tuple[str, ...]) -> Revision:
    """One revision in a file that is named as Alembic names it."""
    message = VERBS[number * 7 % len(VERBS)].format(WORDS[number * 3 % len(WORDS)])
    if len(parents) > 1:
        message = f"Merge {WORDS[number % len(WORDS)]} and {WORDS[(number + 3) % len(WORDS)]}"
    one = name(number)
    path = f"{ROOT}/migrations/versions/{one}_{message.lower().replace(' ', '_')}.py"
    date = datetime(2018, 2, 5, 9, 30) + timedelta(hours=number * 61, minutes=number * 17 % 60)
    return Revision(one, tuple(map(name, parents)), message=message, create_date=date, id_at=Location(path, 10), **more)


def history(size: int) -> History:
    """A history of `size` revisions: a line of its own to the left, a side line of three in every fortieth."""
    revisions, tip, number = [revision(0, [])], 0, 1
    while number < size:
        if number % 40 == 25 and number + 5 < size:
            fork = tip
            side = [number, number + 1, number + 2]
            revisions += [revision(one, [fork if one == number else one - 1]) for one in side]
            revisions.append(revision(number + 3, [fork]))
            revisions.append(revision(number + 4, [number + 3, number + 2]))
            tip, number = number + 4, number + 5
            continue
        more: dict[str, tuple[str, ...]] = {}
        if number == size // 2:
            more["branch_labels"] = ("shop",)
        if number == size - 3:
            more["depends_on"] = (name(size // 2),)
        revisions.append(revision(number, [tip], **more))
        tip, number = number, number + 1
    return History(revisions)


def environments(size: int) -> tuple[Environment, ...]:
    """One up to date, one a little behind, a fleet of which a few hang far behind."""
    near, far = max(0, size - 9), max(0, size - max(8, size // 12))
    return (
        Environment("staging", Stamps(), (StampSet(frozenset([name(size - 1)])),)),
        Environment("production", Stamps(), (StampSet(frozenset([name(max(0, size - 4))])),)),
        Environment(
            "tenants", Counts(), (StampSet(frozenset([name(near)]), 1009), StampSet(frozenset([name(far)]), 35))
        ),
    )


def page(size: int, *, plan: str = "", title: str = "migrations") -> HtmlPage:
    """The page of such a history, with what a prune would leave as its second view."""
    today, fleet = history(size), environments(size)
    oldest = name(max(0, size - max(8, size // 12)))
    removed = today.ancestors([oldest])
    after = History(
        one if one.id != oldest else Revision(one.id, message=one.message, create_date=one.create_date, id_at=one.id_at)
        for one in today.revisions.values()
        if one.id not in removed
    )
    path = today.revisions[name(size - 2)].path
    assert path is not None
    problem = Problem("the index is not built concurrently", Location(path, 21))
    finding = Finding("ML301", "index-locks", Severity.WARNING, problem)
    lever = Leverage(name(max(0, size - 9)), ("tenants",), 24)
    facts = Facts(fleet, removed, floor=(oldest,), leverage=(lever,), findings=(finding,))
    made = history_page(today, facts, name=title, root=ROOT, tool_version="0", after=after, plan=plan)
    words = {
        one: (("create_table", f"{WORDS[index % 10]}_{index}"), ("create_index", ""))
        for index, one in enumerate(today.revisions)
    }
    return replace(made, operations=words)
