"""``prospects init``: a home with a profile and a source to fill in. What is there already stays."""

from __future__ import annotations

import shutil
from pathlib import Path

from config.errors import UserError
from config.home import Home
from config.icp import SHIPPED as SHIPPED_ICPS

_SOURCE = """\
# A first source: the companies you know already. Export them from your CRM as customers.csv beside this file,
# put that file's column names on the right-hand side, say on what terms you hold the data, set enabled: true
# and run 'prospects sources check'.
source: own_customers
kind: customers
enabled: false
publisher: {name: Our own CRM}
terms:
  basis: our own customer file
  note: business data only
  redistribute: false
format: csv
file: customers.csv
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
    customer_since: Customer since
    last_order: Last order
"""


def make_home(home: Home) -> list[str]:
    """Create what is missing and return what was done and what to do next, a line each.

    Raises:
        UserError: the folder cannot be written.
    """
    lines = []
    try:
        home.prepare()
        home.icps.mkdir(exist_ok=True)
        home.catalogue.mkdir(exist_ok=True)
        for shipped in sorted(SHIPPED_ICPS.glob("*.yml")):
            lines.append(
                _once(home.icps / shipped.name, lambda path, shipped=shipped: shutil.copyfile(shipped, path))
            )
        source = home.catalogue / "own_customers.yml"
        lines.append(_once(source, lambda path: path.write_text(_SOURCE, encoding="utf-8")))
    except OSError as error:
        raise UserError(f"{error.filename or home.root}: cannot be written ({error.strerror}).") from None
    option = "" if home.root == Path("data").absolute() else f" --home {home.root}"
    return [
        *lines,
        "",
        "Next:",
        f"  1. say in {home.icps} what you sell and to whom",
        f"  2. fill in {source}, or let 'prospects sources new URL{option}' write a source beside it",
        f"  3. prospects sources check{option}",
        f"  4. prospects run{option}",
        f"  5. prospects top{option}      and prospects serve{option} for every night",
    ]


def _once(path: Path, write: object) -> str:
    if path.exists():
        return f"kept  {path}"
    assert callable(write)
    write(path)
    return f"wrote {path}"
