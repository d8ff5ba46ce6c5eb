"""Who has objected to being stored is taken out of what earlier nights kept."""

from __future__ import annotations

import pandas as pd

from config.home import Home
from config.records import Suppression
from flows.stages import privacy
from transforms.clean import country_code, registrable_domain
from transforms.suppress import Suppressed, key_hashes, suppressed
from warehouse.erasure import erase, last_printed, waiting
from warehouse.ledger import Ledger
from warehouse.secret import load_secret
from warehouse.work import Work

KEPT_OUT = "listing of a suppressed company"


def erase_suppressed(home: Home, work: Work, ledger: Ledger) -> None:
    """Take out of ledger and work file who has objected to being stored since the last time.

    Of a company that is known by name, domain or id the listings are kept out from now on, by keyed hashes:
    forgotten ones would come back as a new company when they print something else. Who is known by a mail
    address or telephone alone is kept out as long as it is printed.
    """
    upto = waiting(ledger)
    if upto is None:
        return
    secret, rules = load_secret(home), privacy.suppressions(home, "store")
    of_companies = rules[~rules["kind"].isin(["email", "phone"])]
    members, printed = ledger.members(), last_printed(work)
    held = Suppressed(of_companies, secret)
    companies = {one for one in members["company_id"].unique() if held.has("company", one)}
    named = {
        *members.loc[members["company_id"].isin(companies), "listing_id"],
        *printed.loc[suppressed(printed, of_companies, secret), "listing_id"],
    }
    gone = suppressed(printed, rules, secret) | printed["listing_id"].isin(named)
    since = rules["since"].max().to_pydatetime()

    def hidden(listing: str) -> str:
        return key_hashes("listing", listing, secret)[0]

    erase(
        ledger,
        work,
        upto,
        named | set(printed.loc[gone, "listing_id"]),
        companies,
        subjects=_subjects(printed[gone]) - _subjects(printed[~gone]),
        keep_out=[
            Suppression(key_hash=hidden(one), kind="listing", scope="store", basis=KEPT_OUT, since=since)
            for one in sorted(named)
        ],
        hidden=hidden,
    )


def _subjects(printed: pd.DataFrame) -> set[str]:
    """Under which pages that were looked up speak of these listings, as `flows.stages.companies` asks."""
    domains = {registrable_domain(one) for one in printed["website"].dropna().unique()}
    numbers = printed[["country", "reg_no"]].dropna().drop_duplicates().itertuples(index=False)
    return {f"website:{one}" for one in domains - {None}} | {
        f"reg_no:{country_code(country)}:{number}" for country, number in numbers
    }
