"""Whether a query returns rows if only some tables have rows, as far as its text shows; in doubt, it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from migralint.sql.tokens import Token, TokenKind

_END_OF_FROM = (
    "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "WINDOW", "UNION", "EXCEPT", "INTERSECT",
    "RETURNING", "FOR", "WHEN", "CONNECT",
)  # fmt: skip
_AGGREGATES = ("COUNT", "SUM", "MAX", "MIN", "AVG", "TOTAL", "BOOL_OR", "BOOL_AND", "ARRAY_AGG", "STRING_AGG")
_ALWAYS_FULL = frozenset({"dual"})
_CATALOGUES = ("information_schema.", "pg_catalog.", "pg_", "sqlite_", "sys.", "mysql.")


def body_of(tokens: Sequence[Token]) -> Sequence[Token]:
    """The query or the values after the name of a table: a list of columns, an alias and words are skipped."""
    depth = 0
    for at, token in enumerate(tokens):
        inside = at + 1 < len(tokens) and token.is_operator("(") and tokens[at + 1].is_word("SELECT", "WITH", "VALUES")
        begins = token.is_word("SELECT", "VALUES", "VALUE", "WITH", "DEFAULT", "TABLE", "SET", "EXEC", "EXECUTE")
        if depth == 0 and (inside or begins):
            return tokens[at + 1 :] if inside else tokens[at:]
        depth += token.is_operator("(") - token.is_operator(")")
    return ()


def parts_of(tokens: Sequence[Token]) -> tuple[list[tuple[str, Sequence[Token]]], Sequence[Token]]:
    """The named queries of a WITH, and the statement after them."""
    named: list[tuple[str, Sequence[Token]]] = []
    at = 2 if len(tokens) > 1 and tokens[1].is_word("RECURSIVE") else 1
    while at < len(tokens):
        name = tokens[at].name
        while at < len(tokens) and not tokens[at].is_word("AS"):
            at += 1
        while at < len(tokens) and not tokens[at].is_operator("("):
            at += 1
        end = _closing(tokens, at)
        named.append((name, tokens[at + 1 : end]))
        at = end + 1
        if at < len(tokens) and tokens[at].is_operator(","):
            at += 1
            continue
        break
    return named, tokens[at:]


class RowSources:
    """The sources of rows: tables, and the named queries of a WITH."""

    def __init__(self, holds_rows: Callable[[str], bool]) -> None:
        self.holds_rows = holds_rows
        self._named: dict[str, bool] = {}

    def name(self, name: str, body: Sequence[Token]) -> None:
        """Record a named query."""
        self._named[name.lower()] = self.gives_rows(body)

    def gives_rows(self, body: Sequence[Token]) -> bool:
        """Whether a query, VALUES, or a statement with RETURNING may return a row."""
        while body and body[0].is_operator("("):
            body = body[1:]
        if not body:
            return True
        if body[0].is_word("WITH"):
            named, body = parts_of(body)
            for name, inner in named:
                self.name(name, inner)
            return self.gives_rows(body)
        if body[0].is_word("TABLE"):
            return self.source_gives_rows(body[1:])
        if body[0].is_word("UPDATE"):
            return self.source_gives_rows(body[1:])
        if body[0].is_word("DELETE"):
            return self.source_gives_rows(body[2:])
        if not body[0].is_word("SELECT"):
            return True
        return any(map(self._select_gives_rows, _branches(body)))

    def _select_gives_rows(self, select: Sequence[Token]) -> bool:
        place = next(_outside(select, "FROM"), None)
        if place is None:
            return True
        grouped = any(True for _ in _outside(select, "GROUP"))
        if not grouped and any(token.is_word(*_AGGREGATES) for token in select[:place]):
            return True
        return self._from_gives_rows(select[place + 1 :])

    def _from_gives_rows(self, tokens: Sequence[Token]) -> bool:
        """Whether a FROM clause may return rows: each joined table must have rows, except on the optional side of an
        outer join."""
        outer = False
        expecting = True
        at = 0
        while at < len(tokens) and (expecting or not tokens[at].is_word(*_END_OF_FROM)):
            token = tokens[at]
            if expecting:
                if token.is_word("ONLY", "LATERAL"):
                    at += 1
                    continue
                if not outer and not self.source_gives_rows(tokens[at:]):
                    return any(one.is_word("RIGHT", "FULL", "APPLY") for one in tokens)
                expecting, outer = False, False
            elif token.is_operator(","):
                expecting = True
            elif token.is_word("LEFT", "FULL", "OUTER"):
                outer = True
            elif token.is_word("JOIN"):
                expecting = True
            at = _closing(tokens, at) + 1 if token.is_operator("(") else at + 1
        return True

    def source_gives_rows(self, tokens: Sequence[Token]) -> bool:
        """Whether the first source in a FROM or USING may return rows: a table, a query, a function."""
        while tokens and tokens[0].is_word("ONLY", "LATERAL", "OR", "IGNORE"):
            tokens = tokens[1:]
        if not tokens:
            return True
        if tokens[0].is_operator("("):
            inner = tokens[1 : _closing(tokens, 0)]
            query = bool(inner) and inner[0].is_word("SELECT", "WITH", "VALUES", "TABLE")
            return self.gives_rows(inner) if query or not inner else self._from_gives_rows(inner)
        parts: list[str] = []
        at = 0
        while at < len(tokens) and tokens[at].kind in (TokenKind.WORD, TokenKind.NAME):
            parts.append(tokens[at].name)
            at += 1
            if at < len(tokens) and tokens[at].is_operator("."):
                at += 1
                continue
            break
        if not parts or (at < len(tokens) and tokens[at].is_operator("(")):
            return True  # a function may return any rows
        name = ".".join(parts)
        known = self._named.get(name.lower())
        if known is not None:
            return known
        if name.lower() in _ALWAYS_FULL or name.lower().startswith(_CATALOGUES):
            return True
        return self.holds_rows(name)


def _branches(body: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for at in _outside(body, "UNION"):
        yield body[start:at]
        start = at + 2 if at + 1 < len(body) and body[at + 1].is_word("ALL", "DISTINCT") else at + 1
    yield body[start:]


def _outside(tokens: Sequence[Token], word: str) -> Iterator[int]:
    """The positions of a word outside parentheses."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += token.is_operator("(") - token.is_operator(")")
        if depth < 0:
            return
        if depth == 0 and token.is_word(word):
            yield at


def _closing(tokens: Sequence[Token], at: int) -> int:
    depth = 0
    for place in range(at, len(tokens)):
        depth += tokens[place].is_operator("(") - tokens[place].is_operator(")")
        if depth <= 0:
            return place
    return len(tokens)
