"""Pages without a list: nothing is better than a guess, and the reason is a sentence."""

from __future__ import annotations

import pytest

from tests.extractors.auto.made_up import FIRMS, Firm, each, of, read, values

TITLES = (
    "Neues Gesetz beschlossen",
    "Messe war ein Erfolg",
    "Vorstand gewählt",
    "Sommerfest im Juli",
    "Neue Räume",
)
NEWS = "".join(
    f'<article><h3><a href="/n/{n}">{text}</a></h3><time>12.05.2024</time></article>'
    for n, text in enumerate(TITLES)
)
JOBS = "".join(f'<li><a href="/j/{n}">Schlosser (m/w/d)</a> Husum, 03.04.2024</li>' for n in range(9))
SHOP = "".join(
    f'<li><a href="/p/{n}">Tisch Modell {n}</a> <b>{n}9,00 €</b> Art. 004-286-9{n}</li>' for n in range(9)
)
WORDS = ("Bau", "Holz", "Metall", "Optik", "Pumpen", "Glas")
TAGS = '<div class="tags">' + " ".join(f'<a href="/t/{word}">{word}</a>' for word in WORDS) + "</div>"
CONTACT = "<p>Telefon: 0711 22 33 44</p><p>Fax: 0711 22 33 45</p><p>E-Mail: info@brandt.example</p>"


@pytest.mark.parametrize("body", ["", NEWS, f"<ul>{JOBS}</ul>", f"<ul>{SHOP}</ul>", TAGS, CONTACT])
def test_other_lists_are_left_alone(body: str) -> None:
    found = read(body, head="<title>Verband</title>", url="https://verband.example/")
    assert found.records == []
    assert found.reason and found.reason.endswith(".") and found.reason.count(".") == 1
    assert found.next_page is None
    assert found.confidence == 0.0


def test_the_publishers_own_address_is_no_record() -> None:
    found = read(
        "<ul>"
        + each(lambda one: f"<li><b>{one.name}</b><br>{one.postcode} {one.city}<br>{one.phone}</li>")
        + "</ul>"
    )
    assert values(found, "name") == of("name")


def test_advertisements_between_records_are_left_out() -> None:
    cards = [
        f"<div><h3>{one.name}</h3><p>{one.street}</p><p>{one.postcode} {one.city}</p><p>{one.phone}</p></div>"
        for one in FIRMS
    ]
    cards.insert(3, '<div><a href="https://ads.example.net/1">Kredit ab 2,9 %</a></div>')
    assert values(read("<main>" + "".join(cards) + "</main>"), "name") == of("name")


def test_a_page_about_one_company_gives_that_company() -> None:
    one, similar = FIRMS[0], FIRMS[1:5]
    rows = "".join(f'<li><a href="/f/{s.host}">{s.name}</a> {s.phone}</li>' for s in similar)
    body = (
        f"<article><h1>{one.name}</h1><p>{one.street}<br>{one.postcode} {one.city}</p><p>Tel: {one.phone}</p>"
        f'<a href="mailto:{one.email}">{one.email}</a></article><h2>Ähnliche Firmen</h2><ul>{rows}</ul>'
    )
    head = f"<title>{one.name} in {one.city}</title>"
    found = read(body, head=head, title="", url="https://suche.example/f/brandt")
    assert found.method == "profile"
    assert [record.values for record in found.records] == [
        {
            "name": one.name,
            "street": one.street,
            "postcode": one.postcode,
            "city": one.city,
            "phone": one.phone,
            "email": one.email,
        }
    ]
    assert found.next_page is None


def test_people_of_one_organisation_are_not_companies() -> None:
    names = ("Erika Muster", "Max Beispiel", "Jo Anders", "Kim Weber", "Pat Sommer")
    rows = "".join(
        f"<div><h4>{name}</h4><p>Vertrieb</p><p>Tel: 0711 22 33 4{n}</p>"
        f"<p>{name.split()[1].lower()}@verband.example</p></div>"
        for n, name in enumerate(names)
    )
    for title in ("<h1>Our team</h1>", "<h1>Mitglieder</h1>"):
        found = read(rows, title=title, head="<title>Verband</title>", url="https://verband.example/")
        assert found.records == []


def test_names_with_titles_of_persons_are_not_companies_unless_they_are_practices() -> None:
    names = ("Dr. Erika Muster", "Max Beispiel", "Prof. Dr. Jo Anders", "Kim Weber", "Pat Sommer")
    place = "<p>Hauptstr. {n}<br>70565 Stuttgart</p>"
    for more, count in (("", 0), (place, 5)):
        rows = "".join(
            f"<div><h4>{name}</h4><p>Tel. 0711 22 33 4{n}</p>{more.format(n=n + 3)}"
            f"<p><a href='mailto:p{n}@verband.example'>E-Mail</a></p></div>"
            for n, name in enumerate(names)
        )
        found = read(rows, title="<h1>Kontakt</h1>", url="https://verband.example/")
        assert len(found.records) == count, more


def test_a_page_with_contacts_in_its_footer_alone_is_no_profile() -> None:
    head = "<title>Akkuschrauber | Muster Werkzeug</title>"
    found = read("<p>Werkzeug für Haus und Hof.</p>", title="<h1>Akkuschrauber</h1>", head=head)
    assert found.records == []


@pytest.mark.parametrize(
    ("title", "name", "sign"),
    [("Immobilien", "Haus in", "€ 250.000"), ("Veranstaltungen", "Konzert in", "3.10.2025")],
)
def test_what_has_dates_or_prices_is_an_event_or_an_offer(title: str, name: str, sign: str) -> None:
    def item(one: Firm) -> str:
        place = f"<p>{one.street}, {one.postcode} {one.city}</p><p>Tel. {one.phone}</p>"
        return f"<li><h3>{name} {one.city} {one.host[3:6]}</h3><p>{sign}</p>{place}</li>"

    page = {"title": f"<h1>{title}</h1>", "head": f"<title>{title}</title>", "url": "https://x.example/a"}
    assert read(f"<ul>{each(item)}</ul>", **page).records == []
