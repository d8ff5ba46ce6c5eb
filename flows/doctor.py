"""``prospects doctor``: what is wrong with this installation, each finding with its cure."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from config.catalogue import load_catalogue
from config.icp import load_icps
from config.settings import Settings
from flows.lock import holder, is_alive, is_held
from flows.night import catalogue_folder, icp_folder
from flows.prefect_env import running_server

_NEEDED_GIB = 2.0
_OLD = timedelta(days=3)
_PINS = {
    # package: (below, what happens otherwise)
    "prefect": ((3, 9), "it asks for packages that some indexes do not carry"),
    "fastapi": ((0, 151), "Prefect's server does not start"),
    "sqlalchemy": ((2, 1), "Prefect's scheduler silently creates no run, so no night ever starts"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``bad`` stops a run, ``warn`` deserves a look."""

    what: str
    state: Literal["ok", "warn", "bad"]
    finding: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a look that fails is itself a finding."""
    findings = []
    for what, look in CHECKS.items():
        try:
            state, text = look(settings)
        except Exception as error:
            state, text = "bad", str(error).splitlines()[0]
        findings.append(Finding(what, state, text))
    return findings


Verdict = tuple[Literal["ok", "warn", "bad"], str]


def _python(settings: Settings) -> Verdict:
    found = ".".join(map(str, sys.version_info[:3]))
    return ("ok", found) if sys.version_info >= (3, 11) else ("bad", f"{found}: use Python 3.11 or newer.")


def _home(settings: Settings) -> Verdict:
    root = settings.paths.root
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=root, prefix=".doctor-"):
            return "ok", str(root)
    except OSError as error:
        return (
            "bad",
            f"{root}: cannot be written ({error.strerror}); make it writable or choose another --home.",
        )


def _disk(settings: Settings) -> Verdict:
    free = shutil.disk_usage(_existing(settings.paths.root)).free / 2**30
    if free < _NEEDED_GIB:
        return "bad", f"{free:.1f} GiB free; make room, a run needs about {_NEEDED_GIB:.0f}."
    return "ok", f"{free:.0f} GiB free"


def _pins(settings: Settings) -> Verdict:
    wrong = []
    for package, (below, otherwise) in _PINS.items():
        found = version(package)
        if tuple(int(part) for part in found.split(".")[: len(below)]) >= below:
            limit = ".".join(map(str, below))
            wrong.append(f"{package} {found} is too new ({otherwise}); install '{package}<{limit}'.")
    return ("bad", " ".join(wrong)) if wrong else ("ok", ", ".join(f"{p} {version(p)}" for p in _PINS))


def _duckdb(settings: Settings) -> Verdict:
    try:
        found = version("duckdb")
    except PackageNotFoundError:
        return "bad", "duckdb is not installed; install the packages of requirements.lock."
    if int(found.split(".")[0]) < 2:
        return "bad", f"duckdb {found} is too old; install 'duckdb>=2.0'."
    return "ok", found


def _catalogue(settings: Settings) -> Verdict:
    folder = settings.catalog or catalogue_folder(settings.paths)
    sources = load_catalogue(folder)
    if not sources:
        return "warn", f"{folder}: no source is enabled; fill one in and set enabled: true."
    return "ok", f"{len(sources)} sources in {folder}"


def _icps(settings: Settings) -> Verdict:
    folder = icp_folder(settings.paths)
    return "ok", f"{', '.join(icp.name for icp in load_icps(folder))} in {folder}"


def _contact(settings: Settings) -> Verdict:
    if "example.org" in settings.contact:
        return "warn", "set PROSPECTS_CONTACT to an address where a site's owner can reach you."
    return "ok", settings.contact


def _snapshot(settings: Settings) -> Verdict:
    path = settings.paths.published
    if not path.is_file():
        return "warn", f"{path}: nothing is published yet; run 'prospects run'."
    from warehouse.query import run_query

    count = int(run_query(path, "SELECT count(*) AS n FROM companies")["n"].iloc[0])
    age = datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    text = f"{count:,} companies, {age.days} days old"
    return ("warn", f"{text}; see logs/ for what stopped the nights since.") if age > _OLD else ("ok", text)


def _lock(settings: Settings) -> Verdict:
    signed = holder(settings.paths)
    if is_held(settings.paths):
        return "ok", f"in use by {signed or 'a run'}"
    if signed and not is_alive(signed):
        return "ok", f"free; {signed} was killed, the next run carries on"
    return "ok", "free"


def _ledger(settings: Settings) -> Verdict:
    path = settings.paths.ledger
    if not path.is_file():
        return "ok", "none yet"
    con = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        said = con.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    finally:
        con.close()
    return ("ok", str(path)) if said == "ok" else ("bad", f"{path}: {said}; restore it from a backup.")


def _port(settings: Settings) -> Verdict:
    served = running_server(settings.paths)
    if served:
        return "ok", f"this home is served at {served.removesuffix('/api')}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.port))
        except OSError as error:
            return (
                "warn",
                f"port {settings.port}: {error.strerror}; set PROSPECTS_PORT or give serve another --port.",
            )
    return "ok", f"{settings.port} is free"


CHECKS: dict[str, Callable[[Settings], Verdict]] = {
    "python": _python,
    "home": _home,
    "disk": _disk,
    "prefect's packages": _pins,
    "duckdb": _duckdb,
    "sources": _catalogue,
    "profiles": _icps,
    "contact address": _contact,
    "snapshot": _snapshot,
    "lock": _lock,
    "ledger": _ledger,
    "port": _port,
}
"""What is looked at, in order."""


def _existing(path: Path) -> Path:
    """Return the nearest folder that is there."""
    while not path.exists():
        path = path.parent
    return path
