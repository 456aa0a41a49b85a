"""Pushes the context of the Flask application that an env.py of Flask-Migrate reads its database from."""

from __future__ import annotations

from typing import Any

from .objects import named_object


def push_application(name: str | None) -> None:
    """Make the application current for the rest of the process.

    `name` is "package:create_app" (called without arguments), "package:app", or None for the application that `flask`
    itself would find through FLASK_APP, wsgi.py or app.py. Raises the errors of the application, and LookupError if
    there is none.
    """
    application = _named(name) if name else _application_of_flask()
    if application is None:
        raise LookupError("no Flask application was found")
    application.app_context().push()


def _named(name: str) -> Any:
    value = named_object(name)
    return value if hasattr(value, "app_context") else value()


def _application_of_flask() -> Any:
    from flask.cli import ScriptInfo, load_dotenv

    load_dotenv()
    return ScriptInfo().load_app()
