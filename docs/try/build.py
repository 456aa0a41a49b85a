"""Builds what the page for the browser runs on: Pyodide, the wheels it needs, the example; a hook of mkdocs.

What is downloaded is pinned by its hash and kept in the user's cache. Where it cannot be had, the site is built without
it, and the page says so.

    python docs/try/build.py FOLDER      the page and its engine alone, into FOLDER
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYODIDE = "314.0.7"
PYODIDE_SHA512 = "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
PYTHON = ("--python-version", "3.14", "--implementation", "cp", "--abi", "cp314", "--abi", "none")
PLATFORM = "pyemscripten_2026_0_wasm32"
WHEELS = {
    "msgspec-0.22.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl": (
        "a66b1766311e42371e509c996c3933b161c7ae0eabdf361af5316dec197e1022"
    ),
    "networkx-3.6.1-py3-none-any.whl": "d47fbf302e7d9cbbb9e2555a0d267983d2aa476bac30e90dfbe5669bd57f3762",
    "sqlglot-30.30.0-py3-none-any.whl": "06c4c212a7868c7dcff0fd0fda348dd3c5cbad40137b3083a70ecdfe22921cf9",
}
"""The wheels and their SHA-256; the rest of what migralint depends on is for what the browser cannot do."""
PAGE = ("page.html", "page.css", "page.js", "worker.js", "session.py")
EXAMPLE = ROOT / "examples/bookshop/migrations/versions"
PATIENCE = 180
"""Seconds for one download."""

log = logging.getLogger("mkdocs.hooks.try")


class UnavailableError(Exception):
    """Something cannot be downloaded or built here; the message says what and why."""


def on_post_build(config: Any, **_: Any) -> None:
    """Put the engine beside the page of the site."""
    missing = build(Path(config["site_dir"], "try"))
    if missing:
        log.info("the page for the browser has no engine: %s", missing)


def build(folder: Path) -> str:
    """Write the page and its engine into `folder`; returns why there is no engine, empty if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PAGE:
        shutil.copyfile(HERE / name, folder / name)
    page = (HERE / "page.html").read_text("utf-8")
    for kind, content_hash in picture_hashes().items():
        page = page.replace(f"PICTURE-{kind}", content_hash)
    (folder / "page.html").write_text(page, "utf-8")
    example = {file.name: file.read_text("utf-8") for file in sorted(EXAMPLE.glob("*.py"))}
    (folder / "example.json").write_text(json.dumps(example), "utf-8")
    engine = folder / "engine"
    shutil.rmtree(engine, ignore_errors=True)
    described: dict[str, Any]
    try:
        with tempfile.TemporaryDirectory() as temporary:
            made = own_wheel(Path(temporary))
            files = [*pyodide_files(), *(cached(name, digest, wheel) for name, digest in WHEELS.items()), made]
            engine.mkdir()
            for file in files:
                shutil.copyfile(file, engine / file.name)
        size = sum(file.stat().st_size for file in engine.iterdir())
        described = {"wheels": [*WHEELS, made.name], "bytes": size}
    except (UnavailableError, OSError) as error:
        shutil.rmtree(engine, ignore_errors=True)
        described = {"missing": str(error)}
    (folder / "engine.json").write_text(json.dumps(described), "utf-8")
    return described.get("missing", "")


def picture_hashes() -> dict[str, str]:
    """The hashes of script and style of `graph --format html`: the page's policy allows them in its frame."""
    from migralint.drawing.facts import Facts
    from migralint.drawing.html import html_document
    from migralint.drawing.html_page import history_page
    from migralint.history.history import History
    from migralint.history.revision import Revision

    history = History([Revision("a", (), message="one")])
    text = html_document(history_page(history, Facts(), (), name="", root="", tool_version=""))
    return {kind: re.search(f"{kind}-src '(sha256-[^']+)'", text)[1] for kind in ("script", "style")}  # type: ignore[index]


def own_wheel(folder: Path) -> Path:
    """Build migralint's wheel from this working copy."""
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    run([sys.executable, "-c", code, str(folder)], cwd=ROOT)
    return next(folder.glob("migralint-*.whl"))


def pyodide_files() -> Iterator[Path]:
    """The files of Pyodide that a browser needs."""
    archive = cached(f"pyodide-{PYODIDE}.tgz", PYODIDE_SHA512, pyodide)
    folder = archive.with_suffix("")
    folder.mkdir(exist_ok=True)
    with tarfile.open(archive) as packed:
        for name in PYODIDE_FILES:
            inside = packed.extractfile(f"package/{name}")
            if inside is None:
                raise UnavailableError(f"pyodide has no file {name}")
            (folder / name).write_bytes(inside.read())
            yield folder / name


def pyodide(name: str, folder: Path) -> None:
    """Download the package from npm."""
    run(["npm", "pack", "--silent", f"pyodide@{PYODIDE}"], cwd=folder)


def wheel(name: str, folder: Path) -> None:
    """Download a wheel for Python in the browser."""
    distribution, version, _ = name.split("-", 2)
    platforms = ["--platform", PLATFORM, "--platform", "any"]
    options = ["--quiet", "--no-deps", "--only-binary=:all:", *platforms, *PYTHON]
    command = ["-m", "pip", "download", *options, f"{distribution}=={version}"]
    has_pip = subprocess.run([sys.executable, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    run([sys.executable if has_pip else "python3", *command], cwd=folder)


def cached(name: str, digest: str, download: Callable[[str, Path], None]) -> Path:
    """The file from the cache, downloaded if it is not there; raises UnavailableError, also if its hash is another."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "migralint-docs")
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / name
    if kept.exists() and has_digest(kept, digest):
        return kept
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        download(name, Path(temporary))
        downloaded = Path(temporary, name)
        if not downloaded.exists():
            raise UnavailableError(f"{name}: the registry gave another file")
        if not has_digest(downloaded, digest):
            raise UnavailableError(f"{name}: its hash is not the expected one")
        downloaded.replace(kept)
    return kept


def has_digest(file: Path, digest: str) -> bool:
    """Whether a file has this SHA-256 (hex) or SHA-512 (base64, as npm says it)."""
    data = file.read_bytes()
    return digest in (hashlib.sha256(data).hexdigest(), base64.b64encode(hashlib.sha512(data).digest()).decode())


def run(command: list[str], cwd: Path) -> None:
    """Run a program; raises UnavailableError with its last line if it fails, takes too long or is not there."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(f"{command[0]}: {error}") from None
    if done.returncode:
        last = [*filter(None, done.stderr.splitlines())][-1:]
        raise UnavailableError(f"{' '.join(command[:4])} failed: {''.join(last)}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(build(Path(sys.argv[1])) or None)
