"""Made-up listings for the tests of resolution; every place, number and site is invented."""

import pandas as pd

COLUMNS = """listing_id source name street city postcode country phone website email category
reg_no lei vat_id""".split()


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    """Listings with the given values; what is not given is unknown."""
    return pd.DataFrame(rows, dtype=object).reindex(columns=COLUMNS).astype(object)


def row(listing_id: str, name: str, source: str = "guide", **values: str) -> dict[str, str]:
    return {"listing_id": listing_id, "name": name, "source": source, **values}


def groups(resolution) -> list[list[str]]:
    """Clusters as sorted lists of listing ids."""
    return sorted(
        sorted(part["listing_id"]) for _, part in resolution.clusters.groupby("cluster", sort=False)
    )


TOWN = {"city": "Ulm", "postcode": "89073", "country": "DE"}
SMALL_WORLD = frame(
    row("a1", "Brandt Maschinenbau GmbH", street="Hauptstr. 12", phone="0731 123456",
        website="www.brandt.example", **TOWN),
    row("a2", "BRANDT MASCHINENBAU", "fair", street="Hauptstraße 12", phone="+49 731 123456", **TOWN),
    row("a3", "Brandt Maschinenbau GmbH Niederlassung Köln", street="Ring 5", city="Köln", postcode="50667",
        country="DE", phone="0221 99887766", website="https://brandt.example/koeln"),
    row("b1", "Müller Möbel GmbH", street="Marktplatz 1", phone="0731 555555", **TOWN),
    row("b2", "Mueller Moebel", "fair", street="Marktplatz 1", email="info@mueller-moebel.example", **TOWN),
    row("c1", "Weber Logistik AG", street="Marktplatz 1", phone="0731 777123", **TOWN),
    row("d1", "深圳市华强电子有限公司", street="科技路88号", city="深圳", postcode="518000", country="CN",
        website="huaqiang.example"),
    row("d2", "Shenzhen Huaqiang Electronics Co., Ltd.", "fair", street="No. 88 Keji Road", city="Shenzhen",
        postcode="518000", country="China", website="http://www.huaqiang.example"),
    row("e1", "Schmidt Bau GmbH", street="Gartenweg 3", city="Bonn", postcode="53111", country="DE",
        phone="0228 1112223"),
    row("e2", "Schmidt Bau GmbH", "fair", street="Parkallee 9", city="Kiel", postcode="24103", country="DE",
        phone="0431 998877"),
    row("f1", "Crêperie Océane SARL", street="12, rue du Port", city="Brest", postcode="29200", country="FR"),
    row("f2", "CREPERIE OCEANE", "fair", street="12 rue du Port", city="Brest", postcode="29200",
        country="France"),
)  # fmt: skip
COMPANIES = [["a1", "a2", "a3"], ["b1", "b2"], ["c1"], ["d1", "d2"], ["e1"], ["e2"], ["f1", "f2"]]
PLACES = [["a1", "a2"], ["a3"], ["b1", "b2"], ["c1"], ["d1", "d2"], ["e1"], ["e2"], ["f1", "f2"]]
