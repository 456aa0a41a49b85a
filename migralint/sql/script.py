"""Splits a script into its statements."""

from __future__ import annotations

from .tokens import tokenize_server


def split_statements(sql: str) -> tuple[str, ...]:
    """The statements of a script, without their semicolons, empty ones left out.

    A semicolon inside `BEGIN … END` (a trigger's body) does not end a statement.
    """
    tokens = tokenize_server(sql)
    statements = []
    begin: int | None = None
    end = 0
    depth = 0
    trigger = False
    for index, token in enumerate(tokens):
        if token.text == ";" and depth == 0:
            if begin is not None:
                statements.append(sql[begin:end])
            begin, trigger = None, False
            continue
        if begin is None:
            begin = token.start
            trigger = token.word == "CREATE" and any(later.word == "TRIGGER" for later in tokens[index + 1 : index + 4])
        if trigger and token.word in ("BEGIN", "CASE"):
            depth += 1
        elif trigger and token.word == "END":
            depth = max(0, depth - 1)
        end = token.end
    if begin is not None:
        statements.append(sql[begin:end])
    return tuple(statements)
