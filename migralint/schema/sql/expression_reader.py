"""Reads one SQLite expression by operator precedence.

Precedence: https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes
"""

from __future__ import annotations

from migralint.schema.sql.literal import number
from migralint.sql.names import folded
from migralint.sql.tokens import Token, TokenKind, normalized

Tree = tuple[object, ...]
"""A node: its operator first, then its operands."""

_BINARY = {
    "or": 1,
    "and": 2,
    "=": 4,
    "<>": 4,
    "is": 4,
    "in": 4,
    "like": 4,
    "glob": 4,
    "match": 4,
    "regexp": 4,
    "between": 4,
    "<": 5,
    "<=": 5,
    ">": 5,
    ">=": 5,
    "&": 7,
    "|": 7,
    "<<": 7,
    ">>": 7,
    "+": 8,
    "-": 8,
    "*": 9,
    "/": 9,
    "%": 9,
    "||": 10,
    "->": 10,
    "->>": 10,
    "collate": 11,
}
_NOT, _ESCAPE, _UNARY = 3, 6, 12
_PATTERN_OPERATORS = ("like", "glob", "match", "regexp")


class NotUnderstoodError(Exception):
    """The expression has syntax that this reader does not know; compare its tokens instead."""


class ExpressionReader:
    """The tokens of an expression, and the current position in them."""

    def __init__(self, tokens: tuple[Token, ...], table: str, columns: frozenset[str]) -> None:
        self.tokens = tokens
        self.table = table
        self.columns = columns
        self.position = 0

    def whole(self) -> Tree:
        tree = self.expression(0)
        if self.position != len(self.tokens):
            raise NotUnderstoodError
        return tree

    def peek(self, ahead: int = 0) -> Token | None:
        position = self.position + ahead
        return self.tokens[position] if position < len(self.tokens) else None

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise NotUnderstoodError
        self.position += 1
        return token

    def accept_word(self, *words: str) -> bool:
        token = self.peek()
        if token is None or not token.is_word(*words):
            return False
        self.position += 1
        return True

    def accept_operator(self, operator: str) -> bool:
        token = self.peek()
        if token is None or not token.is_operator(operator):
            return False
        self.position += 1
        return True

    def expect_operator(self, operator: str) -> None:
        if not self.accept_operator(operator):
            raise NotUnderstoodError

    def expect_word(self, word: str) -> None:
        if not self.accept_word(word):
            raise NotUnderstoodError

    def expression(self, weakest: int) -> Tree:
        left = self.prefix()
        while True:
            token = self.peek()
            if token is None:
                return left
            negated = token.is_word("NOT")
            if negated:
                following = self.peek(1)
                if following is None or _BINARY["in"] < weakest:
                    return left
                if following.is_word("NULL"):
                    self.position += 2
                    left = ("not", ("is", left, ("null",)))
                    continue
                if not following.is_word("IN", "LIKE", "GLOB", "MATCH", "REGEXP", "BETWEEN"):
                    return left
                token = following
            if token.is_word("ISNULL", "NOTNULL") and _BINARY["is"] >= weakest:
                self.position += 1
                test: Tree = ("is", left, ("null",))
                left = test if token.is_word("ISNULL") else ("not", test)
                continue
            operator = _operator(token)
            power = _BINARY.get(operator, -1)
            if power < weakest or power < 0:
                return left
            self.position += 2 if negated else 1
            tree = self.infix(left, operator, power)
            left = ("not", tree) if negated else tree

    def infix(self, left: Tree, operator: str, power: int) -> Tree:
        match operator:
            case "is":
                negated = self.accept_word("NOT")
                if self.accept_word("DISTINCT"):
                    self.expect_word("FROM")
                    negated = not negated
                tree: Tree = ("is", left, self.truth(power + 1))
                return ("not", tree) if negated else tree
            case "in":
                token = self.peek()
                if token is None or not token.is_operator("("):
                    return ("in", left, self.expression(power + 1))
                self.position += 1
                if self.starts_query():
                    return ("in", left, self.query())
                return ("in", left, *self.arguments())
            case "between":
                low = self.expression(power + 1)
                self.expect_word("AND")
                return ("between", left, low, self.expression(power + 1))
            case "collate":
                return ("collate", left, self.take().name.lower())
            case "and" | "or":
                right = self.expression(power + 1)
                flat = [part for side in (left, right) for part in (side[1:] if side[0] == operator else (side,))]
                return (operator, *flat)
        right = self.expression(power + 1)
        if operator in _PATTERN_OPERATORS and self.accept_word("ESCAPE"):
            return (operator, left, right, self.expression(_ESCAPE))
        return (operator, left, right)

    def truth(self, weakest: int) -> Tree:
        """Read the operand of IS, where TRUE is not 1 but any value except 0 (https://sqlite.org/lang_expr.html)."""
        start = self.position
        tree = self.expression(weakest)
        read = [token for token in self.tokens[start : self.position] if not token.is_operator("(", ")")]
        alone = len(read) == 1 and read[0].is_word("TRUE", "FALSE") and tree[0] == "number"
        return ("truth", *tree[1:]) if alone else tree

    def prefix(self) -> Tree:
        token = self.take()
        match token.kind:
            case TokenKind.NUMBER:
                return ("number", number(token.value))
            case TokenKind.STRING:
                return ("string", token.value)
            case TokenKind.BLOB:
                return ("blob", token.value)
            case TokenKind.OPERATOR:
                return self.after_operator(token)
            case TokenKind.NAME:
                return self.name(token)
        return self.after_word(token)

    def after_operator(self, token: Token) -> Tree:
        if token.is_operator("("):
            if self.starts_query():
                return self.query()
            inner = self.arguments()
            return inner[0] if len(inner) == 1 else ("row", *inner)
        if token.is_operator("-", "+", "~"):
            operand = self.expression(_UNARY)
            if token.value != "~" and operand[0] == "number":
                value = str(operand[1])
                return ("number", value if token.value == "+" else value[1:] if value[0] == "-" else f"-{value}")
            return (f"unary {token.value}", operand)
        if token.is_operator("?", ":", "@", "$"):
            return ("parameter", token.value)
        raise NotUnderstoodError

    def after_word(self, token: Token) -> Tree:
        following = self.peek()
        called = following is not None and following.is_operator("(")
        match token.value:
            case "NOT":
                return ("not", self.expression(_NOT))
            case "NULL" | "CURRENT_TIMESTAMP" | "CURRENT_DATE" | "CURRENT_TIME":
                return (token.value.lower(),)
            case "TRUE" | "FALSE" if token.value.lower() not in self.columns:
                return ("number", "1" if token.value == "TRUE" else "0")
            case "CASE":
                return self.case()
            case "CAST" if called:
                self.expect_operator("(")
                operand = self.expression(0)
                self.expect_word("AS")
                return ("cast", operand, *normalized(self.until_closed(), fold_names=True))
            case "EXISTS" if called:
                self.expect_operator("(")
                return ("exists", self.query())
        return self.name(token)

    def name(self, token: Token) -> Tree:
        if self.accept_operator("("):
            return self.call(token)
        parts = [token]
        while self.accept_operator("."):
            parts.append(self.take())
        if len(parts) > 1 and folded(parts[0].name) == self.table:
            parts = parts[1:]
        name = ".".join(folded(part.name) for part in parts)
        if len(parts) == 1 and token.text[0] == '"' and self.columns and name not in self.columns:
            return ("string", token.value)
        return ("name", name)

    def call(self, token: Token) -> Tree:
        name = token.name.lower()
        distinct = self.accept_word("DISTINCT")
        if self.accept_operator("*"):
            self.expect_operator(")")
            arguments: tuple[Tree, ...] = (("*",),)
        else:
            arguments = () if self.accept_operator(")") else self.arguments()
        tail: list[Tree] = []
        while self.accept_word("FILTER", "OVER"):
            word = self.tokens[self.position - 1].value.lower()
            if self.accept_operator("("):
                tail.append((word, *normalized(self.until_closed(), fold_names=True)))
            else:
                tail.append((word, self.take().name.lower()))
        return ("call", name, distinct, arguments, *tail)

    def case(self) -> Tree:
        token = self.peek()
        subject = None if token is not None and token.is_word("WHEN") else self.expression(0)
        branches: list[Tree] = []
        while self.accept_word("WHEN"):
            condition = self.expression(0)
            self.expect_word("THEN")
            branches.append((condition, self.expression(0)))
        otherwise = self.expression(0) if self.accept_word("ELSE") else ("null",)
        self.expect_word("END")
        return ("case", subject, tuple(branches), otherwise)

    def arguments(self) -> tuple[Tree, ...]:
        """Read expressions separated by commas, and the closing parenthesis."""
        if self.accept_operator(")"):
            return ()
        trees = [self.expression(0)]
        while self.accept_operator(","):
            trees.append(self.expression(0))
        self.expect_operator(")")
        return tuple(trees)

    def starts_query(self) -> bool:
        token = self.peek()
        return token is not None and token.is_word("SELECT", "WITH", "VALUES")

    def query(self) -> Tree:
        return ("query", *normalized(self.until_closed(), fold_names=True))

    def until_closed(self) -> tuple[Token, ...]:
        """Read up to the parenthesis that closes the one just read; return the tokens in between."""
        start, depth = self.position, 1
        while depth:
            token = self.take()
            depth += token.is_operator("(") - token.is_operator(")")
        return self.tokens[start : self.position - 1]


def _operator(token: Token) -> str:
    if token.kind is TokenKind.OPERATOR:
        return {"==": "=", "!=": "<>"}.get(token.value, token.value)
    return token.value.lower() if token.kind is TokenKind.WORD else ""
