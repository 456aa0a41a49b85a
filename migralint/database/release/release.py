"""Runs what a release needs on scratch databases: its own models and migrations, and all present migrations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from migralint.database.chain.earlier import Earlier, earlier, repository_of
from migralint.database.floor.build import Build, BuildFailedError, BuildRequest, build
from migralint.database.floor.floor import floors_for
from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Run
from migralint.database.project.conversation import Progress
from migralint.database.project.site import Site, site_of
from migralint.database.release.judge import judge
from migralint.database.release.verdict import ReleaseTarget, ReleaseVerification
from migralint.database.result import Failure, TargetResult, Verification
from migralint.database.verify.judge import ResultBuilder
from migralint.loading.discovery.absent_revisions import refuse_without_revisions
from migralint.loading.records.ledger import read_ledger
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.database import Database

_LOADING = frozenset({"start-up", "configuration", "application", "env", "imports", "metadata"})
"""Stages of a failure before any table is created."""


def verify_release(
    script: ScriptDirectory,
    options: VerifyOptions,
    ref: str,
    *,
    databases: Sequence[str],
    progress: Callable[[Progress], None] = lambda step: None,
) -> ReleaseVerification:
    """Judge the schema of all migrations in the working tree by the models of the release at `ref`.

    This is done on each of `databases`, which are as for `verify`. The files of the release are read from git into a
    scratch folder and run there, in the present interpreter; nothing is checked out. Raises InputError if the commit is
    unknown or has no migrations, and as `verify` does; failures of models or migrations are part of the result.
    """
    refuse_without_revisions(script, "verify")
    repository = repository_of(script, "--release")
    with earlier(repository, ref, script, option="--release") as then:
        then_options = then.options(options, script, repository.root)
        targets: list[ReleaseTarget] = []
        notices: list[str] = []
        for database in databases:
            with site_of(database, progress) as site:
                work = _Work(script, then, options, then_options, site, progress)
                targets += work.targets(notices)
        history, history_then = load_directory(script).history, load_directory(then.script).history
        pruned = read_ledger(script.path).pruned
        return ReleaseVerification(
            ref,
            then.commit,
            tuple(targets),
            tuple(one for one in history.order if one not in history_then),
            tuple(one for one in history_then.revisions if one not in history and one not in pruned),
            notices=tuple(dict.fromkeys(notices)),
        )


class _Work(Struct):
    script: ScriptDirectory
    then: Earlier
    options: VerifyOptions
    options_then: VerifyOptions
    site: Site
    progress: Callable[[Progress], None]

    def targets(self, notices: list[str]) -> list[ReleaseTarget]:
        """Judge every target of the release's env.py."""
        released = self._released()
        notices += released.notices
        failed = [one for one in released.targets if one.failure is not None]
        if failed:
            return [self._failed(one) for one in failed]
        try:
            now = self._now()
        except BuildFailedError as error:
            return [ReleaseTarget("default", self.site.kind, failure=error.failure)]
        return [self._judged(one, now, len(released.targets)) for one in released.targets]

    def _released(self) -> Verification:
        """Build the databases of the release's models and migrations."""
        site = self.site
        with floors_for(self.then.script, self.options_then, site, self.progress) as floors:
            run = Run(self.then.script, self.options_then, site, self.progress)
            result = ResultBuilder(self.then.script, self.options_then, run.folder, run.python, run.heard, site.kind)
            return run.carry_out(
                {"only": "release", **floors.asked()}, work=result.read_server, finish=result.verification
            )

    def _now(self) -> Build[Database]:
        with floors_for(self.script, self.options, self.site, self.progress) as floors:
            return build(
                self.script,
                self.options,
                self.site,
                [BuildRequest("now")],
                lambda built: built.read(),
                asked=floors.asked(),
                progress=self.progress,
            )

    def _judged(self, released: TargetResult, now: Build[Database], number: int) -> ReleaseTarget:
        assert released.models is not None and released.migrations is not None
        name = released.name
        if number == len(now.targets) == 1:
            (name,) = now.targets
        after = now.results.get((name, "now"))
        if after is None:
            words = f"env.py of {self.then.ref} configures a database {released.name}, but the present env.py does not"
            return ReleaseTarget(released.name, released.database, failure=_no_target(words))
        effects = judge(
            released.models,
            released.migrations,
            after,
            project_dialect=self.options.dialect or released.dialect,
            dialects=self.options.dialects,
        )
        return ReleaseTarget(name, f"{after.dialect} {after.version}".strip(), effects)

    def _failed(self, target: TargetResult) -> ReleaseTarget:
        failure = target.failure
        assert failure is not None
        if failure.stage in _LOADING:
            what = f"the models of {self.then.ref} cannot be loaded"
        elif failure.stage == "create-all":
            what = f"the models of {self.then.ref} build no database"
        else:
            what = f"the migrations of {self.then.ref} do not run"
        return ReleaseTarget(target.name, target.database, failure=self.then.located(failure, what))


def _no_target(words: str) -> Failure:
    from migralint.database.result import FailureKind

    return Failure("compare", FailureKind.PROJECT_ERROR, "", words)
