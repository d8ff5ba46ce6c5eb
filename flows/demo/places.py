"""Streets, postal codes and telephone numbers of the demo world, by country.

Telephone numbers are invented. Where a regulator keeps numbers free for fiction (DE, FR, GB, US) they
come from there; elsewhere real area codes carry random digits, since only well-formed numbers can be
turned into E.164. Nobody should call them.
"""

from __future__ import annotations

from random import Random

from flows.demo.cities import City

CALLING_CODE = {"DE": "49", "AT": "43", "CH": "41", "FR": "33", "GB": "44", "US": "1", "CN": "86"}


_UNIT = "ABDEFGHJLNPQRSTUWXYZ"
_FREE_DIGITS = {"DE": 3, "FR": 4, "GB": 3, "US": 2, "CN": 6}

_STREETS = {
    "DE": """Industriestraße Gewerbestraße Hauptstraße Bahnhofstraße Lindenstraße Werkstraße Mühlstraße
 Hafenstraße Schillerstraße Goethestraße Ringstraße Ziegeleistraße Gartenstraße Kirchstraße
 Talstraße Bergstraße Feldstraße Dieselstraße Fabrikstraße Poststraße Königstraße Marktplatz
 Gewerbering Industrieweg Lerchenweg Mühlweg Birkenallee Kastanienallee Schützenstraße Rosenstraße
 Steinstraße Brückenstraße Wiesenstraße Siemensstraße Nordring""".split(),
    "FR": [
        f"{kind} {name}"
        for kind in ("rue", "avenue", "boulevard", "chemin")
        for name in (
            "des Ateliers,de la Gare,Victor Hugo,du Moulin,des Tilleuls,de la République,des Forges,"
            "du Château,Pasteur,des Écoles,de l'Industrie,du Port"
        ).split(",")
    ],
    "GB": [
        f"{name} {kind}"
        for kind in ("Street", "Road", "Lane", "Avenue")
        for name in (
            "Foundry,Station,Mill,Church,Victoria,Canal,Dock,King,Queen,High,Bridge,Park,Orchard,Castle".split(
                ","
            )
        )
    ],
    "US": [
        f"{name} {kind}"
        for kind in ("Street", "Avenue", "Boulevard", "Road", "Drive")
        for name in (
            "Industrial,Main,Commerce,Lake,Maple,Franklin,Jefferson,River,Harbor,Summit,Prairie,Foundry,Elm".split(
                ","
            )
        )
    ],
}
_CHINESE_STREETS = [
    ("人民路", "Renmin Road"),
    ("工业大道", "Gongye Avenue"),
    ("长江路", "Changjiang Road"),
    ("创新路", "Chuangxin Road"),
    ("解放路", "Jiefang Road"),
    ("科技路", "Keji Road"),
    ("新华路", "Xinhua Road"),
    ("滨海路", "Binhai Road"),
]


def subscriber(rng: Random, city: City) -> str:
    """Return a subscriber number of the town; the same may be drawn twice."""
    if city.pattern[0] == "=":
        free = _FREE_DIGITS[city.country]
        base = city.pattern[1:]
        return base[: len(base) - free] + "".join(rng.choices("0123456789", k=free))
    return rng.choice("23456789") + "".join(rng.choices("0123456789", k=len(city.pattern) - 1))


def postcode(rng: Random, city: City) -> str:
    """Return a well-formed postal code of the town."""
    if city.country == "GB":
        inward = f"{rng.randint(1, 9)}{rng.choice(_UNIT)}{rng.choice(_UNIT)}"
        return f"{city.postcode}{rng.randint(1, 19)} {inward}"
    if city.name == "Wien":
        return f"1{rng.randint(1, 23):02d}0"
    length = {"AT": 4, "CH": 4, "CN": 6}.get(city.country, 5)
    free = length - len(city.postcode)
    return city.postcode + str(rng.randint(1, 10**free - 1)).zfill(free)


def street(rng: Random, city: City) -> tuple[str, str]:
    """Return street and number as the country writes them, and as English sources write them."""
    number = str(rng.randint(1, 160))
    if city.country == "CN":
        chinese, english = rng.choice(_CHINESE_STREETS)
        return f"{chinese}{number}号", f"No. {number} {english}"
    if city.country == "FR" or (city.country == "CH" and city.name in ("Genève", "Lausanne")):
        line = f"{number}{rng.choice(['', '', '', '', ' bis'])} {rng.choice(_STREETS['FR'])}"
        return line, line
    if city.country in ("GB", "US"):
        if city.country == "US":
            number = str(rng.randint(100, 9800))
        line = f"{number} {rng.choice(_STREETS[city.country])}"
        return line, line
    suffix = rng.choice(["", "", "", "", "", "a", "b", f"-{int(number) + 2}"])
    name = rng.choice(_STREETS["DE"])
    if city.country == "CH":
        name = name.replace("ß", "ss")
    return f"{name} {number}{suffix}", f"{name} {number}{suffix}"
