"""No password survives, in whatever form a driver writes it."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from migralint.source.redaction import SHORTEST, Redactor, is_malformed, redactor_for, secrets_in
from tests.support.thorough import examples

PASSWORDS = st.text(st.sampled_from("aB3 %@:/?#&=+'\"\\*•é;[]{}$.-_"), min_size=4, max_size=10)
AROUND = st.text(st.sampled_from(" %@:/*•é;'\"\n"), max_size=6)


@settings(max_examples=examples(300), deadline=None)
@given(password=PASSWORDS, before=AROUND, after=AROUND, safe=st.sampled_from(["", "/", "@:"]))
def test_no_form_of_the_password_survives(password: str, before: str, after: str, safe: str) -> None:
    encoded = quote(password, safe="")
    url = f"postgresql+psycopg://app:{encoded}@db.internal:5432/shop?sslmode=require"
    assert make_url(url).password == password
    redact = redactor_for([url]).redact
    forms = [password, encoded, quote_plus(password), quote(password, safe=safe), repr(password)[1:-1], url]
    forms += [json.dumps(password)[1:-1], password.replace("'", "''"), encoded.lower()]
    for form in forms:
        got = redact(f"{before}{form}{after}")
        assert all(secret not in got for secret in (password, encoded)), form


@settings(max_examples=examples(200), deadline=None)
@given(password=PASSWORDS, text=st.text(st.characters(exclude_categories=["L", "N", "Pc"]), max_size=40))
def test_redacting_twice_is_redacting_once(password: str, text: str) -> None:
    redactor = Redactor([password])
    once = redactor.redact(text + password + text)
    assert password not in once
    assert redactor.redact(once) == once


@settings(max_examples=examples(300), deadline=None)
@given(user=st.sampled_from(["app", "", "a.b"]), password=PASSWORDS, scheme=st.sampled_from(["postgresql", "mysql+x"]))
def test_an_unescaped_password_is_secret_too(user: str, password: str, scheme: str) -> None:
    url = f"{scheme}://{user}:{password}@host/db"
    redact = redactor_for([url]).redact
    assert password not in redact(f'could not connect with "{password}" to {url}')
    if "@" in password:
        assert is_malformed(url) or "?" in password  # which may be the beginning of parameters
        for part in re.split("[@/?#]", password):
            if len(part) >= SHORTEST:  # what a driver takes for the beginning of the host's name
                assert part not in redact(f'could not translate host name "{part}@host"')


@pytest.mark.parametrize(
    ("url", "malformed"),
    [
        ("postgresql://u:p@h/d", False),
        ("sqlite:///relative.db", False),
        ("sqlite:////absolute.db", False),
        ("sqlite://", False),
        ("postgresql+asyncpg://u@h", False),
        ("postgresql://u:p%40x@h/d?options=a@b", False),
        ("sqlite:///a@b.db", False),
        ("postgresql:/u:p@h", True),
        ("u:p@h", True),
        ("", True),
        ("postgresql://u:p@x@h/d", True),
        ("postgresql://u:p/x@h/d", True),
        ("postgresql://u:p x@h/d", True),
        ("postgresql://u:p@h/d\n", True),
        ("postgresql://u:p@h:port/d", True),
        ("postgresql://u:p@h1:1,h2:2/d", False),
        ("postgresql://u:p@[::1]:1/d", False),
        ("'postgresql://u:p@h/d'", True),
    ],
)
def test_what_cannot_be_taken_apart_with_certainty(url: str, malformed: bool) -> None:
    assert is_malformed(url) == malformed


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("postgresql:///d?user=u&password=hunter2", "hunter2"),
        ("mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BUID%3Du%3BPWD%3Dhunter2%3B", "hunter2"),
        ("postgresql://h/d?sslpassword=hunter2", "hunter2"),
        ("snowflake://h/d?token=hunter2", "hunter2"),
    ],
)
def test_passwords_in_parameters(url: str, secret: str) -> None:
    assert secret not in redactor_for([url]).redact(f"refused: {secret} ({url})")


def test_a_url_of_nobody_known_is_blanked_as_well() -> None:
    assert Redactor().redact("see mysql://root:hunter2@h/d.") == "see mysql://root:***@h/d."


def test_what_is_not_secret_stays() -> None:
    redact = redactor_for(["postgresql://app:hunter2@db.internal/shop"]).redact
    assert redact('connection to "db.internal" failed for user "app"') == (
        'connection to "db.internal" failed for user "app"'
    )


def test_there_is_nothing_secret_in_nothing() -> None:
    assert secrets_in("") == frozenset()
    assert Redactor([""]).redact("text") == "text"


@pytest.mark.parametrize("password", ["m", "a", "1", "ap", "app", "h:1", "2003", "mysql", "post"])
def test_a_short_or_ordinary_password_leaves_words_and_paths_readable(password: str) -> None:
    url = f"postgresql://m:{quote(password, safe='')}@h/d"
    text = "postgresql 15.20 at /srv/app/mysql_models.py:12: relation app_1 of mysqlclient, port 20031"
    assert redactor_for([url]).redact(text) == text


@pytest.mark.parametrize("password", ["m", "a", "ap", "%40%40", "models", "hunter2x"])
@pytest.mark.parametrize("form", ["see mysql://m:{}@h/d", "dsn: host=h password={} dbname=d", "{{'password': '{}'}}"])
def test_a_short_password_is_hidden_where_a_url_or_a_setting_holds_it(password: str, form: str) -> None:
    shown = redactor_for([f"mysql://m:{password}@other/d"]).redact(form.format(password))
    assert shown == form.replace("{{", "{").replace("}}", "}").replace("{}", "***", 1)


def test_a_password_is_hidden_where_it_stands_by_itself() -> None:
    redact = redactor_for(["mysql://m:models@h/d"]).redact
    assert redact("no such user models\\nmodels, models.py") == "no such user ***\\n***, models.py"


def test_an_unmistakable_password_is_hidden_within_words_too() -> None:
    assert redactor_for(["mysql://m:hunter2hunter@h/d"]).redact("xhunter2huntery") == "x***y"
