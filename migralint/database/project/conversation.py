"""Collects the child's messages, one by one."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from migralint.database.project.child_error import Facts, read_facts
from migralint.database.project.process import Message
from migralint.database.result import Emulated, Interpreter, Refusal


class Progress(Struct, frozen=True):
    """The progress of the child."""

    stage: str
    """As in `Failure.stage`."""
    target: str | None = None
    revision: str | None = None
    """The revision that will run next."""
    index: int = 0
    """Its position, 0-based."""
    total: int = 0
    """The number of revisions that run."""


class ChildMessages:
    """All messages of the child so far."""

    def __init__(self, on_progress: Callable[[Progress], None], redact: Callable[[str], str]) -> None:
        """`redact` removes secrets from texts for users, but never from names, paths and values."""
        self._on_progress = on_progress
        self._redact = redact
        self.interpreter: Interpreter | None = None
        self.progress = Progress("start-up")
        self.targets: list[str] = []
        self.revision_files: list[str] = []
        """The paths of the revisions, in the order of the upgrade."""
        self.path_of: dict[str | None, str] = {}
        """The same paths, by revision id."""
        self.built: dict[str, Message] = {}
        """By target: the locations of its databases, and facts about them."""
        self.scripts: list[Message] = []
        """The revisions as Alembic has loaded them, if the request was only to load them."""
        self.builds: list[Message] = []
        """The databases that were built on request, in order."""
        self.rendered: list[Message] = []
        """The SQL of revisions, in the order of rendering."""
        self.failures: dict[str, Facts] = {}
        """By target."""
        self.failure: Facts | None = None
        """The failure that concerns all targets."""
        self.refusals: dict[str | None, list[Refusal]] = {}
        """By target; None: before the first target."""
        self.emulated: dict[str, list[Emulated]] = {}
        self.notices: list[str] = []
        self.done = False
        """Whether the child has sent its last message."""

    def take(self, message: Message) -> None:
        """Process one message; unknown kinds are ignored."""
        match message["message"]:
            case "environment":
                names = ("executable", "python", "sqlalchemy", "alembic", "sqlite")
                self.interpreter = Interpreter(**{name: message[name] for name in names})
            case "progress":
                known = ("stage", "target", "revision", "index", "total")
                self.progress = Progress(**{name: message[name] for name in known if name in message})
                self._on_progress(self.progress)
            case "target":
                self.targets.append(message["target"])
            case "revisions":
                self.revision_files = [file["path"] for file in message["files"]]
                self.path_of = {file["revision"]: file["path"] for file in message["files"]}
            case "built":
                self.built[message["target"]] = message
            case "scripts":
                self.scripts = message["revisions"]
            case "build" | "moved":
                self.builds.append(message)
            case "rendered":
                texts = {name: self._redact(message[name]) for name in ("sql", "error")}
                self.rendered.append({**message, **texts})
            case "target-failure":
                self.failures[message["target"]] = read_facts(message, self._redact)
            case "failure":
                self.failure = read_facts(message, self._redact)
            case "refused":
                refusal = Refusal(self._redact(message["what"]), message.get("path"), message.get("line"))
                self.refusals.setdefault(self.progress.target, []).append(refusal)
            case "emulated":
                emulated = [
                    Emulated(self._redact(e["what"]), e["cls"], e["revision"], e["count"]) for e in message["entries"]
                ]
                self.emulated.setdefault(message["target"], []).extend(emulated)
            case "notice":
                self.notices.append(self._redact(message["text"]))
            case "done":
                self.done = True
