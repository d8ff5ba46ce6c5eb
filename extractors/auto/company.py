"""One company's own page (home, contact, imprint): who it is, where, how to reach it.

Machine-readable data speaks first; then labels, contact block, footer, copyright line. Where a page
prints several equally likely values, up to three are given, the likeliest first. Persons' names and
mailboxes are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from babel.core import get_global

from extractors import imprint
from extractors.address import FoundAddress, find_addresses
from extractors.address_labels import labelled_address
from extractors.auto.company_data import stated
from extractors.auto.company_name import proposals
from extractors.auto.name_choice import choose
from extractors.auto.site_word import agreement, site_word
from extractors.auto.social import profile, profiles
from extractors.company_words import is_role_mail
from extractors.contacts import Phone, emails_of, phones_of
from extractors.contacts import phones_in as phones_in_text
from extractors.legal_names import has_legal_form, legal_phrases
from extractors.page import Document
from extractors.places import country_of
from extractors.vocabulary import fold, load, phrases

_MOST = 3
_PLACE = ("street", "city", "region", "postcode", "country")
_SOLD_AS_GENERIC = frozenset("co io tv me ai cc ws fm ly to gg nu tk la sh ag bz eu".split())


def read_company(document: Document) -> dict[str, str | list[str]]:
    """Return what the page says about the company whose page it is, under the names that listings use.

    Keys, each absent where unknown: name, phone, email, street, city, region, postcode, country,
    industry, employees, founded, social (always a list). A value is a list where up to three are
    equally likely.
    """
    data = stated(document)
    country = home_country(document, data.get("country"))
    site = site_word(document)
    addresses = _addresses(document, country)
    names = [(data[key], weight) for key, weight in (("name", 3.0), ("legal_name", 3.2)) if key in data]
    names += _near(document.lines, addresses[:4])
    read: dict[str, str | list[str] | None] = {"name": _one_or_list(choose(proposals(document, names), site))}
    name_words = " ".join(value if isinstance(value := read["name"] or "", str) else " ".join(value).split())
    place = _place(data, addresses, document.lines, name_words)
    if not country and (printed := place.get("country")):
        country = country_of(str(printed[0] if isinstance(printed, list) else printed))
    read["name"] = _one_or_list(_without_town(read["name"], place.get("city")))
    read["phone"] = _one_or_list(_phones(document, data, country, addresses))
    read["email"] = _email(document, data, site)
    read |= place
    text = "\n".join(document.lines)
    read["founded"] = data.get("founded") or _said(imprint.founded_year(text))
    read["employees"] = data.get("employees") or _said(imprint.employees(text))
    read["industry"] = data.get("industry")
    own = [link for link in data.get("social", "").split("; ") if link and profile(link)]
    read["social"] = list(dict.fromkeys([*own, *profiles(document)])) or None
    return {key: value for key, value in read.items() if value}


def _without_town(name: str | list[str] | None, city: str | list[str] | None) -> list[str]:
    """Return the names, before those of titles that end with the town the same without it."""
    towns = {fold(one) for one in _listed(city)}
    names: list[str] = []
    for one in _listed(name):
        bare = re.sub(r"\s+(?:in|à|en|a|te|em)$", "", one.rpartition(" ")[0])
        if bare and not has_legal_form(one) and fold(one.rpartition(" ")[2]) in towns:
            names.append(bare)
        names.append(one)
    return names


def _listed(value: str | list[str] | None) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def home_country(document: Document, printed: str | None = None) -> str | None:
    """Return the ISO code of the country that a page is of, by what it states, its domain, or its
    language.
    """
    if printed:
        code = printed.upper() if re.fullmatch(r"[A-Za-z]{2}", printed) else country_of(printed)
        if code:
            return code
    top = (urlsplit(document.page.final_url).hostname or "").rpartition(".")[2]
    if len(top) == 2 and top not in _SOLD_AS_GENERIC:
        return "GB" if top == "uk" else top.upper()
    node = document.tree.css_first("html[lang], html[xml\\:lang]")
    language = (
        (node.attributes.get("lang") or node.attributes.get("xml:lang")) if node is not None else ""
    ) or ""
    if match := re.fullmatch(r"([a-z]{2,3})[-_]([A-Za-z]{2})", language.strip()):
        if match[1] != "en" or match[2].upper() != "US":
            return match[2].upper()
        return None
    likely = str(get_global("likely_subtags").get(language.strip().lower(), ""))
    return likely[-2:] if likely and not likely.startswith("en") else None


def _addresses(document: Document, country: str | None) -> list[FoundAddress]:
    found = find_addresses(document.lines, country)
    if any("postcode" in one.parts for one in found):
        return found
    if labelled := labelled_address(document.lines):
        return [labelled, *found]
    apart = find_addresses(_texts_apart(document), country)
    return found or [replace(one, first=0, last=0) for one in apart]


def _texts_apart(document: Document) -> list[str]:
    """Return the visible texts one by one, for style sheets may set inline elements below each other."""
    body = document.tree.body
    apart = body.text(separator="\n") if body is not None else ""
    return [line for text in apart.split("\n") if (line := " ".join(text.split())) and len(line) < 400]


def _above(lines: Sequence[str], found: FoundAddress) -> list[str]:
    """Return the two short lines above an address: one of them often is the company's name."""
    return [line for line in lines[max(0, found.first - 2) : found.first] if 2 <= len(line) <= 70]


_PERSON = re.compile(
    r"(?:inh\b|inhaber|gesch(?:ä|ae)ftsf|owner|proprietor|herr\b|frau\b|mrs?\b|ms\b|dr\b|mme\b|sig\b|sra?\b|c/o|attn|z\.\s?hd"
    r"|ansprechpartner|contact|director|g[ée]rant|titular|vertreten|represent|responsa|代表|联系人|担当)",
    re.IGNORECASE,
)
"""How a line begins that names a person: it is never taken for the company's name."""


def _near(lines: Sequence[str], addresses: list[FoundAddress]) -> list[tuple[str, float]]:
    """Return (name, weight) of what stands by the addresses: a registered name there says most."""
    found: list[tuple[str, float]] = []
    for one in addresses:
        found.extend((line, 1.3) for line in _above(lines, one) if not _PERSON.match(line))
        for line in lines[max(0, one.first - 2) : one.last + 1]:
            found.extend((phrase, 2.2) for phrase in legal_phrases(line))
    return found


def _place(
    data: dict[str, str], addresses: list[FoundAddress], lines: Sequence[str], name: str
) -> dict[str, str | list[str] | None]:
    """Return the parts of the address: of machine-readable data, else of the printed ones that say most."""
    if data.get("street") or (data.get("postcode") and data.get("city")):
        printed = [one.parts for one in addresses if _same_place(one, data)]
        more = printed[0] if printed else {}
        streets = [data["street"]] if data.get("street") else []
        streets += [street for street in _streets(more) if _bare(street) not in map(_bare, streets)]
        place: dict[str, str | list[str] | None] = {key: data.get(key) or more.get(key) for key in _PLACE}
        return place | {"street": _one_or_list(streets)}
    unique: dict[str, FoundAddress] = {}
    for one in addresses:
        key = _bare(one.parts.get("postcode", "") + one.parts.get("city", ""))
        known = unique.get(key)
        if known is None or len(one.parts) > len(known.parts):
            unique[key] = one
    ranked = sorted(unique.values(), key=lambda one: (-_weight(one, addresses, lines, name), one.first))
    if not ranked:
        return {}
    best = _weight(ranked[0], addresses, lines, name)
    kept = [one for one in ranked if _weight(one, addresses, lines, name) >= best - 0.5][:_MOST]
    place = {}
    for key in _PLACE:
        values = [one.parts[key] for one in kept if key in one.parts]
        if key == "street":
            values = [street for one in kept for street in _streets(one.parts)][:_MOST]
        if key == "postcode":
            values = [code for one in kept for code in _codes(one.parts)]
        place[key] = _one_or_list(values)
    return place


def _streets(parts: dict[str, str]) -> list[str]:
    """Return the street with what stands before it (building, floor) and without: pages and lists differ
    in it.
    """
    street, extended = parts.get("street"), parts.get("extended")
    if not street:
        return []
    return [f"{extended}, {street}", street] if extended else [street]


def _codes(parts: dict[str, str]) -> list[str]:
    """Return the postcode as printed and, where a country's letter stands before it, without."""
    code = parts.get("postcode")
    if not code:
        return []
    bare = re.sub(r"^(?:[A-Z]{1,3})\s?[-–]\s?(?=\d)", "", code)
    return [bare, code] if bare != code else [code]


def _weight(one: FoundAddress, all_of_them: list[FoundAddress], lines: Sequence[str], name: str) -> float:
    """Return how likely an address is the company's seat: complete, under its name or a label, printed
    twice.
    """
    parts = one.parts
    weight = sum(key in parts for key in ("street", "postcode", "city")) + 0.5 * ("country" in parts)
    near = " ".join(lines[max(0, one.first - 3) : one.first + 1])
    weight += 0.4 * min(one.score, 5)
    near = fold(near)
    weight += 1.5 * any(word in near for word in phrases("address_words", "seat"))
    weight -= 2 * any(word in near for word in phrases("address_words", "not_seat"))
    if name and any(
        has_legal_form(line) or fold(line) in fold(name) for line in _above(lines, one) if len(line) > 3
    ):
        weight += 1
    repeats = sum(
        _bare(other.parts.get("postcode", "")) == _bare(parts.get("postcode", "-")) for other in all_of_them
    )
    return weight + min(2, repeats - 1)


def _same_place(one: FoundAddress, data: dict[str, str]) -> bool:
    return any(
        data.get(key) and _bare(one.parts.get(key, "")) == _bare(data[key]) for key in ("postcode", "street")
    )


def _phones(
    document: Document, data: dict[str, str], country: str | None, addresses: list[FoundAddress]
) -> list[str]:
    """Return the likeliest numbers: stated, labelled, near the address, then any other; never a fax."""
    if data.get("phone"):
        return [data["phone"]]
    printed = phones_of(document.text, country)
    found = [one for one in printed if one.kind != "fax"] or [
        one for one in phones_in_text("\n".join(_texts_apart(document)), country) if one.kind != "fax"
    ]
    if not found:
        return []
    lines = document.lines
    near: set[str] = set()
    for address in addresses:
        block = "\n".join(lines[max(0, address.first - 3) : address.last + 6])
        near.update(_digits(one.number) for one in phones_in_text(block, country) if one.kind != "fax")
    fax = {_digits(one.number) for one in printed if one.kind == "fax"}

    def weight(one: Phone) -> float:
        near_address = _digits(one.number) in near
        return 2 * one.labelled + near_address - (one.kind == "mobile") - 0.3 * (one.start < 0)

    ranked = sorted((one for one in found if _digits(one.number) not in fax), key=lambda one: -weight(one))
    if not ranked:
        return []
    best = weight(ranked[0])
    return [one.number for one in ranked if weight(one) >= best - 1.0][:_MOST]


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-8:]


def _email(document: Document, data: dict[str, str], site: str) -> str | None:
    """Return the mailbox of the company or of a function in it; that of a person, or of the web designer,
    never.
    """
    found = ([data["email"]] if data.get("email") else []) + emails_of(document.text)
    host = (urlsplit(document.page.final_url).hostname or "").lower().removeprefix("www.")
    free = {word for line in load("free_mail") for word in str(line).split()}

    def weight(address: str) -> float:
        left, _, domain = address.lower().rpartition("@")
        own = domain == host or host.endswith("." + domain) or domain.endswith("." + host)
        like = bool(site) and agreement(domain.partition(".")[0], site) >= 0.6
        its_name = bool(site) and (agreement(left, site) >= 0.6 or left in site)
        impersonal = is_role_mail(address) or its_name
        if not impersonal and (
            not own and not like and domain not in free or re.fullmatch(r"[a-z]+[._-][a-z]+", left)
        ):
            return -1
        if site and not own and not like and domain not in free:
            return 0.5 if impersonal else -1
        return 3.0 * own + 2.0 * like + 1.5 * impersonal + 0.5 * (domain in free)

    ranked = sorted(dict.fromkeys(found), key=lambda address: -weight(address))
    return ranked[0] if ranked and weight(ranked[0]) > 0 else None


def _one_or_list(values: Sequence[str]) -> str | list[str] | None:
    unique = list(dict.fromkeys(values))[:_MOST]
    return unique[0] if len(unique) == 1 else unique or None


def _said(said: imprint.Said | None) -> str | None:
    return said.value if said else None


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
