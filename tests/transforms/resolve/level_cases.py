"""Listings of the kinds that make one level look like another, and what they are; all of it is invented."""

from .listings import row


def at(street, city, postcode, phone=None, country="DE"):
    return dict(street=street, city=city, postcode=postcode, phone=phone, country=country)


CASES = {}
"""Name -> listings; their companies; places inside companies; places where no companies are asked for."""


def case(name, *listings, companies, places, alone=None):
    CASES[name] = (
        [{**values, "listing_id": f"{name} {values['listing_id']}"} for values in listings],
    ) + tuple(
        sorted(sorted(f"{name} {member}" for member in part.split()) for part in parts.split("|"))
        for parts in (companies, places, alone or places)
    )


KIEL = at("Holtenauer Str. 14", "Kiel", "24105", "0431 556677")
KOELN = at("Aachener Str. 210", "Köln", "50931", "0221 440055")
JENA = at("Wagnergasse 7", "Jena", "07743", "03641 220033")
BURGER = dict(website="https://www.burgerei.example")
case(
    "franchise",
    row("b1", "Burgerei", "guide", **KIEL, **BURGER),
    row("b2", "Burgerei Köln", "guide", **KOELN, **BURGER),
    row("b3", "Burgerei", "guide", **JENA, **BURGER),
    row("b4", "BURGEREI", "map", **KIEL),
    row("b5", "Burgerei", "map", **{**KOELN, "phone": None}, **BURGER),
    row("o1", "Nordlicht Gastro GmbH", "register", **{**KIEL, "phone": None}, reg_no="HRB 5511"),
    row("o2", "Seidel Systemgastronomie GmbH", "register", **{**KOELN, "phone": None}, reg_no="HRB 90234"),
    row("o3", "Harms Restaurantbetriebe e.K.", "register", **JENA | {"phone": None}, reg_no="HRA 4711"),
    companies="b1 b2 b3 b4 b5|o1|o2|o3",
    places="b1 b4|b2 b5|b3|o1|o2|o3",
)
HOTEL = at("Seestraße 3", "Lindau", "88131", "08382 700100")
case(
    "hotel",
    row("h1", "Hotel Seehof", "guide", **HOTEL, website="hotel-seehof.example", category="Hotel"),
    row("h2", "Seehof Hotel", "map", **HOTEL, website="www.hotel-seehof.example"),
    row("c1", "Café Pavillon", "guide", **HOTEL, category="Café"),
    row("c2", "Cafe Pavillon", "map", **{**HOTEL, "phone": None}),
    row("r1", "Fischstube Alte Rheinmühle", "guide", **HOTEL, category="Restaurant"),
    companies="h1 h2|c1 c2|r1",
    places="h1 h2|c1 c2|r1",
)
_NAMES = """Adler Brandt Claasen Dorn Eibner Falk Gruber Hansen Immel Jansen Krall Lohmann Marten Nolte Oster
Pohl Quandt Riemer Sauter Thiele Ulrich Vetter Wendt Xaver Yilmaz Zander Ahlers Bosch Carstens Diehl Ebert
Fuchs Geiger Holm Ihde Jessen Kuhn Lang Mohr Nagel""".split()
_TRADES = ["Beratung GmbH", "Software UG", "Media GmbH", "Immobilien GmbH", "Consulting", "Design"]
LOFT = at("Torstraße 105", "Berlin", "10119")
case(
    "coworking",
    *(
        row(f"{n:02d}{source[0]}", f"{name} {_TRADES[n % 6]}", source, **LOFT)
        | {"phone": "030 8090100" if n % 3 == 0 else f"030 {5550000 + 137 * n}"}
        for n, name in enumerate(_NAMES)
        for source in ("guide", "map")
        if source == "guide" or n % 4 == 0
    ),
    companies="|".join(f"{n:02d}g {n:02d}m" if n % 4 == 0 else f"{n:02d}g" for n in range(40)),
    places="|".join(f"{n:02d}g {n:02d}m" if n % 4 == 0 else f"{n:02d}g" for n in range(40)),
)
case(
    "switchboard",
    row("a1", "Rosenthal Zahntechnik GmbH", "guide", **at("Ring 5", "Fulda", "36037", "0661 900900")),
    row("a2", "Rosenthal Zahntechnik", "map", **at("Ring 5", "Fulda", "36037")),
    row("b1", "Kanzlei Wiesner", "guide", **at("Lindenallee 12", "Fulda", "36039", "0661 900900")),
    row("b2", "Rechtsanwälte Wiesner", "map", **at("Lindenallee 12", "Fulda", "36039", "0661 900900")),
    row("c1", "Tanzschule Balance", "guide", **at("Am Markt 1", "Hünfeld", "36088", "0661 900900")),
    row("d1", "Elektro Stumpf", "guide", **at("Kirchgasse 30", "Fulda", "36041", "0661 900900")),
    companies="a1 a2|b1 b2|c1|d1",
    places="a1 a2|b1 b2|c1|d1",
)
WERK = at("Industriestr. 40", "Aalen", "73430", "07361 8880")
case(
    "holding",
    row("h1", "Müller Holding GmbH", "guide", **WERK, website="mueller-aalen.example"),
    row("h2", "Müller Holding GmbH", "register", **{**WERK, "phone": None}, reg_no="HRB 501001"),
    row("b1", "Müller Bau GmbH", "guide", **WERK, website="mueller-aalen.example"),
    row("b2", "Müller Bau GmbH", "register", **{**WERK, "phone": None}, reg_no="HRB 501777"),
    row("b3", "Mueller Bau", "map", **WERK),
    companies="h1 h2|b1 b2 b3",
    places="h1 h2|b1 b2 b3",
)
ORV = dict(website="https://orvanta.example", country="DE")
case(
    "one domain",
    row("a1", "Orvanta Logistik GmbH", "guide", **(at("Hafen 1", "Hamburg", "20457", "040 1001") | ORV)),
    row("a2", "Orvanta Logistik", "map", **(at("Hafen 1", "Hamburg", "20457", "040 1001") | ORV)),
    row("b1", "Orvanta Immobilien GmbH", "guide", **(at("Hafen 1", "Hamburg", "20457", "040 1002") | ORV)),
    row("c1", "Orvanta Energie AG", "guide", **(at("Domplatz 9", "Erfurt", "99084", "0361 2003") | ORV)),
    row("c2", "ORVANTA ENERGIE AG", "map", **(at("Domplatz 9", "Erfurt", "99084") | ORV)),
    row("d1", "Orvanta Agrar GmbH", "guide", **(at("Feldweg 2", "Stendal", "39576", "03931 2004") | ORV)),
    row("e1", "Orvanta Versicherungsmakler GmbH", "guide", **(at("Hafen 1", "Hamburg", "20457") | ORV)),
    companies="a1 a2|b1|c1 c2|d1|e1",
    places="a1 a2|b1|c1 c2|d1|e1",
)
case(
    "moved",
    row("m1", "Feinwerk Kästner GmbH", "guide", website="kaestner-feinwerk.example",
        **at("Bahnhofstr. 4", "Gera", "07545", "0365 551234")),
    row("m2", "Feinwerk Kaestner", "map", website="kaestner-feinwerk.example",
        **at("Gewerbepark 18", "Gera", "07552", "0365 551234")),
    row("m3", "Feinwerk Kästner GmbH", "fair", **at("Gewerbepark 18", "Gera", "07552", "0365 551234")),
    companies="m1 m2 m3",
    places="m1|m2 m3",
    alone="m1 m2 m3",
)  # fmt: skip
RAD = dict(website="www.radhaus.example")
case(
    "brand",
    row("1", "Radhaus", "guide", **at("Ostertor 3", "Bremen", "28203", "0421 700800"), **RAD),
    row(
        "2",
        "Weserkontor Zweirad GmbH",
        "register",
        **at("Ostertor 3", "Bremen", "28203", "0421 700800"),
        **RAD,
    ),
    row("3", "Radhaus Oldenburg", "guide", **at("Lange Str. 80", "Oldenburg", "26122", "0441 9944"), **RAD),
    row("4", "Radhaus", "map", **at("Ostertor 3", "Bremen", "28203"), **RAD),
    companies="1 2 3 4",
    places="1 2 4|3",
)
case(
    "free mail",
    row("1", "Malerbetrieb Kunz", "guide", email="info@gmx.de", **at("Weg 1", "Ulm", "89075", "0731 3331")),
    row("2", "Floristik Kunze", "guide", email="info@gmx.de", **at("Platz 8", "Jena", "07745", "03641 4442")),
    row(
        "3", "Dachdecker Sommer", "guide", email="sommer.d@web.de", **at("Gasse 2", "Ulm", "89077", "0731 51")
    ),
    row("4", "Dachdeckerei Sommer", "map", email="sommer.d@web.de", **at("Gasse 2", "Ulm", "89077")),
    row("5", "Nagelstudio Lea", "guide", email="lea@gmail.com", **at("Weg 9", "Ulm", "89075", "0731 3332")),
    row("6", "Imbiss Ali", "guide", email="ali@gmail.com", **at("Weg 11", "Ulm", "89075", "0731 3335")),
    companies="1|2|3 4|5|6",
    places="1|2|3 4|5|6",
)
case(
    "marketplace",
    row("1", "Shenzhen Lumo Lighting Co., Ltd.", "fair", website="https://www.facebook.com/lumolight",
        city="Shenzhen", country="CN"),
    row("2", "Ningbo Hardy Tools Co., Ltd.", "fair", website="https://www.facebook.com/hardytools",
        city="Ningbo", country="CN"),
    row("3", "Ningbo Hardy Tools", "list", website="https://hardytools.en.alibaba.com", city="Ningbo",
        country="CN"),
    row("4", "Wenzhou Apex Valve Co., Ltd.", "list", website="https://apexvalve.en.alibaba.com",
        city="Wenzhou", country="CN"),
    companies="1|2 3|4",
    places="1|2 3|4",
)  # fmt: skip
case(
    "vat group",
    row(
        "1",
        "Stadtwerke Lohnau GmbH",
        "guide",
        **at("Werkstr. 1", "Lohnau", "98765", "03685 100"),
        vat_id="DE 811 234 567",
    ),
    row(
        "2",
        "Lohnauer Verkehrsbetriebe GmbH",
        "guide",
        **at("Depotweg 5", "Lohnau", "98765", "03685 200"),
        vat_id="DE 811 234 567",
    ),
    row(
        "3",
        "Bäder Lohnau GmbH",
        "guide",
        **at("Werkstr. 1", "Lohnau", "98765", "03685 100"),
        vat_id="DE 811 234 567",
    ),
    row(
        "4", "Stadtwerke Lohnau", "map", phone="03685 100", vat_id="DE811234567", city="Lohnau", country="DE"
    ),
    companies="1 4|2|3",
    places="1 4|2|3",
)

WESEL = at("Kornmarkt 6", "Wesel", "46483", "0281 334455")
EMDEN = at("Neuer Weg 31", "Emden", "26721", "04921 880044")
PIRNA = at("Lange Straße 18", "Pirna", "01796", "03501 660033")
case(
    "operators",
    row("b1", "Wrapperia", "guide", **WESEL, website="wrapperia.example"),
    row("b2", "Wrapperia Emden", "guide", **EMDEN, website="wrapperia.example"),
    row("b3", "Wrapperia", "guide", **PIRNA, website="wrapperia.example"),
    row("b4", "WRAPPERIA", "map", **WESEL),
    row("b5", "Wrapperia", "map", **{**EMDEN, "phone": None}, website="wrapperia.example"),
    row("o1", "Ostwind Gastro GmbH", "register", **WESEL, website="wrapperia.example", reg_no="HRB 5512"),
    row(
        "o2",
        "Velten Systemgastronomie GmbH",
        "register",
        **EMDEN,
        website="wrapperia.example",
        reg_no="HRB 90235",
    ),
    row(
        "o3",
        "Harden Restaurantbetriebe e.K.",
        "register",
        **PIRNA,
        website="wrapperia.example",
        reg_no="HRA 4712",
    ),
    companies="b1 b2 b3 b4 b5|o1|o2|o3",
    places="b1 b4|b2 b5|b3|o1|o2|o3",
    alone="b1 b4 o1|b2 b5 o2|b3 o3",
)
HOF = at("Gerberhof 2", "Gera", "07545", "0365 771100") | dict(website="kestrel-bau.example")
case(
    "two forms",
    row("g1", "Kestrel Bau GmbH", "guide", **HOF),
    row("g2", "Kestrel Bau GmbH", "map", **HOF),
    row("a1", "Kestrel Bau AG", "guide", **HOF),
    row("a2", "Kestrel Bau AG", "fair", **HOF),
    companies="g1 g2|a1 a2",
    places="g1 g2|a1 a2",
    alone="a1 a2 g1 g2",
)
case(
    "changed form",
    row("n1", "Milan Optik AG", "register", **at("Markt 4", "Zeitz", "06712"), reg_no="HRB 7703"),
    row(
        "n2", "Milan Optik GmbH", "guide", **at("Markt 4", "Zeitz", "06712", "03441 5050"), reg_no="HRB 7703"
    ),
    companies="n1 n2",
    places="n1 n2",
)
