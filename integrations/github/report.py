"""Tells GitHub what `migralint check` found: step summary, one comment, code scanning. Standard library alone.

Everything comes from files and environment variables, nothing from the command line: a pull request's title, branch and
paths are text here and never code. What GitHub refuses (the token of a fork may not write) is a notice, no failure.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

MOST = 50
"""Findings that the comment lists."""
LONGEST = 400
"""Characters of a message."""
PER_PAGE = 100
MOST_PAGES = 30


def main() -> None:
    """Write the summary, then do what was asked for."""
    report = json.loads(Path(os.environ["MIGRALINT_REPORT"]).read_text(encoding="utf-8"))
    marker = f"<!-- migralint {html.escape(os.environ.get('MIGRALINT_PATH', '.'), quote=True).replace('--', '- -')} -->"
    body = "\n".join([marker, *page(report)]) + "\n"
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            stream.write(body)
    if os.environ.get("MIGRALINT_COMMENT") == "true":
        attempt("the comment", lambda: comment(body, marker, found=bool(counting(report))))
    if os.environ.get("MIGRALINT_SARIF_UPLOAD") == "true":
        attempt("the upload to code scanning", upload)


def attempt(what: str, work: Any) -> None:
    """Do it; say what GitHub answers if it does not let us."""
    try:
        work()
    except urllib.error.HTTPError as error:
        why = "the token may not do that" if error.code in (401, 403, 404) else "GitHub did not take it"
        print(f"::notice title=migralint::{what} was left out: {why} (HTTP {error.code})")
    except (urllib.error.URLError, TimeoutError) as error:
        print(f"::notice title=migralint::{what} was left out: no connection ({type(error).__name__})")


def counting(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings that no comment or baseline accepts, the worst first."""
    order = {"error": 0, "warning": 1, "info": 2}
    found = [one for one in report["findings"] if one["suppressed"] is None]
    return sorted(found, key=lambda one: order.get(one["severity"], 3))


def page(report: dict[str, Any]) -> list[str]:
    """The report in Markdown: a line of figures, and a table."""
    findings = counting(report)
    figures = ", ".join(
        f"{report['summary'][name]} {name}{'s' if name != 'info' and report['summary'][name] != 1 else ''}"
        for name in ("error", "warning", "info")
        if report["summary"][name]
    )
    revisions = sum(history["revisions"] for history in report["histories"])
    lines = [f"### migralint: {figures or 'nothing to report'}", "", f"{revisions} revisions"]
    if not findings:
        return lines
    lines += ["", "| | rule | where | what |", "|---|---|---|---|"]
    for one in findings[:MOST]:
        where = "" if one["path"] is None else code(f"{one['path']}:{one['line']}")
        lines.append(
            f"| {one['severity']} | {code(one['code'])} {code(one['name'])} | {where} | {code(one['message'])} |"
        )
    if len(findings) > MOST:
        lines.append(f"\nand {len(findings) - MOST} more")
    return lines


def code(text: str) -> str:
    """Text that Markdown shows as it is: no link, mention, HTML or column of a table can come of it."""
    short = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    plain = "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" if c.isprintable() else "&#65533;" for c in short)
    return f"<code>{plain}</code>"


def comment(body: str, marker: str, *, found: bool) -> None:
    """Write the one comment, or bring it up to date; without findings a first one is not written."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    number = (event.get("pull_request") or {}).get("number")
    if not isinstance(number, int):  # a push or a merge queue
        return
    comments = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/{number}/comments"
    for number_of_page in range(1, MOST_PAGES + 1):
        known = call("GET", f"{comments}?per_page={PER_PAGE}&page={number_of_page}")
        for one in known:
            # Anybody can write the marker: only a comment of the token's own kind of author is ours to change.
            if (one.get("body") or "").startswith(marker) and (one.get("user") or {}).get("type") == "Bot":
                call(
                    "PATCH",
                    f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/comments/{int(one['id'])}",
                    {"body": body},
                )
                return
        if len(known) < PER_PAGE:
            break
    if found:
        call("POST", comments, {"body": body})


def upload() -> None:
    """Send the SARIF file to code scanning."""
    packed = gzip.compress(Path(os.environ["MIGRALINT_SARIF"]).read_bytes(), mtime=0)
    sent = {
        "commit_sha": os.environ["GITHUB_SHA"],
        "ref": os.environ["GITHUB_REF"],
        "sarif": base64.b64encode(packed).decode("ascii"),
        "tool_name": "migralint",
    }
    call("POST", f"/repos/{os.environ['GITHUB_REPOSITORY']}/code-scanning/sarifs", sent)


def call(method: str, path: str, sent: Any = None) -> Any:
    """One call of GitHub's REST API (https://docs.github.com/en/rest)."""
    request = urllib.request.Request(
        os.environ.get("GITHUB_API_URL", "https://api.github.com") + path,
        method=method,
        data=None if sent is None else json.dumps(sent).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['MIGRALINT_TOKEN']}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read() or b"null")


if __name__ == "__main__":
    sys.exit(main())
