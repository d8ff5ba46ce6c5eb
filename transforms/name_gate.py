"""Which company a text speaks of: its name must stand there whole, and must not mean another."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from transforms import clean
from transforms.tabular import texts

DISTINCT = 12
"""Letters from which a name of one word can stand for itself; shorter ones need town, site or legal form."""
IN_TITLE = 0.9
IN_TEXT = 0.7
WITH_PLACE = 0.97
"""How sure the tie is: name in the title, in the text alone, and with the company's town or site."""
_LONGEST = 8

Found = tuple[str, float]


class NameGate:
    """Names, towns and domains of all companies, ready to be looked for in many texts."""

    def __init__(self, companies: pd.DataFrame, listings: pd.DataFrame) -> None:
        self.names: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.native: dict[str, set[str]] = defaultdict(set)
        self.towns: dict[str, set[str]] = defaultdict(set)
        self.domains: dict[str, set[str]] = defaultdict(set)
        there = set(companies["company_id"])
        for company, display, legal, city, domain in zip(
            companies["company_id"],
            *(texts(companies, c) for c in ("display_name", "legal_name", "city", "domain")),
            strict=True,
        ):
            for name in (display, legal):
                self._add_name(company, name)
            self._add_town(company, city)
            if domain:
                self.domains[domain].add(company)
        seen = listings[["company_id"]].assign(name=texts(listings, "name"), city=texts(listings, "city"))
        for company, name, city in seen.drop_duplicates().itertuples(index=False):
            if company in there:
                self._add_name(company, name)
                self._add_town(company, city)

    def _add_name(self, company: str, name: str | None) -> None:
        if not name:
            return
        if core := clean.native_core(name):
            if len(core) >= 3:
                self.native[core].add(company)
            return
        words = tuple(clean.company_name(name).compare.split())
        if words and len(words) <= _LONGEST and len("".join(words)) >= 3:
            self.names[words].add(company)

    def _add_town(self, company: str, city: str | None) -> None:
        if city:
            self.towns[company].add(city if clean.is_cjk(city) else " ".join(clean.tokens(city)))

    def company_in(self, title: str, text: str | None, link: str | None) -> Found | None:
        """Return (company_id, confidence) of the one company that an item is about, or None.

        The first name of the title counts, else the only one of the text. A name that several bear is
        decided by a town or site that only one of them has; else nobody is named.
        """
        whole = f"{title} {text or ''}"
        words = clean.tokens(whole)
        site = clean.registrable_domain(link) if link else None
        for printed, sure in ((title, IN_TITLE), (text or "", IN_TEXT)):
            found = self._names_in(printed)
            if sure == IN_TEXT and len({frozenset(companies) for companies, _ in found}) > 1:
                return None
            for companies, is_sure in found:
                tied = self._decide(companies, is_sure, sure, f" {' '.join(words)} ", whole, site)
                if tied or is_sure:
                    return tied
        return None

    def _names_in(self, printed: str) -> list[tuple[set[str], bool]]:
        """Companies named, in the order of the text, and whether the name alone is distinctive."""
        found: list[tuple[int, set[str], bool]] = []
        if clean.is_cjk(printed):
            plain = printed
            for core in sorted((c for c in self.native if c in printed), key=lambda c: (-len(c), c)):
                if core in plain:
                    found.append((printed.index(core), self.native[core], len(core) >= 4))
                    plain = plain.replace(core, " ")
        words = clean.tokens(printed)
        at = 0
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                companies = self.names.get(tuple(words[at : at + size]))
                if companies:
                    sure = size > 1 or len(words[at]) >= DISTINCT or _form_follows(words, at + size)
                    found.append((at, companies, sure))
                    at += size - 1
                    break
            at += 1
        return [(companies, sure) for _, companies, sure in sorted(found, key=lambda each: each[0])]

    def _decide(
        self, companies: set[str], is_sure: bool, sure: float, flat: str, printed: str, site: str | None
    ) -> Found | None:
        placed = {
            company
            for company in companies
            if (site and company in self.domains.get(site, ()))
            or any(
                town in printed if clean.is_cjk(town) else f" {town} " in flat
                for town in self.towns[company]
                if town
            )
        }
        if len(placed) == 1:
            return next(iter(placed)), WITH_PLACE
        if len(companies) == 1 and is_sure:
            return next(iter(companies)), sure
        return None


def _form_follows(words: list[str], at: int) -> bool:
    """True where a legal form stands right behind: "Brandt GmbH" is a company, "Brandt" may be anybody."""
    return at < len(words) and clean.company_name(f"name {words[at]}").legal_form is not None
