"""The revisions of this branch among themselves: a name means one of them first, then one of the other branch."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from migralint.history.history import History
from migralint.history.revision import Revision


class OwnGraph(Struct, frozen=True, dict=True):
    """This branch's revisions, each id once, in load order, on top of the revisions of the other branch (the held
    ones)."""

    own: Mapping[str, Revision]
    """By name: the id, or a made-up one if a held revision has the same id; the same in down_revision and
    depends_on."""
    held: History
    written: Mapping[str, Revision]
    """By the same name, the revision as in its file."""

    @property
    def shared(self) -> tuple[str, ...]:
        """The ids that both this branch and the other one use."""
        return tuple(one.id for name, one in self.written.items() if one.id != name)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {label: one.id for one in self.own.values() for label in one.branch_labels}

    def own_parents(self, name: str) -> tuple[str, ...]:
        """The revisions of this branch in the down_revision of `name`, as written."""
        return tuple(one for one in dict.fromkeys(self.own[name].down_revision) if one in self.own)

    def held_parents(self, name: str) -> tuple[str, ...]:
        """The held revisions in the down_revision of `name`, as written."""
        written = dict.fromkeys(self.own[name].down_revision)
        return tuple(one for one in written if one not in self.own and one in self.held)

    def own_dependencies(self, name: str) -> tuple[str, ...]:
        """The revisions of this branch that `name` depends on, labels resolved."""
        resolved = (one if one in self.own else self._labels.get(one) for one in self.own[name].depends_on)
        return tuple(dict.fromkeys(one for one in resolved if one is not None))

    def held_dependencies(self, name: str) -> tuple[str, ...]:
        """The held revisions that `name` depends on, labels resolved."""
        own = [one for one in self.own[name].depends_on if one not in self.own and one not in self._labels]
        resolved = (self.held.resolve(one) for one in own)
        return tuple(dict.fromkeys(one for one in resolved if one is not None))

    def missing(self) -> list[tuple[str, str]]:
        """(revision, name) for every name in down_revision or depends_on that neither branch has."""
        return [
            (name, other)
            for name, one in self.own.items()
            for other in dict.fromkeys((*one.down_revision, *one.depends_on))
            if other not in self.own
            and other not in self.held
            and (other in one.down_revision or (other not in self._labels and self.held.resolve(other) is None))
        ]

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every revision after all its ancestors; otherwise by Create Date, then load order. Cycles are left out."""
        place = {name: index for index, name in enumerate(self.own)}
        needs = {name: {*self.own_parents(name), *self.own_dependencies(name)} for name in self.own}
        users: dict[str, list[str]] = {name: [] for name in self.own}
        for name, needed in needs.items():
            for other in needed:
                users[other].append(name)
        ready = [(self._age(name), place[name], name) for name, needed in needs.items() if not needed]
        heapq.heapify(ready)
        ordered: list[str] = []
        while ready:
            _, _, name = heapq.heappop(ready)
            ordered.append(name)
            for user in users[name]:
                needs[user].discard(name)
                if not needs[user]:
                    heapq.heappush(ready, (self._age(user), place[user], user))
        return tuple(ordered)

    def heads(self) -> tuple[str, ...]:
        """The revisions that no down_revision of this branch names."""
        named = {parent for name in self.own for parent in self.own_parents(name)}
        return tuple(name for name in self.own if name not in named)

    def below(self, names: Iterable[str]) -> frozenset[str]:
        """These revisions of this branch, and all their ancestors in it."""
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += (*self.own_parents(name), *self.own_dependencies(name))
        return frozenset(seen)

    def held_below(self, own: Iterable[str]) -> frozenset[str]:
        """All held ancestors of these revisions of this branch."""
        direct = [other for name in own for other in (*self.held_parents(name), *self.held_dependencies(name))]
        return self.held.ancestors_with_self(direct)

    def _age(self, name: str) -> str:
        date = self.own[name].create_date
        return "9" if date is None else date.isoformat()


def own_graph(own: Iterable[Revision], held: History) -> OwnGraph:
    """Build the graph; a name in a header of this branch means its own revision if it has one with that id."""
    written = {one.id: one for one in own}
    names = {name: f"{name} (of this branch)" if name in held else name for name in written}

    def renamed(written_names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(one, one) for one in written_names)

    return OwnGraph(
        {
            names[one.id]: replace(
                one, id=names[one.id], down_revision=renamed(one.down_revision), depends_on=renamed(one.depends_on)
            )
            for one in written.values()
        },
        held,
        {names[one.id]: one for one in written.values()},
    )


def topmost(history: History, names: Sequence[str] | frozenset[str]) -> tuple[str, ...]:
    """Those `names` that are not ancestors of others, in load order: the rows of a database that has run them all."""
    below = history.ancestors(names)
    return tuple(sorted((one for one in names if one not in below), key=history.place.__getitem__))
