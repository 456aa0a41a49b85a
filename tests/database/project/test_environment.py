"""What project code says must not show a secret, in any form in which drivers and logs write it."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.database.project.environment import redactor, with_password
from tests.support.thorough import examples

PASSWORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=6, max_size=20)


@pytest.mark.parametrize("as_variable", [False, True])
@settings(max_examples=examples(60), deadline=None)
@given(password=PASSWORDS)
def test_no_form_of_a_password_is_shown(as_variable: bool, password: str) -> None:
    written = quote(password, safe="")
    url = f"postgresql://app:{written}@db.example.org/shop"
    variables = {"URL": url, "HOME": "/home/app"}
    hidden = redactor(variables, ["URL"]) if as_variable else redactor(variables, [], url)
    for form in (password, written, quote_plus(password), repr(password)[1:-1], url, repr(url)):
        shown = hidden.redact(f"login failed <{form}> at host")
        assert form not in shown


def test_a_secret_that_is_no_url_and_the_password_of_a_url_nobody_named() -> None:
    hidden = redactor({"TOKEN": "s3cr3t/t", "EMPTY": ""}, ["TOKEN", "EMPTY", "ABSENT"])
    assert hidden.redact("sent s3cr3t/t and s3cr3t%2Ft") == "sent *** and ***"
    assert hidden.redact("mysql://root:hunter2@h/d") == "mysql://root:***@h/d"
    assert redactor({}, []).redact("nothing to hide") == "nothing to hide"


def test_the_scheme_that_hosting_platforms_hand_out_is_understood() -> None:
    assert with_password("postgres://u:p@h/d", {}) == "postgresql://u:p@h/d"
    assert with_password("postgres://u@h/d", {"PGPASSWORD": "p"}) == "postgresql://u:p@h/d"
    assert with_password("mysql://u:p@h/d", {}) == "mysql://u:p@h/d"
