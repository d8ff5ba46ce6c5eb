"""Lists whose records print little, in an order of their own or beside richer ones."""

from __future__ import annotations

from tests.extractors.auto.made_up import FIRMS, Firm, each, of, read, values

N = len(FIRMS)
TOWNS = ["Husum", "Passau", "Zwickau", "Husum"] * 2


def numbered(make: str) -> str:
    return "".join(make.format(one, town=town) for one, town in zip(FIRMS, TOWNS, strict=True))


def test_plain_entries_below_paid_ones_are_records_too() -> None:
    def paid(name: str) -> str:
        place = (
            f"<p>Hafenweg 3<br>24103 Kiel</p><p>0431 12 34 56</p><a href='https://{name}.example/'>Web</a>"
        )
        return f"<div class='premium'><h3><a href='/p/{name}'>{name.title()} GmbH</a></h3>{place}</div>"

    names = ("abendrot", "birkhof", "calla")
    rows = numbered("<tr><td>{0.name}</td><td>{town}</td><td>{0.phone}</td></tr>")
    found = read(f"{''.join(map(paid, names))}<table>{rows}</table>")
    assert values(found, "name") == [*(f"{name.title()} GmbH" for name in names), *of("name")]
    assert values(found, "phone")[3:] == of("phone")
    again = f"<tr><td>Birkhof GmbH</td><td>Kiel</td><td>0431 12 34 56</td></tr>{rows}"
    twice = read(f"{''.join(map(paid, names))}<table>{again}</table>")
    assert values(twice, "name") == values(found, "name")


def test_links_of_a_grid_are_lines_of_their_own() -> None:
    def tile(one: Firm) -> str:
        return f"<a href='/m/{one.host}'><span>{one.name}</span><span>{one.city}</span></a>"

    assert values(read(f"<div>{each(tile)}</div>"), "name") == of("name")


def test_a_town_may_stand_before_the_name() -> None:
    items = numbered("<li>{town}: <a href='/m/{0.host}'>{0.name}</a>, {0.phone}</li>")
    found = read(f"<ul>{items}</ul>")
    assert values(found, "name") == of("name")
    assert values(found, "city") == TOWNS
    found = read(f"<table>{numbered('<tr><td>{town}</td><td>{0.name}</td><td>{0.phone}</td></tr>')}</table>")
    assert values(found, "name") == of("name")
    assert values(found, "city") == TOWNS


def test_numbers_of_licences_are_no_booths() -> None:
    def row(one: Firm) -> str:
        return f"<tr><td>CL-4{one.postcode[2:]}</td><td>{one.name}</td><td>01/12/2026</td></tr>"

    found = read(f"<table>{each(row)}</table>")
    assert values(found, "name") == of("name")
    assert values(found, "booth") == [None] * N


def test_the_publisher_below_a_list_is_no_entry() -> None:
    def row(one: Firm) -> str:
        return (
            f"<tr><td><b>{one.name}</b><br>{one.street}<br>{one.postcode} {one.city}<br>{one.phone}</td></tr>"
        )

    imprint = "Verband Muster e.V.<br>Lindenallee 1<br>10115 Berlin<br>030 123 45 67<br>&copy; 2002 Verband"
    found = read(f"<table>{each(row)}<tr><td>{imprint}</td></tr></table>")
    assert values(found, "name") == of("name")
