"""Where a missing revision may be: the advice of ML102 and ML103 before they refer to version control."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from typing import Literal

from migralint.findings.history_context import HistoryContext
from migralint.findings.nearby_files import NearbyFile, Place
from migralint.findings.problem import Related
from migralint.history.file import FileKind
from migralint.rules.lost_files import back_from, bring_back, without_parent
from migralint.rules.wording import listed, related, titled
from migralint.source.location import Location
from migralint.source.spelling import nearest

Explanation = tuple[tuple[Related, ...], str]
"""The possible places of the revision, and the next step."""
Field = Literal["down_revision", "depends_on"]


def explain_lost(subject: HistoryContext, identifier: str, name: str, field: Field) -> Explanation | None:
    """Return the possible places of the missing revision `name`, which `identifier` names; None if none is known.

    Descendants of `identifier`, and the revision itself, are not suggested: they would form a cycle.
    """
    after = subject.history.descendants([identifier]) | {identifier}
    for look in (_passed_over, _on_target, _by_file_name, _in_other_letters, _abbreviated, _around, _in_git, _similar):
        explanation = look(subject, name, after, field)
        if explanation is not None:
            return explanation
    return None


def _passed_over(subject: HistoryContext, name: str, after: frozenset[str], field: Field) -> Explanation | None:
    for file in subject.files:
        if file.kind is FileKind.IGNORED and name in file.revision.values:
            if after.intersection(file.down_revision.values):
                return _cycle(related(file.revision.location, "the revision is here"), name, field)
            place = related(file.revision.location, "the revision is here, but Alembic ignores this file")
            return place, "rename the file, or move it, so that Alembic loads it"
    return None


def _on_target(subject: HistoryContext, name: str, after: frozenset[str], field: Field) -> Explanation | None:
    """On the merge target: the file arrives with the merge, or this branch deleted it; no other advice is needed."""
    published = subject.published
    if published is None or name not in published.revisions:
        return None
    for deleted in published.deleted:
        if deleted.revision.id == name:
            return (), f"this branch deleted its file: {back_from(published.ref, deleted.path)}"
    for renamed in published.renamed:
        if renamed.published.revision.id == name:
            place = related(renamed.new.id_at, "the revision is here, with a new id")
            return place, f'this branch gave it the id "{renamed.new.id}": restore the old id'
    theirs = published.revisions[name]
    if subject.merged_with:
        return None  # the target does not have it either
    if after.intersection(theirs.revision.down_revision):
        return _cycle((), name, field)
    return (), f"{published.ref} has it, in {theirs.path}: run `git merge {shlex.quote(published.ref)}`"


def _by_file_name(subject: HistoryContext, name: str, after: frozenset[str], field: Field) -> Explanation | None:
    """A file whose name, or whose docstring's `Revision ID:`, has the id that the header lacks."""
    exact, begins = [], []
    for file in subject.files:
        revision = file.as_revision
        if revision is None or revision.id not in subject.history:
            continue
        base = os.path.basename(file.path)
        stem = os.path.splitext(base)[0]
        if name in (stem, base):
            exact.append((revision, "this file has that name"))
        elif name.casefold() in (stem.casefold(), base.casefold()):
            begins.append((revision, "this file has that name, except for capital letters"))
        elif file.docstring.revision_id == name:
            exact.append((revision, "its docstring still has that id"))
        elif len(name) >= 2 and stem.startswith(name) and not stem[len(name)].isalnum():
            begins.append((revision, "the name of this file begins with it"))
    named = exact or begins
    fitting = [(revision, why) for revision, why in named if revision.id not in after]
    if fitting:
        places = tuple(place for revision, why in fitting for place in related(revision.id_at, why))
        return places, f"{field} must be the id in the file: write {_or([revision.id for revision, _ in fitting])}"
    if exact:
        places = tuple(place for revision, why in exact for place in related(revision.id_at, why))
        return _cycle(places, name, field)
    return None


def _in_other_letters(subject: HistoryContext, name: str, after: frozenset[str], _field: Field) -> Explanation | None:
    """The id in other letter case, or with blanks around it."""
    wanted = name.strip().casefold()
    same = [known for known in subject.history.revisions if known.casefold() == wanted and known not in after]
    if not same:
        return None
    places = tuple(
        place
        for known in same
        for place in related(subject.history.revisions[known].id_at, "the revision is here, with this spelling")
    )
    return places, f"ids are case-sensitive: write {_or(same)}"


def _abbreviated(subject: HistoryContext, name: str, after: frozenset[str], field: Field) -> Explanation | None:
    starts = [known for known in subject.history.revisions if known.startswith(name) and known not in after]
    if not starts:
        return None
    return (), f"{field} must be a full id: write {_or(starts)}"


def _around(subject: HistoryContext, name: str, after: frozenset[str], field: Field) -> Explanation | None:
    files = [file for file in subject.around.find_files(name) if file.revision not in subject.history]
    if not files:
        return None
    fitting = [file for file in files if not after.intersection(file.parents)]
    if not fitting:
        return _cycle(_here(files[0], "the revision is here"), name, field)
    file = fitting[0]
    say = _ADVICE[file.place]
    where, advice = say(file, name, field)
    places = tuple(place for other in fitting[:3] for place in _here(other, where if other is file else "and here"))
    return places, advice


def _in_git(subject: HistoryContext, name: str, after: frozenset[str], field: Field) -> Explanation | None:
    if subject.lost_file(name) is None:
        return None
    if field == "depends_on":
        return (), f"{bring_back(subject, name)}; if it was removed on purpose, remove the dependency"
    return (), "; ".join(filter(None, (bring_back(subject, name), without_parent(subject, name))))


def _similar(subject: HistoryContext, name: str, after: frozenset[str], field: Field) -> Explanation | None:
    history = subject.history
    known = [each for each in history.revisions if each not in after]
    if field == "depends_on":
        known += history.labels
    near = nearest(name, known, cutoff=0.75)
    if near is None:
        return None
    revision = history.revisions[history.resolve(near) or near]
    place = related(revision.id_at, f"{titled(revision)} has a similar id") if near == revision.id else ()
    return place, f'did you mean "{near}"? Otherwise restore the file of "{name}" from version control'


def _cycle(places: tuple[Related, ...], name: str, field: Field) -> Explanation:
    return places, (
        f'"{name}" comes after this revision, so it cannot be its '
        f"{'parent' if field == 'down_revision' else 'dependency'}: set {field} "
        "to the head at the time when this revision was written"
    )


def _here(file: NearbyFile, message: str) -> tuple[Related, ...]:
    return related(Location(file.path), message)


def _or(identifiers: list[str]) -> str:
    return listed([f'"{identifier}"' for identifier in identifiers], "or")


def _ignored_name(_file: NearbyFile, _name: str, _field: Field) -> tuple[str, str]:
    return (
        "the revision is here, but Alembic ignores files with such a name",
        "rename the file so that Alembic loads it",
    )


def _other_suffix(file: NearbyFile, _name: str, _field: Field) -> tuple[str, str]:
    base = os.path.basename(file.path)
    return (
        "the revision is here, but Alembic only loads files that end in .py",
        f"rename {base} so that it ends in .py, if it belongs there; compare it with version control first",
    )


def _byte_code(file: NearbyFile, name: str, _field: Field) -> tuple[str, str]:
    source = os.path.basename(file.path).partition(".")[0] + ".py"
    return (
        "its byte code is still here, but the source is missing",
        f'restore {source}, the file of "{name}", from version control',
    )


def _sub_folder(file: NearbyFile, _name: str, _field: Field) -> tuple[str, str]:
    folder = os.path.basename(os.path.dirname(file.path))
    return (
        "the revision is here, in a folder that Alembic does not read",
        f"move the file up, add the folder {folder} to version_locations, or set recursive_version_locations = true",
    )


def _other_history(file: NearbyFile, _name: str, field: Field) -> tuple[str, str]:
    where = os.path.basename(os.path.dirname(file.path))
    return (
        "the revision is here, in another history",
        f"{field} cannot name a revision of another history: name one of this history, or make one configuration "
        f"read both (add the folder {where} of that file to version_locations)",
    )


def _elsewhere(_file: NearbyFile, _name: str, _field: Field) -> tuple[str, str]:
    return (
        "the revision is here, outside the version locations",
        "move the file into the version location, or add its folder to version_locations",
    )


_ADVICE: dict[Place, Callable[[NearbyFile, str, Field], tuple[str, str]]] = {
    Place.IGNORED_NAME: _ignored_name,
    Place.OTHER_SUFFIX: _other_suffix,
    Place.BYTE_CODE: _byte_code,
    Place.SUB_FOLDER: _sub_folder,
    Place.OTHER_HISTORY: _other_history,
    Place.ELSEWHERE: _elsewhere,
}
