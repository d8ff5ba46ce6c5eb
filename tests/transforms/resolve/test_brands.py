"""A name that one company bears in several towns ties its listings without a site together."""

from transforms.resolve import resolve

from .listings import frame, groups, row


def companies(*rows):
    return groups(resolve(frame(*rows), level="company"))


def shops(towns, **values):
    same = dict(country="DE") | values
    return [row(f"{at}", "Radhaus", street=f"Ring {at}", city=f"Ort {at}", **same) for at in range(towns)]


SITE = dict(website="radhaus.example")
SHOP = row("x", "Radhaus GmbH", "fair", street="Gartenweg 3", city="Bonn", country="DE")


def test_a_listing_without_site_joins_the_brand_it_names_unless_another_bears_the_name():
    other = row("y", "Radhaus GmbH", "fair", city="Kiel", country="DE", reg_no="HRB 1234")
    namesake = row("z", "Radhaus GmbH", "fair", city="Jena", country="DE", reg_no="HRB 5678")
    site = shops(8, **SITE)
    assert len(companies(*site, SHOP)) == len(companies(*site, SHOP, other)) == 1
    assert len(companies(*site, SHOP, other, namesake)) == 4
    assert len(companies(*site, {**SHOP, "country": "AT"})) == 2
    assert len(companies(*site, {**SHOP, "country": None})) == 1


def test_a_site_in_two_towns_is_no_brand_and_a_name_without_site_needs_more_towns():
    assert len(companies(*shops(1, **SITE), SHOP)) == 2
    assert len(companies(*shops(2, **SITE), SHOP)) == 1
    assert len(companies(*shops(4))) == 4
    assert len(companies(*shops(5))) == 1


def test_a_name_of_common_words_is_many_companies_unless_its_towns_print_one_site():
    def named(name, *, sited=0, of=9):
        return [
            row(f"{at}", name, city=f"Ort {at}", country="DE", website="one.example" if at < sited else None)
            for at in range(of)
        ]

    for name in ("Rathaus-Apotheke", "Hotel Post", "Goetheschule", "Golden Dragon", "Bar Roma"):
        assert len(companies(*named(name))) == 9, name
    assert len(companies(*named("Brot & Butter"))) == 1
    assert len(companies(*named("Volksbank", sited=1))) == 9
    assert len(companies(*named("Volksbank", sited=4))) == 1


def test_a_word_that_other_names_bear_and_the_name_of_a_town_make_no_brand():
    others = [
        row(f"o{at}", f"Radhaus {word}", city="Bonn") for at, word in enumerate("Ost Meier Ilse".split())
    ]
    more = [row(f"m{at}", f"Radhaus {word}", city="Kiel") for at, word in enumerate("Uhl Zech Aal".split())]
    assert len(companies(*shops(5), *others)) == 1 + len(others)
    assert len(companies(*shops(5), *others, *more)) == 5 + len(others + more)
    town = [
        row(f"t{at}", "Testat", city="Radhaus", street=f"Weg {at}", phone=f"0228 {at}55") for at in range(3)
    ]
    assert len(companies(*shops(5), *town)) >= 5


def test_branches_that_print_their_town_follow_the_brand_and_make_none():
    marked = [
        row("a", "Radhaus Filiale Bonn", city="Bonn", country="DE"),
        row("b", "RADHAUS JENA", city="Jena", country="DE"),
    ]
    assert len(companies(*shops(8, **SITE), *marked)) == 1
    towns = "Bonn Jena Kiel Ulm Wesel Emden Gera".split()
    works = [row(town, f"Stadtwerke {town}", city=town, country="DE") for town in towns]
    assert len(companies(*works)) == len(towns)


def test_two_branches_that_one_list_prints_with_their_towns_are_no_two_companies():
    def two(one, other):
        return len(
            companies(
                *shops(8, **SITE),
                row("a", one, city="Bonn", country="DE", **SITE),
                row("b", other, city="Jena", country="DE", **SITE),
            )
        )

    assert two("Radhaus Bonn GmbH", "Radhaus Jena GmbH") == 1
    assert two("Radhaus Verleih GmbH", "Radhaus Finanz GmbH") > 1
