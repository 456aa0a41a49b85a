"""ML388: functions that are written as a text default."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.types import Type
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.exact_source import exact_text
from migralint.rules.operation.portability.defaults import corrected_default, defaults


def function_as_text_default(step: Step) -> Iterator[Problem]:
    """A server default is quoted, although it should be a function.

    Why:
        A plain string becomes a quoted literal. PostgreSQL casts 'now()' once, so the time of the migration becomes the
        permanent default, and the exit code is 0. A uuid function fails, MySQL says "Invalid default", SQLite stores
        the text.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("made_at", sa.DateTime(), server_default="now()"))

    Instead:
        Write it as SQL:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("made_at", sa.DateTime(), server_default=sa.text("now()")))

    Note:
        `migralint check --fix` makes this change if the type of the column is known.
    """
    for name, kind, default in defaults(step.change, step):
        if default.kind != "string" or default.text is None or kind.family in ("varchar", "text", "char"):
            continue
        text = default.text.strip()
        moment = kind.family in ("date", "time", "timestamp", "timestamptz") and text.lower() in ("now", "today")
        if moment or _FUNCTION.fullmatch(text):
            better = _better(text)
            exact = f"sqlalchemy{better.removeprefix('sa')}" if _is_certain(text, kind) else None
            yield step.problem(
                f"the default {text!r} of {name} is quoted: it is text, not a function call",
                help=f"server_default={better}",
                correction=corrected_default(step.change, name, default, exact),
            )


def _better(text: str) -> str:
    word = text.lower().removesuffix("()")
    if word in ("now", "true", "false"):
        return {"now": "sa.func.now()", "true": "sa.true()", "false": "sa.false()"}[word]
    return "sa.func.current_date()" if word == "today" else f"sa.text({exact_text(text)})"


def _is_certain(text: str, kind: Type) -> bool:
    """Whether the function returns the type of the column, and no colon would be read as a parameter."""
    if not kind.is_known or _PARAMETER.search(text):
        return False
    word = text.lower().removesuffix("()")
    if word == "today":
        return kind.family == "date"
    return word not in ("true", "false") or kind.family == "boolean"


_PARAMETER = re.compile(r"(?<![:\w\\]):\w+(?!:)")
_FUNCTION = re.compile(
    r"(?:now|current_timestamp|gen_random_uuid|uuid_generate_v\d\w*|uuid|uuidv\d|random|clock_timestamp|true|false|getdate"
    r"|statement_timestamp|transaction_timestamp|localtimestamp|utc_timestamp|nextval|datetime|date)\(.*\)"
    r"|current_(?:timestamp|date|time)|localtimestamp",
    re.IGNORECASE,
)
