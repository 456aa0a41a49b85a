"""Whether one revision comes before another, asked often: looks at what lies between, or keeps all ancestor sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migralint.history.history import History

_MOST_STEPS = 50_000
"""The number of revisions that are searched one by one; beyond it, the ancestors of all are computed once."""
_FEW = 3


class Reachability:
    """Queries over `down_revision` and `depends_on` together, for a history without cycles.

    A revision's level is the length of the longest path down to a base; a path from q to its ancestor p stays between
    their levels, so a search costs only the revisions between, not the whole history. If there are many paths between,
    the sets of ancestors are cheaper: integers with one bit for each revision.
    """

    def __init__(self, history: History) -> None:
        """Number the levels in time linear in the history; revisions on or above a cycle get none."""
        self._before = {r: (*history.parents(r), *history.dependencies(r)) for r in history.revisions}
        self._levels: dict[str, int] = {}
        self._steps = 0
        self._above: dict[str, int] | None = None
        waiting = {r: len(set(before)) for r, before in self._before.items()}
        after: dict[str, list[str]] = {}
        for revision, before in self._before.items():
            for earlier in set(before):
                after.setdefault(earlier, []).append(revision)
        ready = [revision for revision, count in waiting.items() if not count]
        while ready:
            revision = ready.pop()
            self._levels[revision] = 1 + max((self._levels[p] for p in self._before[revision]), default=-1)
            for later in after.get(revision, ()):
                waiting[later] -= 1
                if not waiting[later]:
                    ready.append(later)
        self._bits = {revision: bit for bit, revision in enumerate(self._levels)}

    def before_others(self, members: Sequence[str]) -> list[str]:
        """Return the members that are strict ancestors of another one, in their order."""
        if len(members) <= _FEW and self._above is None:
            return [one for one in members if self.comes_before(one, (o for o in members if o != one)) is not None]
        covered = 0
        for member in members:
            covered |= self._ancestors(member)
        return [one for one in members if one in self._bits and covered >> self._bits[one] & 1]

    def comes_before(self, earlier: str, later: Iterable[str]) -> str | None:
        """Return the first of `later` that has `earlier` as a strict ancestor; None if none has.

        Revisions on or above a cycle are never ancestors here: the cycle is reported instead.
        """
        floor = self._levels.get(earlier)
        if floor is None:
            return None
        for start in later:
            if self._above is not None or self._steps > _MOST_STEPS:
                if self._ancestors(start) >> self._bits[earlier] & 1:
                    return start
                continue
            seen = {start}
            stack = [start]
            while stack:
                for before in self._before[stack.pop()]:
                    self._steps += 1
                    if before == earlier:
                        return start
                    if before not in seen and self._levels.get(before, 0) > floor:
                        seen.add(before)
                        stack.append(before)
        return None

    def _ancestors(self, revision: str) -> int:
        if self._above is None:
            self._above = {}
            for one in self._levels:  # in order of their numbers, ancestors first
                self._above[one] = self._union(one)
        known = self._above.get(revision)
        return self._union(revision) if known is None else known

    def _union(self, revision: str) -> int:
        assert self._above is not None
        union = 0
        for before in self._before[revision]:
            if before in self._bits:
                union |= self._above[before] | 1 << self._bits[before]
        return union
