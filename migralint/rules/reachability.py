"""Whether one revision comes before another, asked often: looks only at what lies between the two."""

from __future__ import annotations

from collections.abc import Iterable

from migralint.history.history import History


class Reachability:
    """Answers over `down_revision` and `depends_on` together, for a history without cycles.

    A revision's level is the length of the longest way down to a base; a way from q to its ancestor p never leaves the
    levels between theirs, so a search costs what lies between, not the whole history.
    """

    def __init__(self, history: History) -> None:
        """Number the levels in time linear in the history; revisions on or above a cycle get none."""
        self._before = {r: (*history.parents(r), *history.dependencies(r)) for r in history.revisions}
        self._levels: dict[str, int] = {}
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

    def comes_before(self, earlier: str, later: Iterable[str]) -> str | None:
        """Return the first of `later` that has `earlier` as a strict ancestor; None if none has.

        Revisions on or above a cycle are ancestors of nothing here: the cycle is reported instead.
        """
        floor = self._levels.get(earlier)
        if floor is None:
            return None
        for start in later:
            seen = {start}
            stack = [start]
            while stack:
                for before in self._before[stack.pop()]:
                    if before == earlier:
                        return start
                    if before not in seen and self._levels.get(before, 0) > floor:
                        seen.add(before)
                        stack.append(before)
        return None
