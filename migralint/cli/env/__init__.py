"""List the databases that exist, and where each is stamped."""

from migralint.cli.lazy_group import Entry

COMMANDS = {
    "list": Entry("migralint.cli.env.list_environments:list_environments", "List the environments and their stamps."),
    "add": Entry("migralint.cli.env.add:add", "Add an environment; the first one creates the manifest."),
    "remove": Entry("migralint.cli.env.remove:remove", "Remove the named environments, all of them or none."),
    "record": Entry("migralint.cli.env.record:record", "Read the version tables of environments into the manifest."),
    "check": Entry("migralint.cli.env.check:check", "Compare databases with the manifest: can they be upgraded?"),
    "plan": Entry("migralint.cli.env.plan:plan", "Show what `alembic upgrade heads` would run there."),
    "export": Entry("migralint.cli.env.export:export", "Write the recorded stamps for a monitoring system."),
    "from-tags": Entry("migralint.cli.env.from_tags:from_tags", "Show where the releases of git tags are stamped."),
}
