"""Answers the parent's questions about the built databases: one SELECT at a time, in one snapshot each."""

from __future__ import annotations

import json
from typing import Any, Callable

from ..base.channel import Channel
from ..base.inspect_word import INSPECT
from ..scratch.scratch import Scratch
from .inspection import inspected

_MOST_OPEN = 8
"""The maximum number of open connections, each to one database: a server accepts about a hundred in total."""


def answer_questions(
    descriptor: int,
    channel: Channel,
    databases: dict[str, Scratch],
    *,
    other: Callable[[str], Any] = lambda question: None,
) -> None:
    """Run each statement from `descriptor` on the database that it names, until the other end of the pipe is closed.

    `other` gets each question first: a result other than None is the answer. Raises the errors of `other`.
    """
    connections: dict[str, Any] = {}
    try:
        with open(descriptor, encoding="utf-8") as questions:
            for line in questions:
                question = json.loads(line)
                answer = other(question["sql"])
                if answer is not None:
                    channel.send("answer", rows=[[json.dumps(answer, default=str)]])
                    continue
                try:
                    rows = _rows(connections, databases, question["database"], question["sql"])
                    channel.send("answer", rows=rows)
                except BaseException as error:
                    channel.send("answer", error=f"{type(error).__name__}: {error}")
    finally:
        for connection in connections.values():
            connection.close()


def _rows(connections: dict[str, Any], databases: dict[str, Scratch], name: str, sql: str) -> list[list[Any]]:
    if name not in connections:
        if len(connections) >= _MOST_OPEN:
            connections.pop(next(iter(connections))).close()  # the oldest one
        connections[name] = databases[name].engine.connect()
        if connections[name].dialect.name == "postgresql":
            connections[name].execution_options(isolation_level="REPEATABLE READ")
    if sql == INSPECT:
        return [[inspected(connections[name])]]
    cursor = connections[name].exec_driver_sql(sql)
    return [list(row) for row in cursor]
