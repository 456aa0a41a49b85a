"""Parts of Python source as text, and of SQL in it; `layout` has them as a tree."""

from __future__ import annotations

from typing import TypeAlias

from migralint.schema.naming import Identifier
from migralint.schema.objects import Domain, View
from migralint.schema.opsource.layout import Code, literal, without_parameters

Value: TypeAlias = "Code | str | int | bool | list[Value] | dict[str, Value] | None"
"""Everything that can be an argument; strings are quoted, `Code` is not."""

_LONGEST = 100


def write(value: Value) -> str:
    """Return the source of a value."""
    match value:
        case Code():
            return value.text
        case str():
            return literal(value)
        case list():
            return f"[{', '.join(write(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{literal(key)}: {write(item)}' for key, item in value.items())}}}"
    return repr(value)


def call(function: str, *arguments: Value, **keywords: Value) -> str:
    """Return the source of a call; on several lines if one line would be too long."""
    written = [write(argument) for argument in arguments]
    written += [f"{name}={write(value)}" for name, value in keywords.items()]
    line = f"{function}({', '.join(written)})"
    if len(line) <= _LONGEST and "\n" not in line:
        return line
    return "\n".join([f"{function}(", *(indented(f"{part},") for part in written), ")"])


def indented(text: str) -> str:
    """Indent `text` by four columns; a text with triple quotes is only indented on its first line."""
    if '"""' in text:
        return f"    {text}"
    return "\n".join(f"    {line}" for line in text.split("\n"))


def sql(text: str) -> Code:
    """Return `sa.text("…")`."""
    return Code(call("sa.text", without_parameters(text)))


def sql_text(text: str) -> Value:
    """Return SQL for an argument that is passed to `sa.text()`: the string itself if no colon needs escaping."""
    return text if without_parameters(text) == text else sql(text)


def execute(statement: str) -> str:
    """Return `op.execute("…")` for one SQL statement."""
    return call("op.execute", sql_text(statement))


def identifier(schema: str | None, name: str) -> str:
    """Return a quoted name, with its schema unless that is the default one."""
    parts = ['"' + part.replace('"', '""') + '"' for part in (schema, name) if part is not None]
    return ".".join(parts)


def collation(name: str) -> str:
    """Return the name of a collation for COLLATE; a name with a schema is already quoted."""
    return name if name.startswith('"') and '"."' in name else identifier(None, name)


def domain_words(domain: Domain, named: Identifier) -> str:
    """Return the clauses after CREATE DOMAIN … AS; `named` quotes the names of the checks."""
    words = [domain.type]
    words += [f"COLLATE {collation(domain.collation)}"] if domain.collation else []
    words += [f"DEFAULT {domain.default}"] if domain.default is not None else []
    words += [] if domain.nullable else ["NOT NULL"]
    words += [f"CONSTRAINT {named(None, name)} {definition}" for name, definition in domain.checks]
    return " ".join(words)


def view_words(view: View) -> tuple[str, str, list[str]]:
    """Return the text before AS and the text after the query of CREATE VIEW, and the statements for its indexes."""
    storage = [option for option in view.options if "=" in option and not option.startswith("INDEX ")]
    options = f" WITH ({', '.join(storage)})" if storage else ""
    empty = " WITH NO DATA" if "WITH NO DATA" in view.options else ""
    return options, empty, [option.removeprefix("INDEX ") for option in view.options if option.startswith("INDEX ")]
