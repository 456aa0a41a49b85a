"""What `migralint rescue` does, in its order: the ledger read, the way up found, the directory written."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from migralint.cli.console.color import Color, wants_colour
from migralint.cli.console.streams import note, parse_outputs, put_out
from migralint.cli.exits import Exit
from migralint.environments.environment import Manifest
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.project import open_project
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.lost_files import find_lost
from migralint.loading.records.ledger import LEDGER_FILE, read_ledger
from migralint.loading.records.manifest import load_manifest
from migralint.loading.records.unfinished import refuse_unfinished_prune
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rescue.answer import Rescue, find_pruned, find_rescue
from migralint.reporting.rescue.json import pruned_document, rescue_document
from migralint.reporting.rescue.text import pruned_lines, rescue_lines
from migralint.reporting.segments import plain
from migralint.source.errors import InputError

FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class RescueCommand:
    """The command line of `rescue`; empty and None mean: as the settings say."""

    revision: str | None = None
    path: str = "."
    config: str | None = None
    name: str | None = None
    settings: str | None = None
    manifest: str | None = None
    archive: str | None = None
    write: str | None = None
    format: str = "text"
    output: tuple[str, ...] = ()
    """`FORMAT=FILE`, as written."""
    color: Color = Color.AUTO
    quiet: bool = False
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is there to be asked about."""

    script: ScriptDirectory
    ledger: Ledger
    rescue: Rescue | None
    """None: everything that was pruned."""

    def document(self, name: str, *, verbose: bool, colour: bool) -> str:
        """The answer in a format, with its last line end."""
        script, path = self.script, str(Path(self.script.path, LEDGER_FILE))
        if name == "json":
            document = (
                pruned_document(self.ledger, path, root=script.root)
                if self.rescue is None
                else rescue_document(self.rescue, path, root=script.root)
            )
            return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        lines = (
            pruned_lines(self.ledger, path, folder=os.getcwd())
            if self.rescue is None
            else rescue_lines(self.rescue, folder=os.getcwd(), verbose=verbose)
        )
        if not colour:
            return "".join(f"{line}\n" for line in plain(lines))
        from migralint.reporting.paint import painted

        return painted(lines)


def run_rescue(command: RescueCommand) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(command.output, FORMATS)
    command = _without_revision(command)
    if command.revision is None and command.write is not None:
        raise InputError("--write needs the pruned revision that a database is stamped at")
    project = open_project([command.path], config=command.config, name=command.name, settings_file=command.settings)
    script = the_one(project.candidates)
    refuse_unfinished_prune(script.path, script.version_locations)
    ledger = read_ledger(script.path)
    asked, failure = _Asked(script, ledger, None), ""
    if command.revision is not None:
        live = load_directory(script).history
        refuse_never_pruned(script, ledger, live, command.revision)
        revision_id = find_pruned(ledger, live, command.revision)
        named = os.path.abspath(command.manifest) if command.manifest else project.settings.manifest
        manifest = load_manifest(script, named)
        repository = find_repository(script.path)
        rescue = find_rescue(
            script, ledger, live, manifest, revision_id, repository=repository, archive=command.archive
        )
        if command.write is not None:
            rescue, failure = _write(rescue, command.write, live, manifest, repository)
        asked = _Asked(script, ledger, rescue)
    colour = command.format == "text" and wants_colour(command.color)
    files = [(path, asked.document(name, verbose=True, colour=False)) for name, path in outputs]
    put_out(asked.document(command.format, verbose=command.verbose, colour=colour), files)
    if failure:
        note(failure)
    lost = asked.rescue is not None and (asked.rescue.impossible or asked.rescue.missing)
    return Exit.FINDINGS if failure or lost else Exit.OK


def refuse_never_pruned(script: ScriptDirectory, ledger: Ledger, live: History, name: str) -> None:
    """Raise InputError for a revision that no prune removed, with the way to its file, if git's history has that."""
    if name in live or any(known.startswith(name) for known in ledger.pruned):
        return
    found = find_lost(script, [name])
    lost = found.files.get(name) if found is not None else None
    if lost is not None:
        raise InputError(f"no prune removed {name}: {lost.story}", hint=f"bring it back with `{lost.command}`")


def _without_revision(command: RescueCommand) -> RescueCommand:
    """The only argument is the revision, unless it is a file or folder: then it is the PATH."""
    if command.revision is not None and command.path == "." and os.path.exists(command.revision):
        return replace(command, path=command.revision, revision=None)
    return command


def _write(
    rescue: Rescue, directory: str, live: History, manifest: Manifest | None, repository: Repository | None
) -> tuple[Rescue, str]:
    """The rescue with its directory, or why nothing was written."""
    from migralint.pruning.rescue.directory import CannotStandAloneError, refuse_place, write_rescue

    refuse_place(directory, rescue.script)
    if rescue.restored is None:
        return rescue, "nothing was written: there is no way up"
    if rescue.missing:
        many = "files" if len(rescue.missing) > 1 else "file"
        return rescue, f"nothing was written: {len(rescue.missing)} {many} cannot be had"
    known = rescue.restored.history
    stamp_sets = {
        stamp_set.stamps
        for environment in (manifest.environments if manifest is not None else ())
        for stamp_set in environment.stamp_sets
        if stamp_set.stamps & rescue.restored.pruned and all(stamp in known for stamp in stamp_set.stamps)
    }
    try:
        written = write_rescue(
            directory,
            rescue.script,
            rescue.restored,
            rescue.contents,
            live=live,
            stamp_sets=sorted(stamp_sets, key=sorted),
            repository=repository,
        )
    except CannotStandAloneError as error:
        return rescue, f"nothing was written: {error}"
    return rescue.written(written.directory, written.notes), ""
