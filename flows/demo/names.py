"""Invented company names, persons and legal forms, by language and country."""

from __future__ import annotations

import re
import unicodedata
from random import Random

from flows.demo.cities import City
from flows.demo.trades import TRADES

_DE_HEAD = """Brand Kirch Stein Linden Hasel Eichen Rosen Wald Berg Mühl Hohen Nieder Grün Schwarz
 Weiß Falken Silber Kalten Rauen Lang Kort Wester Oster Sommer Winter Hart Wolf
 Bären Hirsch Finken Birken Ahorn Erlen Dorn Krum Königs Herren Schön Alten Neu Roth
 Krähen Möwen""".split()
_DE_TAIL = """mann berg feld bach hofer meier inger stetter mayr müller auer kamp horst wald brink
 thaler egger""".split()
_EN_HEAD = """Ash Black Brook Clay Cross Fair Glen Hart Haw Kings Lang Mill North Oak Pen Red Ship
 Stan Thorn West Whit Harrow Elling Copper Marsh Ridge Alder Hazel""".split()
_EN_TAIL = """bury field ford ham ley low man more ston well wick worth combe gate stead""".split()
_FR_HEAD = """Beau Mont Clair Val Ro Four Char Du Del Gran Bel Bré Lam Mar Per Sau Tour Vi Gau Ché""".split()
_FR_TAIL = """chard neau vallon thier clos geon mière rieux breuil caud nard vière lin bert lange
 quet gnac""".split()
_COINED = """Nordwerk Alpentec Rheinfels Isarion Donaumet Elbtal Havelia Lumatec Ferrona Quarzum
 Vektoris Omnitor Kranova Solvent Tekmar Aludur Polyfix Medisan Praxor Novaris
 Optiluma Gravitas Hydronum Termaxo Silvatec Corvion Bavento Merkatis Stratum
 Helvion""".split()
_ZH_FIRST = [
    pair.split(":")
    for pair in """恒:Heng 金:Jin 宏:Hong 华:Hua 鑫:Xin 天:Tian 东:Dong 永:Yong 瑞:Rui 德:De 海:Hai
 龙:Long 嘉:Jia 明:Ming 中:Zhong 博:Bo 凯:Kai 万:Wan 亿:Yi 富:Fu""".split()
]
_ZH_SECOND = [
    pair.split(":")
    for pair in """达:da 鹏:peng 源:yuan 泰:tai 盛:sheng 丰:feng 科:ke 力:li 通:tong 光:guang 宇:yu
 康:kang 诚:cheng 信:xin 升:sheng 腾:teng""".split()
]
_FIRST_NAMES = """Jana Ulrike Tobias Henrik Mareike Lothar Annika Detlef Sibylle Kaspar Solène Maëlle
 Gaspard Loïc Imogen Rupert Felicity Alistair Marlene Reinhold""".split()
_LAST_NAMES = """Wollenweber Kräutler Zangerle Brüggemann Osterloh Pfannkuch Hülsenbeck Schnatterer
 Vandermolen Quilleminot Trévisan Ploumanac Featherstonehaugh Oglethorpe
 Winterbottom Grabenhorst Stutzmannsky Leutgebrecht Morgenroth-Ilk Papenfuhs""".split()

_GUEST_NAMES = """Abendschein Brockstedt Cazalis Dünnebier Eulenhaupt Fassbinder-Roy Gruyelle Hinnerkopf
 Inverclyde Jankowiak-Loh Kesselring-Au Lindqvister Mandelbrodt Nachtigäller Oxenbridge Puypelat
 Rabensteiner Smallbone Tannhäuserin Uhlenbrock""".split()

FORMS = {
    "DE": {
        "GmbH": 66,
        "GmbH & Co. KG": 14,
        "AG": 5,
        "KG": 5,
        "OHG": 2,
        "e.K.": 4,
        "UG (haftungsbeschränkt)": 4,
    },
    "AT": {"GmbH": 78, "KG": 8, "AG": 6, "GmbH & Co KG": 8},
    "CH": {"AG": 62, "GmbH": 38},
    "FR": {"SARL": 42, "SAS": 46, "SA": 8, "EURL": 4},
    "GB": {"Ltd": 84, "PLC": 7, "LLP": 9},
    "US": {"Inc.": 48, "LLC": 40, "Corp.": 12},
    "CN": {"Co., Ltd.": 100},
}
FORM_VARIANTS = {
    "GmbH": ["Gesellschaft mit beschränkter Haftung", "G.m.b.H.", "mbH", "GMBH", "GesmbH"],
    "GmbH & Co. KG": ["GmbH u. Co. KG", "GmbH & Co KG", "GmbH + Co. KG"],
    "GmbH & Co KG": ["GmbH & Co. KG", "GmbH u Co KG"],
    "AG": ["Aktiengesellschaft"],
    "KG": ["K.G."],
    "UG (haftungsbeschränkt)": ["UG"],
    "SARL": ["S.A.R.L.", "Sarl"],
    "SAS": ["S.A.S."],
    "SA": ["S.A."],
    "Sàrl": ["SARL", "S.à r.l."],
    "Ltd": ["Limited", "Ltd."],
    "PLC": ["plc", "P.L.C."],
    "Inc.": ["Incorporated", "Inc", "INC"],
    "LLC": ["L.L.C.", "Limited Liability Company"],
    "Corp.": ["Corporation", "Corp"],
    "Co., Ltd.": ["Co.,Ltd", "Company Limited", "Co. Ltd."],
}


def language(country: str, city: City | None = None) -> str:
    """Return the language in which a company of the country prints its name and trade."""
    if city is not None and city.name in ("Genève", "Lausanne"):
        return "fr"
    return {"DE": "de", "AT": "de", "CH": "de", "FR": "fr", "CN": "zh"}.get(country, "en")


def family(rng: Random, tongue: str) -> str:
    """Return an invented family name (or, one time in six, a coined word)."""
    if rng.random() < 0.16:
        return rng.choice(_COINED)
    head, tail = {"de": (_DE_HEAD, _DE_TAIL), "fr": (_FR_HEAD, _FR_TAIL)}.get(tongue, (_EN_HEAD, _EN_TAIL))
    return rng.choice(head) + rng.choice(tail)


def company_name(rng: Random, tongue: str, division: str, city: City) -> tuple[str, str, str | None]:
    """Return (family or brand, name without legal form, Chinese name without legal form or None)."""
    words = TRADES[division].names[tongue]
    word = rng.choice(words)
    if tongue == "zh":
        (first, pin1), (second, pin2) = rng.choice(_ZH_FIRST), rng.choice(_ZH_SECOND)
        native, english = word.split("=")
        brand = pin1 + pin2
        return brand, f"{city.english} {brand} {english}", f"{city.name}{first}{second}{native}"
    brand = family(rng, tongue)
    draw = rng.random()
    if tongue == "de":
        if draw < 0.08:
            return brand, f"{brand} & Söhne {word}", None
        if draw < 0.16:
            return brand, f"{brand} + {family(rng, tongue)} {word}", None
        return brand, f"{brand} {word}", None
    if tongue == "fr":
        if draw < 0.12:
            return brand, f"Établissements {brand} {word}", None
        return brand, f"{word} {brand}" if draw < 0.6 else f"{brand} {word}", None
    if draw < 0.15:
        return brand, f"{brand} & {family(rng, tongue)} {word}", None
    return brand, f"{brand} {word}", None


def legal_form(rng: Random, country: str, city: City, division: str) -> str:
    """Return a legal form that exists in the country."""
    form = rng.choices(list(FORMS[country]), list(FORMS[country].values()))[0]
    if country == "CH" and language(country, city) == "fr":
        form = {"AG": "SA", "GmbH": "Sàrl"}[form]
    if form == "LLP" and division not in ("69", "71"):
        form = "Ltd"
    return form


def person(rng: Random) -> str:
    """Return an invented person: who must never be published without a lawful basis."""
    return f"{rng.choice(_FIRST_NAMES)} {rng.choice(_LAST_NAMES)}"


def guests(rng: Random) -> list[str]:
    """Return 400 further invented persons, in random order; none bears the name of a director."""
    people = [f"{first} {last}" for first in _FIRST_NAMES for last in _GUEST_NAMES]
    rng.shuffle(people)
    return people


def slug(name: str) -> str:
    """Return the name as a host label: ``Müller & Söhne`` -> ``mueller-soehne``."""
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe")):
        name = name.replace(umlaut, letters)
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
