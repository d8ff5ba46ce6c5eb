"""Whether what repeats on a page is a list of companies after all, or labels, offers or people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.auto.cells import Cell
from extractors.auto.flat import context_words, has_date, has_price
from extractors.auto.found import AutoRecord
from extractors.auto.pick import Chosen
from extractors.auto.words import fold, is_legal_name, labels

_LEAST_WORTH = ((10, 1.1), (5, 1.5), (2, 2.6))
"""(records from, worth of each at least): three addresses on a page are seldom a list, thirty are."""
_TOLD, _LEGAL, _FEW = 0.65, 0.85, 3
"""The bound counts so much where headings speak of lists or names bear legal forms, and less where a fifth of
the names do, which those of persons never do; from so many records on it does not count at all where a label
or column heading says that the names are names."""


def doubt(records: Sequence[AutoRecord], chosen: Chosen, context: int) -> str:
    """Return why few or poor records are no list, in a sentence; empty where they are one."""
    n = len(records)
    names = [record.values["name"] for record in records]
    own = context_words()["own"]
    poor = sum(labels().get(fold(name), "name") != "name" or fold(name) in own for name in names)
    if poor >= 0.3 * n or (n < 5 and len(set(names)) < n):
        return "What repeats are labels and contacts of one company, not companies."
    worth = chosen[3] / len(chosen[0].stretches)
    if context < 0 and worth < _LEAST_WORTH[-1][1] and not any(map(is_legal_name, names)):
        return "The headings speak of something else than companies."
    if context < 0 and not any(map(is_legal_name, names)) and _are_offers(chosen[1]):
        return "What repeats has dates or prices: events or offers, not companies."
    if _are_people(records):
        return "What repeats are people of one organisation, not companies."
    if n < _LEAST_WORTH[-1][0]:
        return "The page has contacts of one company at most, and no heading that names it."
    _, cells, slot, _ = chosen
    told = sum(
        any(cell.label == "name" and slot.slot in (cell.slot, cell.named) for cell in one) for one in cells
    )
    legal = sum(map(is_legal_name, names)) / n
    is_told = context > 0 or told >= 0.5 * len(cells) or legal >= 0.5
    if told >= 0.5 * len(cells) and n >= _FEW:
        return ""
    if worth >= least_worth(n, is_told=is_told) * (_LEGAL if legal >= 0.2 else 1.0):
        return ""
    return f"{n} pieces of the page have contacts, too few and too unlike for a list."


def least_worth(n: int, *, is_told: bool) -> float:
    """Return what each of ``n`` records has to be worth; ``is_told``: something says that companies are
    listed.
    """
    least = next((worth for many, worth in _LEAST_WORTH if n >= many), _LEAST_WORTH[-1][1])
    return least * (_TOLD if is_told else 1.0)


def _are_offers(cells: Sequence[Sequence[Cell]]) -> bool:
    """True where half of the records print dates or prices that no label explains."""
    dated = sum(
        any(cell.label is None and (has_date(cell.text) or has_price(cell.text)) for cell in one)
        for one in cells
    )
    return dated >= 0.5 * len(cells)


_TITLE = re.compile(
    r"(?:prof|dr|herrn?|frau|mr|mrs|ms|miss|mme|mlle|monsieur|madame|sra?|dott|dottssa|dhr|mevr|mw|dipl|mag|ing)"
    r"\b\.?[ -](?=\S)",
    re.IGNORECASE,
)


def _are_people(records: Sequence[AutoRecord]) -> bool:
    """True where mailboxes of one domain spell the names beside them, or names bear titles of persons.

    Practices and offices bear them too: where a third has an address or a site, it is they who are listed.
    """
    places = ("street", "postcode", "website")
    if sum(any(key in one.values for key in places) for one in records) > 0.3 * len(records):
        return False
    if sum(bool(_TITLE.match(one.values["name"])) for one in records) >= 0.2 * len(records):
        return True
    mails = [(one.values["name"], one.values["email"].lower()) for one in records if "email" in one.values]
    if len(mails) < 0.6 * len(records) or len({mail.rpartition("@")[2] for _, mail in mails}) > 1:
        return False
    spelt = sum(
        any(len(part) > 2 and part in mail.partition("@")[0] for part in fold(name).split())
        for name, mail in mails
    )
    return spelt >= 0.6 * len(mails)
