"""Computes the proposed files from the findings and the options; writes nothing."""

from __future__ import annotations

import os

from msgspec import Struct

from migralint.commands.init.ci import ci_part
from migralint.commands.init.guard import guard_parts
from migralint.commands.init.manifest import manifest_part
from migralint.commands.init.options import NewEnvironment, Wishes
from migralint.commands.init.part import Part
from migralint.commands.init.pre_commit import pre_commit_part
from migralint.commands.init.settings import settings_part
from migralint.commands.init.survey import Survey
from migralint.loading.evidence.environments import Guess
from migralint.source.file_change import FileChange
from migralint.source.paths import relative


class Proposal(Struct, frozen=True):
    """All changes that `init` would make."""

    parts: tuple[Part, ...]

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files that would be written."""
        return tuple(change for part in self.parts for change in part.changes)


def default_wishes(survey: Survey) -> Wishes:
    """The answers of `--yes`: everything that can be inferred, with all environments that were found."""
    environments = [_environment(survey, guess) for guess in survey.environments]
    if not environments:
        comment = "A guess: nothing in the project names its databases. List every database in use."
        if survey.deploys:
            where = relative(survey.deploys[0].path, os.path.dirname(survey.manifest))
            comment = f"A guess, as {where} deploys to a database. List every database in use."
        environments = [NewEnvironment("production", url_env="DATABASE_URL", comment=comment)]
    if survey.hosting is not None and survey.hosting.tags:
        comment = "Installed releases: the row heads at each tag. Remove this entry if nobody else runs a release."
        environments.append(NewEnvironment("released versions", git_tags=survey.hosting.pattern, comment=comment))
    return Wishes(
        # Several signs may contradict each other, and rules depend on this setting: then only the user should set it.
        dialects=(survey.dialects[0].what,) if len(survey.dialects) == 1 else (),
        environments=tuple(environments),
        ci=survey.hosting.kind if survey.hosting is not None else None,
    )


def propose(survey: Survey, wishes: Wishes) -> Proposal:
    """Compute every file. Raises InputError for one that cannot be read or edited safely."""
    parts = [settings_part(survey, wishes), manifest_part(survey, wishes)]
    parts += [pre_commit_part(survey, wishes), ci_part(survey, wishes), *guard_parts(survey, wishes)]
    return Proposal(tuple(part for part in parts if part is not None))


def _environment(survey: Survey, guess: Guess) -> NewEnvironment:
    where = relative(guess.because.path, os.path.dirname(survey.manifest))
    source = f"{where}:{guess.because.line}" if guess.because.what else where
    called = f"; there the variable is {guess.called}" if guess.called else ""
    return NewEnvironment(guess.name, url_env=guess.variable, comment=f"Found in {source}{called}.")
