"""The host of a repository, from its remote and files, and its release tags. Never a URL."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from migralint.loading.git.process import fields
from migralint.loading.git.repository import Repository

Kind = Literal["github", "gitlab"]
_SCP = re.compile(r"(?:[^@/\s]+@)?([\w.-]+):(?!//)")
_RELEASE = re.compile(r"(.*?)\d+\.\d+(?:\.\d+)*(?:[-.]?(?:rc|a|b|post|beta|alpha)\.?\d*)?\Z")


class Hosting(Struct, frozen=True):
    """The hosting that git and the files of a host indicate."""

    host: str = ""
    """The remote's host, such as "github.com"; empty: there is no remote, or it is a folder."""
    kind: Kind | None = None
    """The continuous integration to configure; None: unknown."""
    tags: int = 0
    """The number of tags that look like releases."""
    pattern: str = ""
    """The glob that these tags match, such as "v*"; empty if there are none."""


def hosting_of(repository: Repository) -> Hosting:
    """Read the remote (`origin`, otherwise the first), .github and .gitlab-ci.yml, and the tags.

    Raises GitError if git fails.
    """
    host = _host(repository)
    tags, pattern = _releases(name.removeprefix("refs/tags/") for name in repository.refs("refs/tags"))
    return Hosting(host, _kind(repository.root, host), tags, pattern)


def _host(repository: Repository) -> str:
    output = repository.ask(["config", "-z", "--get-regexp", r"^remote\..*\.url$"], allowed=(1,))
    remotes = dict(entry.split("\n", 1) for entry in fields(output) if "\n" in entry)
    url = remotes.get("remote.origin.url") or next(iter(remotes.values()), "")
    if "://" in url:
        try:
            return (urlsplit(url).hostname or "").lower()
        except ValueError:
            return ""
    match = _SCP.match(url)
    return match[1].lower() if match else ""


def _kind(root: str, host: str) -> Kind | None:
    if "github" in host:
        return "github"
    if "gitlab" in host:
        return "gitlab"
    if os.path.isfile(os.path.join(root, ".gitlab-ci.yml")):
        return "gitlab"
    return "github" if os.path.isdir(os.path.join(root, ".github")) else None


def _releases(tags: Iterable[str]) -> tuple[int, str]:
    prefixes = Counter(match[1] for tag in tags if (match := _RELEASE.match(tag)))
    if not prefixes:
        return 0, ""
    prefix, count = prefixes.most_common(1)[0]
    glob = re.sub(r"([*?\[])", r"[\1]", prefix)
    return count, f"{glob}*" if prefix else "[0-9]*"
