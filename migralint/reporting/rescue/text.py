"""Pruned revisions and how to restore them, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migralint.environments.environment import GitTags
from migralint.history.ledger import Ledger, Prune
from migralint.pruning.rescue.answer import Rescue
from migralint.pruning.rescue.commands import PLACEHOLDER
from migralint.pruning.rescue.sources import ByPath, InArchive, InCommit, Source, Unreachable, git_show
from migralint.pruning.rescue.stranded import NeedyEnvironment
from migralint.reporting.findings.summary import counted
from migralint.reporting.segments import Line, line, visible, width
from migralint.source.paths import relative, shortest

_MOST = 12
"""The number of ids and tags that are listed by default."""


def pruned_lines(ledger: Ledger, path: str, *, folder: str) -> Iterator[Line]:
    """Yield every pruned revision, the latest prune first; `path` is the ledger's."""
    if not ledger.prunes:
        yield line("nothing was pruned here")
        return
    for prune in reversed(ledger.prunes):
        removed = prune.removed
        yield line((_moment(prune), "bold"), f"  {counted(len(removed), 'revision')} pruned", *_about(prune))
        column = max((width(visible(one.id)) for one in removed), default=0)
        for one in removed:
            name = visible(one.id)
            yield line("  ", name, " " * (column - width(name)), f"  {visible(one.message)}")
        yield line("")
    total = counted(len(ledger.pruned), "pruned revision")
    yield line(f"{total} in {counted(len(ledger.prunes), 'prune')} by {visible(shortest(path, folder))}")


def _about(prune: Prune) -> Iterator[str | tuple[str, str]]:
    if prune.new_bases:
        yield f", kept above: {visible(', '.join(prune.new_bases))}"
    if prune.squashed_into:
        yield f", squashed into {visible(', '.join(prune.squashed_into))}"
    if prune.verified:
        proofs = ", ".join(f"{one.database}: {one.status}" for one in prune.verified)
        yield f"  verified on {visible(proofs)}", "dim"
    else:
        yield "  not verified", "yellow"


def _moment(prune: Prune) -> str:
    return visible(prune.pruned_at.replace("T", " ").removesuffix("Z")) + " UTC"


def rescue_lines(rescue: Rescue, *, folder: str, verbose: bool = False) -> Iterator[Line]:
    """Yield everything about one pruned revision; paths are relative to `folder`."""
    about = f" ({visible(rescue.revision.message)})" if rescue.revision.message else ""
    yield line((visible(rescue.revision.id), "bold"), f"{about}, pruned on {_moment(rescue.prune)}")
    yield line("")
    yield from _file(rescue, folder, verbose=verbose)
    yield from _environments(rescue)
    if rescue.impossible:
        yield line(("no upgrade path: ", "bold red"), visible(rescue.impossible))
        return
    yield from _way_up(rescue, folder, verbose=verbose)
    for note in rescue.notes:
        yield line(("note: ", "yellow"), visible(note))


def _file(rescue: Rescue, folder: str, *, verbose: bool) -> Iterator[Line]:
    yield line(("The file", "bold underline"), f"  {visible(rescue.revision.file.path)}")
    for source in rescue.sources:
        yield from (line("  ", *segments) for segments in _source(source, folder, verbose=verbose))
    others = {path: why for path, why in rescue.missing.items() if path != rescue.revision.file.path}
    if not rescue.sources:
        why = rescue.missing.get(rescue.revision.file.path, "")
        yield line("  ", ("cannot be recovered: ", "bold red"), visible(why))
    for path, why in others.items():
        yield line("  ", ("needed for the upgrade, but cannot be recovered: ", "bold red"), visible(f"{path}: {why}"))
    yield line("")


def _source(source: Source, folder: str, *, verbose: bool) -> Iterator[Sequence[str | tuple[str, str]]]:
    match source:
        case InCommit():
            yield (f"git commit {source.commit[:12]} of {source.date[:10]} ({visible(source.subject)})",)
            if source.tags:
                yield (f"    in the tag{'s' if len(source.tags) > 1 else ''} {_some(source.tags, verbose)}",)
            branches = [name.split("/", 2)[2] for name in source.refs if not name.startswith("refs/tags/")]
            if branches:
                yield (f"    in the history of {_some(branches, verbose)}",)
            yield (f"    {visible(git_show(source))}",)
        case Unreachable(blob=blob):
            yield (f"git object {blob}",)
            yield (("    no branch or tag contains it, so git may delete it: rescue it now", "yellow"),)
        case ByPath(source=place):
            yield (visible(place),)
        case InArchive(archive=archive, member=member):
            yield (f"archive {visible(shortest(archive, folder))}: {visible(member)}",)


def _environments(rescue: Rescue) -> Iterator[Line]:
    yield line(("Needed by", "bold underline"))
    if rescue.environments is None:
        yield line("  not known: there is no list of environments")
    elif not rescue.environments:
        yield line("  no listed environment")
    else:
        names = [visible(one.environment.name) for one in rescue.environments]
        column = max(map(width, names))
        for name, one in zip(names, rescue.environments, strict=True):
            yield line("  ", name, " " * (column - width(name) + 2), _who(one))
    yield line("")


def _who(one: NeedyEnvironment) -> str:
    noun = "tag" if isinstance(one.environment.source, GitTags) else "database"
    many = one.databases != 1
    state = {
        "stamped": "are stamped at it" if many else "is stamped at it",
        "pending": "still have to run it" if many else "still has to run it",
        "unstamped": "are unstamped and need every revision" if many else "is unstamped and needs every revision",
    }[one.need]
    examples = [example for stamp_set in one.stamp_sets for example in stamp_set.examples][:3]
    return f"{counted(one.databases, noun)} {state}" + (f" ({visible(', '.join(examples))})" if examples else "")


def _way_up(rescue: Rescue, folder: str, *, verbose: bool) -> Iterator[Line]:
    commands, restored = rescue.commands, rescue.restored
    assert commands is not None
    assert restored is not None
    yield line(("How to upgrade", "bold underline"), "  for a database with this stamp; make a backup first")
    number = 1
    if rescue.directory is None:
        yield line(f"  {number}. write the pruned revisions, and those in between, into a separate folder:")
        yield line(f"       migralint rescue {visible(rescue.revision.id)} --write {PLACEHOLDER}")
        number += 1
    else:
        files = f"{counted(len(restored.files), 'revision')}, {len(restored.pruned)} of them pruned"
        yield line(("  written: ", "green"), f"{visible(shortest(rescue.directory, folder))} ({files})")
    if relative(commands.folder, folder) != ".":
        yield line(f"  {number}. go to the folder in which Alembic is run:")
        yield line(f"       cd {visible(shortest(commands.folder, folder))}")
        number += 1
    yield line(f"  {number}. run the missing revisions, up to the kept ones:")
    for command in commands.there:
        yield line(f"       {visible(command)}")
    if rescue.steps:
        yield line((f"     that is {counted(len(rescue.steps), 'revision')}: {_some(rescue.steps, verbose)}", "dim"))
    yield line(f"  {number + 1}. continue with the live directory:")
    yield line(f"       {visible(commands.here)}")


def _some(names: Iterable[str], verbose: bool) -> str:
    listed = list(names)
    if verbose or len(listed) <= _MOST:
        return visible(", ".join(listed))
    return visible(f"{', '.join(listed[: _MOST - 1])} … {listed[-1]}")
