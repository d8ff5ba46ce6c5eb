"""Label words of imprints and contact pages in English, German and French (and a little Chinese).

Every function takes the visible text and gives what a label says, with the words that say it. Where a page
names two different values, the answer is none: a later question costs less than a wrong fact.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.phones import phones_in


class Said(NamedTuple):
    """A value and the words of the page that state it."""

    value: str
    span: str


_HR = re.compile(
    r"\bHR\s?(?P<kind>[AB])\s?(?:-|:|Nr\.?:?|Nummer)?\s?(?P<number>\d{1,6})(?!\d)(?:\s?(?P<tail>[A-Z]{1,2})\b)?"
)
_UID = re.compile(r"\bCHE[-. ]?\d{3}[. ]?\d{3}[. ]?\d{3}(?!\d)(?P<tax>\s*(?:MWST|TVA|IVA))?")
"""The Swiss number is that of the register; with MWST, TVA or IVA after it, that of value added tax."""
_REGISTER = re.compile(
    r"""
    (?: \b(?:company|registration|registered|register|company\ registration|commercial\ register)
        \s* (?:registration\s*)? (?:number|no\.?|nr\.?)
      | \bregistered\ in\ [A-Z][\w ]{2,40}?(?:number|no\.?)
      | \bcommercial\ register | \bhandelsregister(?:nummer)? | \bregister(?:nummer|eintrag)
      | \bfirmenbuch(?:nummer)? | \bSIREN | \bR\.?C\.?S\.?(?:\s+[A-ZÀ-Ý][\w'’-]+){0,3} | 统一社会信用代码
      | \bunified\ social\ credit\ (?:code|identifier)
    )
    \s* (?:\(?(?:SIREN|RCS)\)?)? \s* [:：\#]? \s*
    (?P<number> (?:FN\s?)? [A-Z]{0,3} [\ -]? \d [\dA-Z\ .-]{3,18} [\dA-Za-z] )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_VAT = re.compile(
    r"""
    (?: USt\.? \s*-?\s* Id(?:ent)?\w*\.? \s*-?\s* (?:Nr\.?|Nummer)?
      | Umsatzsteuer-?\s?(?:Identifikations-?nummer|ID(?:-Nr\.?)?)
      | \bVAT (?:\s+(?:ID|no\.?|number|registration|identification))? (?:\s*(?:no\.?|number))?
      | TVA (?:\s+intracommunautaire)? | \bUID(?:-Nr\.?)? | Partita\ IVA | P\.\s?IVA | BTW(?:-nummer)?
    )
    [^\nA-Z\d]{0,60}? [:：]? \s*
    (?P<number> [A-Z]{2}\s?[A-Z\d]{1,3}[\d\ .]{5,12}(?:\s?B\d{2})? )
    """,
    re.VERBOSE,
)
_EU = re.compile(
    r"""ATU\d{8} | BE[01]?\d{9} | CZ\d{8,10} | DE\d{9} | DK\d{8} | ES[A-Z\d]\d{7}[A-Z\d] | FI\d{8}
    | FR[A-Z\d]{2}\d{9} | GB\d{9} | HU\d{8} | IE\d{7}[A-Z]{1,2} | IT\d{11} | LU\d{8} | NL\d{9}B\d{2} 
    | PL\d{10} | PT\d{9} | SE\d{12} | SK\d{10}""",
    re.VERBOSE,
)
_FOUNDED = re.compile(
    r"""
    (?: \b(?:founded | established | est\. | incorporated | year\ of\ foundation | foundation\ year
      | gegr(?:ü|ue)ndet | gr(?:ü|ue)ndung(?:sjahr)? | fond[ée]e? | cr[ée]{2}e | cr[ée]ation)
      | 成立于 | 成立时间 | 创立于 | 创建于 )
    (?:\s+(?:in|im|en|the\ year|Jahr|Jahre|since)){0,3} \s* [:：]? \s* (?P<year>1[6-9]\d\d|20\d\d)(?!\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SINCE = re.compile(r"(?:^|[.!?]\s+)(?:Since|Seit|Depuis)\s+(?P<year>1[6-9]\d\d|20\d\d)(?!\d)", re.MULTILINE)
_NUMBER = r"(?P<number>\d{1,3}(?:[.,'’\ \u00a0]\d{3})+ | \d{1,6})"
_STAFF = (
    re.compile(
        rf"""
        (?:^|[^\w]) (?:(?:number\ of\ )?employees | staff | Mitarbeiter(?:zahl|anzahl)?
          | Anzahl\ (?:der\ )?Mitarbeiter | Besch(?:ä|ae)ftigte | effectifs? | nombre\ de\ salari[ée]s
          | 员工人数 | 员工数量)
        \s* [:：] \s* (?:about\ |rund\ |ca\.\ ?|environ\ |约)? {_NUMBER} (?![\d.,-])
        """,
        re.IGNORECASE | re.VERBOSE | re.MULTILINE,
    ),
    re.compile(
        rf"""
        (?<![\d.,-]) {_NUMBER} \s* (?:(?:employees | members\ of\ staff | staff\ members | people\ employed
          | Mitarbeiter(?:innen|\*innen|:innen|n)? | Besch(?:ä|ae)ftigten? | salari[ée]s | collaborateurs
          | employ[ée]s)\b | 名员工)
        """,
        re.IGNORECASE | re.VERBOSE,
    ),
)
_ROLE = re.compile(
    r"""
    ^\s* (?P<role> (?:Vertretungsberechtigte?r?\ )?Gesch(?:ä|ae)ftsf(?:ü|ue)hr(?:er(?:in)?|ung)
      | Vorstand(?:svorsitzender?)? | Inhaber(?:in)? | Einkaufsleit(?:er(?:in)?|ung)
      | Leit(?:er(?:in)?|ung)\ [A-ZÄÖÜ][\wäöüß ]{2,30}
      | Managing\ Director | Legal\ representative | Chief\ [A-Z]\w+\ Officer | CEO | CFO | COO | CTO | Owner
      | Head\ of\ [A-Z][\w ]{2,30} | Purchasing\ Manager | Plant\ Manager
      | G[ée]rante? | Direct(?:eur|rice)(?:\ [\wé'’]+){0,3} | Pr[ée]sidente?
      | Responsable\ (?:des\ )?[\wé]+(?:\ [\wé]+){0,2} | 总经理 | 法定代表人 | 采购(?:部)?经理 )
    \s* [:：] \s* (?P<name> [^\n:]{2,80} )$
    """,
    re.VERBOSE | re.MULTILINE,
)


def register_number(text: str) -> Said | None:
    """Return the one number in a public register, such as ``HRB 1234`` or a SIREN."""
    said = {
        f"HR{match['kind']} {match['number']}{' ' + match['tail'] if match['tail'] else ''}": match.group()
        for match in _HR.finditer(text)
    }
    said |= {match.group(): match.group() for match in _UID.finditer(text) if not match["tax"]}
    if not said:
        for match in _REGISTER.finditer(text):
            number = " ".join(match["number"].split()).rstrip(" .-")
            if sum(char.isdigit() for char in number) >= 5:
                said[number] = match.group()
    return _only(said)


def vat_id(text: str) -> Said | None:
    """Return the one VAT number whose shape is right for its country, without spaces."""
    said = {" ".join(match.group().split()): match.group() for match in _UID.finditer(text) if match["tax"]}
    for match in _VAT.finditer(text):
        number = re.sub(r"[\s.-]", "", match["number"])
        if _EU.fullmatch(number):
            said[number] = match.group()
    return _only(said)


def phone(text: str, country: str | None = None) -> Said | None:
    """Return the one number that a label calls a telephone; a fax number never counts."""
    said: dict[str, Said] = {}
    for one in phones_in(text, country):
        if one.labelled and one.kind == "phone":
            line = text.rfind("\n", 0, one.start) + 1
            span = text[max(line, one.start - 40) : one.end].strip()
            said.setdefault(re.sub(r"\D", "", one.number).lstrip("0"), Said(one.number, span))
    return next(iter(said.values())) if len(said) == 1 else None


def founded_year(text: str) -> Said | None:
    """Return the one year that a word of founding names, or a sentence beginning with ``Since 1987``."""
    for pattern in (_FOUNDED, _SINCE):
        said = {match["year"]: match.group().lstrip(".!? ") for match in pattern.finditer(text)}
        if said:
            return _only(said)
    return None


def employees(text: str) -> Said | None:
    """Return the one number of employees that a label or a sentence states."""
    for pattern in _STAFF:
        said = {re.sub(r"\D", "", match["number"]): match.group().strip() for match in pattern.finditer(text)}
        if said:
            return _only({value: span for value, span in said.items() if int(value) > 0})
    return None


def roles(text: str) -> list[tuple[str, str]]:
    """Return (role, name) of everybody named with a function; the caller may have to drop the name."""
    found = [(match["role"].strip(), " ".join(match["name"].split())) for match in _ROLE.finditer(text)]
    return list(dict.fromkeys(found))


def _only(said: dict[str, str]) -> Said | None:
    return Said(*next(iter(said.items()))) if len(said) == 1 else None
