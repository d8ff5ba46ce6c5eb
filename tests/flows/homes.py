"""Small homes for tests of flows: a file source of our own, in no need of any web."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from flows.cli.main import main

ROOT = Path(__file__).parents[2]

SPEC = """\
source: {name}
kind: customers
publisher: {{name: Our own CRM}}
terms: {{basis: our own file, note: business data only, redistribute: true}}
format: csv
file: {file}
list:
  fields:
    native_ref: Number
    name: Company
    street: Street
    postcode: Postcode
    city: City
    country: Country
    phone: Phone
    website: Website
    customer_status: Status
"""
ROWS = """\
Number,Company,Street,Postcode,City,Country,Phone,Website,Status
1,Brandt Maschinenbau GmbH,Industriestr. 4,70565,Stuttgart,DE,+49 711 555010,www.brandt.example,customer
2,Keller Elektronik AG,Bahnhofstr. 9,8001,Zürich,CH,+41 44 5550120,www.keller.example,lapsed
3,Brandt Maschinenbau,Industriestrasse 4,70565,Stuttgart,DE,0711 555010,brandt.example,customer
4,Möller Fördertechnik KG,Hafenweg 12,28195,Bremen,DE,+49 421 5550177,,prospect
"""


def make_home(root: Path, rows: str = ROWS, name: str = "our_customers") -> Path:
    """Write a home with one CSV source and return its folder."""
    sources = root / "sources"
    sources.mkdir(parents=True)
    (sources / f"{name}.yml").write_text(SPEC.format(name=name, file="customers.csv"), encoding="utf-8")
    (sources / "customers.csv").write_text(rows, encoding="utf-8")
    return root


def prospects(*args: str | Path, environ: Mapping[str, str] | None = None) -> Ran:
    """Run a command in this process, which is quicker; whatever it sets in the environment is undone."""
    out, err = io.StringIO(), io.StringIO()
    code: int | str | None = 0
    with (
        mock.patch.object(sys, "argv", ["prospects", *map(str, args)]),
        mock.patch.dict(os.environ, clean_environment() | dict(environ or {}), clear=True),
        mock.patch.object(signal, "signal"),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int), code
    return Ran(code, out.getvalue(), err.getvalue())


def prospects_apart(
    *args: str | Path,
    environ: Mapping[str, str] | None = None,
    timeout: float = 300,
    largest_file: int | None = None,
) -> Ran:
    """Run a command in a process of its own, as a person does.

    ``largest_file`` is a limit on files in bytes: to a program it looks like a disk that is full.
    """
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli.main", *map(str, args)],
        cwd=ROOT,
        env=clean_environment() | dict(environ or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        preexec_fn=None if largest_file is None else lambda: _limit(largest_file),
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def clean_environment() -> dict[str, str]:
    """The user's environment without settings of ours that may be set while the tests run."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PROSPECTS_", "PREFECT_")) and not name.lower().endswith("_proxy")
    }


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def sentence(self) -> str:
        """The one line on stderr; anything more, above all a traceback, fails the test."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]
