"""Record which databases exist, and where each is stamped."""

from migralint.cli.lazy_group import Entry

COMMANDS = {
    "list": Entry("migralint.cli.env.list_environments:list_environments", "List the environments and their stamps."),
    "add": Entry("migralint.cli.env.add:add", "Add an environment; the first one creates the manifest."),
    "remove": Entry("migralint.cli.env.remove:remove", "Remove environments, all of those named or none."),
    "record": Entry("migralint.cli.env.record:record", "Read the version tables of environments into the manifest."),
    "check": Entry("migralint.cli.env.check:check", "Compare databases with the manifest: can they be upgraded?"),
    "plan": Entry("migralint.cli.env.plan:plan", "Say what `alembic upgrade heads` would run there."),
    "export": Entry("migralint.cli.env.export:export", "Write where the databases stand, for a monitoring system."),
    "from-tags": Entry(
        "migralint.cli.env.from_tags:from_tags", "Read from git tags where released versions are stamped."
    ),
}
