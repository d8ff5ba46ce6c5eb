"""How sources misprint companies: typing errors, legal-form variants, abbreviations, number formats.

Each function takes the stream it draws from, so that a seed always prints the same.
"""

from __future__ import annotations

import unicodedata
from random import Random

from flows.demo.firms import Firm, Phone, Place
from flows.demo.names import FORM_VARIANTS
from flows.demo.places import CALLING_CODE

TYPO_RATE = 0.05
SLIP_RATE = 0.015
"""How often a house number or postal code has a wrong digit."""
OLD_PHONE_RATE = 0.02
"""How often a source prints a number that the company gave up long ago."""
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
_SHORT = [
    ("Maschinenbau", "Masch.bau"),
    ("Elektrotechnik", "Elektrotechn."),
    ("Ingenieure", "Ing."),
    ("Établissements", "Ets"),
    ("Engineering", "Eng."),
    (" & ", " und "),
    (" + ", " & "),
]
_STREET_SHORT = {
    "DE": [
        ("straße", "str."),
        ("straße", "strasse"),
        ("Straße", "Str."),
        ("strasse", "str."),
        ("platz", "pl."),
    ],
    "FR": [("avenue", "av."), ("boulevard", "bd"), ("chemin", "chem.")],
    "GB": [("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Lane", "Ln")],
    "US": [("Street", "St"), ("Avenue", "Ave"), ("Boulevard", "Blvd"), ("Road", "Rd"), ("Drive", "Dr")],
}
COUNTRY_WORDS = {
    "de": dict(
        DE="Deutschland",
        AT="Österreich",
        CH="Schweiz",
        FR="Frankreich",
        GB="Großbritannien",
        US="USA",
        CN="China",
    ),
    "en": dict(
        DE="Germany",
        AT="Austria",
        CH="Switzerland",
        FR="France",
        GB="United Kingdom",
        US="United States",
        CN="China",
    ),
}


def typo(rng: Random, text: str) -> str:
    """Return the text with one slip inside its longest word: swapped, lost, doubled or wrong letter."""
    word = max(text.split(), key=len)
    if len(word) < 5 or not word.isalpha():
        return text
    i = rng.randint(1, len(word) - 3)
    kind = rng.randrange(4)
    if kind == 0 and word[i] != word[i + 1]:
        wrong = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    elif kind == 1:
        wrong = word[:i] + word[i + 1 :]
    elif kind == 2:
        wrong = word[:i] + word[i] + word[i:]
    else:
        wrong = word[:i] + rng.choice([c for c in "aeinrst" if c != word[i]]) + word[i + 1 :]
    return text.replace(word, wrong, 1)


def slip(rng: Random, text: str) -> str:
    """Return the text, now and then with its last digit wrong."""
    if rng.random() >= SLIP_RATE:
        return text
    places = [i for i, c in enumerate(text) if c.isdigit()]
    if not places:
        return text
    i = places[-1]
    return text[:i] + str((int(text[i]) + rng.randint(1, 8)) % 10) + text[i + 1 :]


def plain_umlauts(text: str) -> str:
    """Return German umlauts as two letters and other letters without their accents."""
    text = "".join(_UMLAUTS.get(c, c) for c in text)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def company_name(rng: Random, firm: Firm, *, keep_form: float, english: bool) -> str:
    """Return a name as a careless source prints it; ``keep_form`` is how often the legal form is exact."""
    core = firm.core
    if rng.random() < TYPO_RATE:
        core = typo(rng, core)
    elif rng.random() < 0.06:
        for long, short in _SHORT:
            if long in core:
                core = core.replace(long, short, 1)
                break
    draw = rng.random()
    if draw < keep_form:
        name = f"{core} {firm.form}"
    elif draw < keep_form + (1 - keep_form) * 0.45 and firm.form in FORM_VARIANTS:
        name = f"{core} {rng.choice(FORM_VARIANTS[firm.form])}"
    else:
        name = core
    if english and rng.random() < 0.4:
        name = plain_umlauts(name)
    return name.upper().replace("ẞ", "SS") if rng.random() < 0.04 else name


def street(rng: Random, place: Place, *, english: bool) -> str:
    """Return street and number, one time in three abbreviated."""
    line = slip(rng, place.street_english if english else place.street)
    country = place.city.country
    country = (
        "FR" if line[:1].isdigit() and country == "CH" else {"AT": "DE", "CH": "DE"}.get(country, country)
    )
    if rng.random() < 0.35:
        options = [(a, b) for a, b in _STREET_SHORT.get(country, []) if a in line]
        if options:
            line = line.replace(*rng.choice(options))
    return line.upper() if rng.random() < 0.02 else line


def phone(rng: Random, number: Phone) -> str:
    """Return the number in one of the ways in which people of its country write it."""
    code, area, rest = CALLING_CODE[number.country], number.area, number.subscriber
    if number.country == "US":
        rest = f"{rest[:3]}-{rest[3:]}"
        return rng.choice([f"({area}) {rest}", f"+1 {area} {rest}", f"{area}-{rest}", f"+1-{area}-{rest}"])
    if number.country == "FR":
        pairs = [rest[i : i + 2] for i in range(0, 8, 2)]
        return rng.choice(
            [f"0{area} " + " ".join(pairs), f"+33 {area} " + " ".join(pairs), f"0{area}." + ".".join(pairs)]
        )
    if number.country == "CN":
        return rng.choice([f"+86 {area} {rest[:4]} {rest[4:]}", f"+86-{area}-{rest}", f"0086 {area} {rest}"])
    if number.country == "GB":
        rest = f"{rest[:3]} {rest[3:]}" if len(rest) == 7 else f"{rest[:4]} {rest[4:]}"
        return rng.choice([f"0{area} {rest}", f"+44 {area} {rest}", f"+44 (0){area} {rest}"])
    blocks = " ".join(rest[i : i + 2] for i in range(0, len(rest), 2))
    return rng.choice(
        [
            f"0{area} / {rest}",
            f"0{area} {blocks}",
            f"+{code} {area} {rest}",
            f"+{code} ({area}) {blocks}",
            f"0{area}-{rest}",
            f"00{code} {area} {rest}",
            f"+{code} (0){area} {rest}",
        ]
    )
