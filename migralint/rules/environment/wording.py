"""How problems name environments and their databases, the same in all rules."""

from __future__ import annotations

from collections.abc import Collection

from migralint.environments.environment import Environment, GitTags, StampSet


def who(environment: Environment, stamp_sets: Collection[StampSet]) -> str:
    """Return `environment "tenants": 3 of 9,128 databases (t_1, t_2 and more)`, shorter for a single database."""
    name = f'environment "{environment.name}"'
    affected = sum(one.databases for one in stamp_sets)
    if environment.databases == 1:
        return name
    kind = "tags" if isinstance(environment.source, GitTags) else "databases"
    examples = [example for one in stamp_sets for example in one.examples][:3]
    more = " and more" if len(examples) < affected else ""
    named = f" ({', '.join(examples)}{more})" if examples else ""
    amount = f"all {affected:,}" if affected == environment.databases else f"{affected:,} of {environment.databases:,}"
    return f"{name}: {amount} {kind}{named}"


def are(environment: Environment) -> str:
    """Return the verb that fits `who`."""
    return "is" if environment.databases == 1 else "are"


def record_again(environment: Environment) -> str:
    """Return the advice to record the environment again."""
    if environment.is_recordable:
        return f"run `migralint env record {shell_word(environment.name)}`"
    return "read the version table of the database again and update the entry"


def shell_word(text: str) -> str:
    """Return the text quoted as one word of a shell."""
    return text if text.replace("-", "").replace("_", "").isalnum() else f'"{text}"'
