"""Who must not be stored: the filter that every listing passes before it is staged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from config.home import Home
from config.records import Listing
from config.source_spec import Terms
from transforms.persons import minimise
from warehouse.ledger import Ledger
from warehouse.secret import load_secret

if TYPE_CHECKING:
    import pandas as pd  # and what works on frames: extraction does without where nobody has objected


def keeper(home: Home, terms: Terms) -> Callable[[Listing], Listing | None]:
    """Return what drops persons without a lawful basis, and listings of whom must not be stored."""
    with Ledger(home.ledger) as ledger:
        has_rules = ledger.has_suppressions("store")
    if not has_rules:
        return lambda listing: minimise(listing, terms)
    from transforms.suppress import Suppressed

    held = Suppressed(suppressions(home, "store"), load_secret(home))
    return lambda listing: None if held.concerns(vars(listing)) else minimise(listing, terms)


def suppressions(home: Home, scope: str | None = None) -> pd.DataFrame:
    """Return the suppression list as of now; ``scope`` picks ``store`` or ``contact``."""
    with Ledger(home.ledger) as ledger:
        rules = ledger.suppressions()
    return rules if scope is None else rules[rules["scope"] == scope]


def without(frame: pd.DataFrame, rules: pd.DataFrame, home: Home) -> pd.DataFrame:
    """Return the rows of ``frame`` that no rule concerns."""
    if rules.empty or frame.empty:
        return frame
    from transforms.suppress import suppressed

    hit = suppressed(frame, rules, load_secret(home)).to_numpy(dtype=bool)
    return frame.loc[~hit]


def withheld(home: Home) -> Callable[[str, pd.DataFrame], pd.Series] | None:
    """Return what the publisher asks about each row: whether somebody objected to it; None without a list.

    Who must not be stored is nowhere. Who must only not be contacted stays a company, but is no prospect and
    has no contacts; a mail address or telephone that must not be used is no value of any company.
    """
    rules = suppressions(home)
    if rules.empty:
        return None
    from transforms.suppress import suppressed

    secret = load_secret(home)
    stored = rules[rules["scope"] == "store"]
    addresses = rules[(rules["scope"] == "store") | rules["kind"].isin(["email", "phone"])]
    asked = {"contacts": rules, "prospects": rules, "listings": stored}
    return lambda table, frame: suppressed(frame, asked.get(table, addresses), secret)


def forget(home: Home, published: Path) -> int:
    """Remove snapshots and reports from before the newest objection to being stored; return how many.

    They still hold whoever objected. Analysts who have one open keep their view until they close it.
    """
    objected = suppressions(home, "store")["since"]
    if objected.empty:
        return 0
    import pandas as pd

    newest = pd.to_datetime(objected, utc=True).max().timestamp()
    older = [
        path
        for path in (*home.publish.glob("prospects-*.duckdb"), *home.reports.glob("*.html"))
        if path.name != published.name and path.stat().st_mtime < newest
    ]
    for path in older:
        path.unlink()
    return len(older)
