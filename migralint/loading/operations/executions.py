"""Records what `op.execute` and the methods of connections execute: each text that it may be, where it is chosen."""

from __future__ import annotations

import ast

from migralint.evaluation.symbols import Batch, ByDialect, Ddl, DialectTest, Sql, Statement, Table
from migralint.evaluation.values import Binding
from migralint.history.operation import Around
from migralint.loading.operations.chosen.texts import Chosen, Way, choose, chosen_name, conditional, with_part
from migralint.loading.operations.connections import RUNS_SQL
from migralint.loading.operations.functions import FunctionReader
from migralint.loading.operations.name_layers import Names, layer


class ExecutionReader(FunctionReader):
    """Knows what a call executes."""

    def _recorded(
        self, name: str, node: ast.Call, names: Names, *, batch: Batch | None = None, bind: bool = False
    ) -> tuple[str | None, str | None]:
        if name in RUNS_SQL and self._recorded_each_way(name, node, names, batch, bind=bind):
            return None, None
        subject, template = None, ""
        executed: ast.expr | None = node.func if name in ("commit", "rollback") else None
        if name in RUNS_SQL or name == "bulk_insert":
            subject = self._subject(node, names)
            if isinstance(subject, Ddl):
                self.record_ddl(subject, node)
                return None, None
            if isinstance(subject, ByDialect) and name != "bulk_insert":
                return self._recorded_by_dialect(subject, name, node, names, bind=bind)
            if name == "bulk_insert" and not isinstance(subject, Table):
                subject = None
            elif not isinstance(subject, Sql | str | Statement | Table):
                executed = self.subject_node(node)
                template = self.texts.read(executed, names) if executed is not None else ""
        return self.record(
            name, node, names, batch=batch, bind=bind, subject=subject, template=template, executed=executed
        )

    def _recorded_by_dialect(
        self, subject: ByDialect, name: str, node: ast.Call, names: Names, *, bind: bool
    ) -> tuple[str | None, str | None]:
        """Record the execution of a value that the dialect chooses."""
        outer = self.around
        for narrowing, one in subject.choices:
            self.around = self.narrow(narrowing)
            if isinstance(one, Ddl):
                self.record_ddl(one, node)
            elif isinstance(one, Sql | str | Statement | Table):
                self.record(name, node, names, bind=bind, subject=one)
            elif one is not None:
                self.record(name, node, names, bind=bind, executed=self.subject_node(node))
            self.around = outer
        return None, None

    def _recorded_each_way(self, name: str, node: ast.Call, names: Names, batch: Batch | None, *, bind: bool) -> bool:
        """Record what is executed once for each text that it may be; False if there is nothing to choose.

        Where only a part of the text is chosen, that is done if the dialect decides: otherwise it is text with a hole.
        """
        inner = self.subject_node(node)
        outer = self.around, self.conditions
        if (found := chosen_name(inner, names)) is not None:
            ways = [one.within(*outer) for one in found[1].ways]
            if not _is_whole(inner, found[0]) and not all(map(self._is_for_dialects, ways)):
                return False
            for way in ways:
                names_then = layer(names)
                names_then[found[0]] = way.binding
                self.around, self.conditions = way.around, way.conditions
                self._recorded(name, node, names_then, batch=batch, bind=bind)
                self.around, self.conditions = outer
            return True
        if (either := conditional(inner)) is None:
            return False
        sides = self._sides(either, names)
        if not _is_whole(inner, either) and not all(map(self._is_for_dialects, sides)):
            return False
        for side in sides:
            changed = with_part(node, either, side.binding.node or either)
            self.around, self.conditions = side.around, (*outer[1], *side.conditions)
            self._recorded(name, changed, names, batch=batch, bind=bind)
            self.around, self.conditions = outer
        return True

    def choice(self, node: ast.IfExp, names: Names) -> Chosen | None:
        """What stands for one of the two texts of a conditional expression; None if one of them is none."""
        return choose(self._sides(node, names), self.texts.has_text)

    def _sides(self, node: ast.IfExp, names: Names) -> list[Way]:
        tested, text = self.silently(node.test, names), self.text(node.test)
        yes, no = self.around, self.around
        if isinstance(tested, DialectTest):
            yes, no = self.narrow(tested.yes), self.narrow(tested.no)
        sides = ((node.body, yes, text), (node.orelse, no, f"not ({text})"))
        return [Way(Binding(self.silently(side, names), side), around, (test,)) for side, around, test in sides]

    def _is_for_dialects(self, way: Way) -> bool:
        """Whether it is executed on some dialects alone, of those that are meant where the call stands."""
        here: Around = self.around
        return (way.around.only, way.around.without) != (here.only, here.without)

    def _subject(self, node: ast.Call, names: Names) -> object:
        """What an `execute` executes; its own operations are recorded already."""
        first = self.subject_node(node)
        if first is None:
            return None
        recorded = len(self.rows)
        value = self.value(first, names)
        del self.rows[recorded:]
        return value


def _is_whole(node: ast.expr | None, part: str | ast.expr) -> bool:
    """Whether an expression is the part itself, as such or as `sa.text(part)`."""
    while isinstance(node, ast.Call) and node is not part:
        inner = node.args[0] if node.args and not isinstance(node.func, ast.Attribute) else None
        if isinstance(node.func, ast.Attribute):
            of = node.func.attr in ("text", "DDL") and bool(node.args)
            inner = node.args[0] if of else node.func.value  # sa.text(part); part.bindparams()
        node = inner
    return node is part or (isinstance(node, ast.Name) and node.id == part)
