"""Files that deploy a project: evidence that it runs on a database somewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from migralint.loading.evidence.dialects import is_compose_file
from migralint.loading.evidence.sign import Sign

_NAMES = re.compile(
    r"(?:procfile|fly(?:\.[\w-]+)?\.toml|render\.ya?ml|railway\.(?:json|toml)|app\.ya?ml|serverless\.ya?ml|chart\.yaml"
    r"|kustomization\.ya?ml|(?:[\w-]+\.)?dockerfile(?:\.[\w-]+)?|containerfile|cloudbuild\.ya?ml|copilot\.ya?ml)\Z",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(r"(?:^|/)(?:tests?|examples?|docs?|node_modules|vendor)/", re.IGNORECASE)


def deploy_files(paths: Iterable[str], root: str) -> tuple[Sign, ...]:
    """The files among `paths` that deploy the project, in order, those nearest to `root` first."""
    signs = []
    for path in paths:
        name = os.path.basename(path)
        inside = os.path.relpath(path, root).replace(os.sep, "/")
        if (_NAMES.match(name) or is_compose_file(path)) and not _NOT_OURS.search(inside):
            signs.append((inside.count("/"), inside, Sign(name, path, 1)))
    return tuple(sign for _, _, sign in sorted(signs, key=lambda one: one[:2]))
