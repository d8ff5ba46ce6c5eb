"""Which printed text becomes which field."""

from __future__ import annotations

import base64
import json

import pytest

from extractors.auto.evidence import is_phone, phones_of, place_in
from extractors.auto.words import label_of, leading_label, split_labels
from tests.extractors.auto.made_up import FIRMS, Firm, each, of, read, values


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Tel.", "phone"), ("Téléphone :", "phone"), ("电话", "phone"), ("電　話", "phone"), 
        ("Telefax", "fax"), ("E-Mail", "email"), ("Öffnungszeiten", "hours"), ("Cód. Postal:", "postcode"), 
        ("Strona www", "website"), ("Brandt Schalter GmbH", None), ("Hafenstraße 3", None),
    ],
)  # fmt: skip
def test_labels_are_known_in_many_languages(text: str, field: str | None) -> None:
    assert label_of(text) == field


def test_a_label_opens_a_text_with_and_without_colon() -> None:
    assert leading_label("Tel 0711 22") == ("phone", "0711 22")
    assert leading_label("Fax: 0711 23") == ("fax", "0711 23")
    assert leading_label("电话：010 6554") == ("phone", "010 6554")
    assert leading_label("https://brandt.example") is None


def test_several_labels_in_one_line_are_cut() -> None:
    assert split_labels("Hafenstraße 3, Tel. 0711 22 / Fax 0711 23") == (
        "Hafenstraße 3",
        "Tel. 0711 22",
        "Fax 0711 23",
    )


@pytest.mark.parametrize("text", ["12.05.2024", "2019-2024", "47.3182", "1 234", "2024"])
def test_dates_coordinates_and_counts_are_no_numbers(text: str) -> None:
    assert not is_phone(text)
    assert phones_of(text) == []


@pytest.mark.parametrize(
    "text", ["0711 22 33 44", "(413) 233-4668", "+49 30 123456", "02 99 77 18 73", "253.941.6000"]
)
def test_numbers_of_many_countries_are_numbers(text: str) -> None:
    assert [match.group() for match in phones_of(f"Tel: {text}")] == [text]


def test_a_place_is_a_town_before_a_region_or_country() -> None:
    assert place_in("Dorfplatz, Chora, Mykonos, Greece") == ("Dorfplatz, Chora", "Mykonos", "Greece")
    assert place_in("Covington, LA") == ("", "Covington", "LA")
    assert place_in("Brandt Schalter, Inc.") is None


def entry(one: Firm, inner: str) -> str:
    return f"<li><h3>{one.name}</h3><p>{one.street}<br>{one.postcode} {one.city}</p>{inner}</li>"


def test_the_fax_is_not_the_phone_even_where_it_comes_first() -> None:
    found = read(
        "<ul>" + each(lambda one: entry(one, f"<p>Fax: 0711 55 66 77</p><p>Tel: {one.phone}</p>")) + "</ul>"
    )
    assert values(found, "phone") == of("phone")


def test_an_article_number_is_no_phone() -> None:
    found = read("<ul>" + each(lambda one: entry(one, "<p>Art.-Nr. 004-286-98</p>")) + "</ul>")
    assert values(found, "phone") == [None] * len(FIRMS)


def test_links_to_maps_and_networks_are_no_websites() -> None:
    links = (
        '<a href="https://www.google.com/maps?q=x">Karte</a> <a href="https://www.facebook.com/x">f</a>'
        '<a href="https://verband.example/x">intern</a>'
    )
    found = read("<ul>" + each(lambda one: entry(one, links)) + "</ul>")
    assert values(found, "website") == [None] * len(FIRMS)


def test_a_counting_link_leads_to_the_website() -> None:
    found = read(
        "<ul>"
        + each(lambda one: entry(one, f'<a href="/out?u=http%3A%2F%2F{one.host}%2F">Web</a>'))
        + "</ul>"
    )
    assert values(found, "website") == [f"http://{one.host}/" for one in FIRMS]


def test_the_own_site_of_a_company_wins_over_other_links() -> None:
    links = '<a href="https://ads.example.net/c?1">Kredit</a> <a href="https://{0}/">{0}</a>'
    found = read("<ul>" + each(lambda one: entry(one, links.format(one.host))) + "</ul>")
    assert values(found, "website") == [f"https://{one.host}/" for one in FIRMS]


def test_microdata_and_hidden_values_are_read() -> None:
    found = read(
        each(
            lambda one: (
                '<div itemscope itemtype="https://schema.org/LocalBusiness">'
                f'<span itemprop="name">{one.name}</span> in <span>Handwerk</span>'
                f'<meta itemprop="telephone" content="{one.phone}"><div itemprop="address" itemscope>'
                f'<span itemprop="streetAddress">{one.street}</span><meta itemprop="postalCode"'
                f' content="{one.postcode}">'
                f'<span itemprop="addressLocality">{one.city}</span></div></div>'
            )
        )
    )
    for field in ("name", "phone", "street", "postcode", "city"):
        assert values(found, field) == of(field)


def test_an_encoded_mailbox_is_decoded() -> None:
    def hidden(one: Firm) -> str:
        code = base64.b64encode(f"mailto:{one.email}".encode()).decode()
        return entry(one, f'<p>Tel: {one.phone}</p><a href="#" data-contact="{code}">Nachricht</a>')

    assert values(read("<ul>" + each(hidden) + "</ul>"), "email") == of("email")


def test_json_ld_fills_what_is_not_shown() -> None:
    stated = [
        {"@type": "LocalBusiness", "name": one.name, "telephone": one.phone, "email": one.email}
        for one in FIRMS
    ]
    head = f'<title>Mitglieder</title><script type="application/ld+json">{json.dumps(stated)}</script>'
    found = read("<ul>" + each(lambda one: entry(one, "")) + "</ul>", head=head)
    assert values(found, "email") == of("email")
    assert values(found, "city") == of("city")


def test_json_ld_alone_will_do_where_nothing_is_shown() -> None:
    stated = [{"@type": "LocalBusiness", "name": one.name, "telephone": one.phone} for one in FIRMS]
    head = f'<title>Karte</title><script type="application/ld+json">{json.dumps(stated)}</script>'
    found = read('<div id="map"></div>', head=head)
    assert found.method == "structured"
    assert values(found, "name") == of("name")


def test_contact_persons_are_not_companies() -> None:
    head = "<tr><th>Company</th><th>Contact Person</th><th>Address</th></tr>"
    rows = each(
        lambda one: (
            f"<tr><td>{one.name}</td><td>Erika Muster</td><td>{one.street}, {one.postcode} {one.city}"
            f"</td></tr>"
        )
    )
    found = read(f"<table>{head}{rows}</table>")
    assert values(found, "name") == of("name")
    assert "Erika Muster" not in {text for record in found.records for text in record.values.values()}


def test_each_value_knows_the_element_that_printed_it() -> None:
    found = read("<ul>" + each(lambda one: entry(one, f"<p>Tel: {one.phone}</p>")) + "</ul>")
    for record in found.records:
        assert record.node is not None and record.node.tag == "li"
        for field in ("name", "phone", "street"):
            assert record.values[field] in " ".join((record.nodes[field].text() or "").split())


def test_list_numbers_are_no_part_of_a_name() -> None:
    rows = "".join(
        f"<li><b>{n}. {one.name}</b><br>{one.postcode} {one.city}<br>{one.phone}</li>"
        for n, one in enumerate(FIRMS, 1)
    )
    assert values(read(f"<ul>{rows}</ul>"), "name") == of("name")


def test_the_stars_of_a_hotel_are_no_part_of_its_name() -> None:
    stars = '<h3><a href="/h/{0}">Hotel {0}</a> <span>★★★</span></h3><p>{1}, {2} {3}</p>'
    found = read(each(lambda one: f"<li>{stars.format(one.host[4:9], *one[1:4])}</li>"))
    assert values(found, "name") == [f"Hotel {one.host[4:9]}" for one in FIRMS]


def test_values_that_only_attributes_hold_are_read() -> None:
    found = read(
        each(
            lambda one: (
                f'<div data-phone="{one.phone}" data-zip="{one.postcode}"><h3>{one.name}</h3>'
                f"<p>{one.email}</p>"
                f"<button onclick=\"window.open('http://{one.host}/')\">Web</button></div>"
            )
        )
    )
    assert values(found, "phone") == of("phone")
    assert values(found, "postcode") == of("postcode")
    assert values(found, "website") == [f"http://{one.host}/" for one in FIRMS]


def test_the_data_of_a_script_will_do_where_nothing_is_shown() -> None:
    rows = [
        {
            "companyName": one.name,
            "phoneNumber": one.phone,
            "address": {"streetAddress": one.street, "zip": one.postcode},
        }
        for one in FIRMS
    ]
    data = json.dumps(
        {"props": {"members": rows, "menu": [{"name": "Start"}, {"name": "News"}, {"name": "Kontakt"}]}}
    )
    found = read(f'<div id="app"></div><script id="__DATA__" type="application/json">{data}</script>')
    assert found.method == "structured"
    assert values(found, "name") == of("name")
    assert values(found, "phone") == of("phone")
    assert values(found, "street") == of("street")
    assert values(found, "postcode") == of("postcode")


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("Unit 3, Moorland Ind Est, Looe, Cornwall, PL13 1AB", "Unit 3, Moorland Ind Est"),
        ("The Old Forge, Church Lane, Looe, Cornwall PL13 1AB", "The Old Forge, Church Lane"),
        ("Av. Brasil, 4500 - Centro, Joinville - SC, 89201-000", "Av. Brasil, 4500 - Centro"),
        ("12, MG Road, Rajkot 360001", "12, MG Road"),
    ],
)
def test_the_street_is_all_that_a_line_prints_before_the_town(line: str, street: str) -> None:
    found = read("<ul>" + each(lambda one: f"<li><h3>{one.name}</h3><p>{line}</p></li>") + "</ul>")
    assert values(found, "street") == [street] * len(FIRMS)


def test_parts_of_an_address_side_by_side_are_parted_like_words_between_commas() -> None:
    place = "<span>2301 Highway 12</span> <span>Colby</span> <span>KS</span> <span>67701</span>"
    found = read("<ul>" + each(lambda one: f"<li><h3>{one.name}</h3><p>{place}</p></li>") + "</ul>")
    wanted = {"street": "2301 Highway 12", "city": "Colby", "region": "KS", "postcode": "67701"}
    assert [{key: one.values.get(key) for key in wanted} for one in found.records] == [wanted] * len(FIRMS)


def test_a_postcode_in_the_line_below_belongs_to_the_address() -> None:
    place = "<p>14 Fore Street<br>Looe, Cornwall<br>PL13 1AB</p>"
    found = read("<ul>" + each(lambda one: f"<li><h3>{one.name}</h3>{place}</li>") + "</ul>")
    assert values(found, "postcode") == ["PL13 1AB"] * len(FIRMS)


def test_a_word_of_a_name_is_no_label() -> None:
    def item(one: Firm) -> str:
        return f"<li><a>{one.host[4:9]} Law Office</a>, {one.street}, {one.postcode} {one.city}</li>"

    found = read(f"<ul>{each(item)}</ul>")
    assert values(found, "name") == [f"{one.host[4:9]} Law Office" for one in FIRMS]


def test_the_longest_known_part_of_a_label_tells_the_field() -> None:
    assert label_of("Business Phone Number:") == "phone"
    assert label_of("Business Website Address:") == "website"
    assert label_of("Business Number") == "other"


def test_opening_hours_are_no_names_and_a_number_ends_one() -> None:
    found = read(
        "<ul>"
        + "".join(
            f"<li><div>Filiale {one.city} {n}</div><div>{one.street}, {one.postcode} {one.city}</div>"
            f"<div>Mo-Fr 9:00-18:00</div></li>"
            for n, one in enumerate(FIRMS)
        )
        + "</ul>"
    )
    assert values(found, "name") == [f"Filiale {one.city} {n}" for n, one in enumerate(FIRMS)]


@pytest.mark.parametrize(
    "printed", ["{0} snabel-a {1} punktum {2}", "{0} (arond) {1}.{2}", "{0}★{1}.{2}", "{0} arroba {1}.{2}"]
)
def test_a_mailbox_is_read_however_its_sign_is_told(printed: str) -> None:
    def told(one: Firm) -> str:
        user, _, host = one.email.partition("@")
        return f"<p>{printed.format(user, *host.rsplit('.', 1))}</p>"

    assert values(read("<ul>" + each(lambda one: entry(one, told(one))) + "</ul>"), "email") == of("email")


def test_a_protected_mailbox_is_decoded_where_the_first_records_have_none() -> None:
    def item(number: int, one: Firm) -> str:
        code = "20" + "".join(f"{ord(char) ^ 0x20:02x}" for char in one.email)
        return entry(one, f'<a data-cfemail="{code}">[email protected]</a>' if number > 5 else "")

    found = read("<ul>" + "".join(item(n, one) for n, one in enumerate(FIRMS)) + "</ul>")
    assert values(found, "email") == [None] * 6 + of("email")[6:]


def test_a_street_may_stand_after_its_town() -> None:
    place = "<p>Borászat</p><p>7621 Pécs, Dózsa György út 18.</p>"
    found = read("<ul>" + each(lambda one: f"<li><h3>{one.name}</h3>{place}</li>") + "</ul>")
    assert values(found, "street") == ["Dózsa György út 18."] * len(FIRMS)


def test_a_label_may_end_with_another_one() -> None:
    assert split_labels("Persoană de contact: Bogdan Lupu") == ("Persoană de contact: Bogdan Lupu",)
    assert label_of("Domeniu de activitate: Mobilier") is None


def test_the_class_of_a_record_says_nothing_of_one_text_in_it() -> None:
    def item(one: Firm) -> str:
        trade = "Optiker" if len(one.city) > 6 else "Maler"
        place = f"<p>{one.street}, {one.postcode} {one.city}</p><p>{one.phone}</p><p>{one.email}</p>"
        return f'<li class="type-place"><h3>{one.name}</h3>{place}<span>{trade}</span></li>'

    assert set(values(read(f"<ul>{each(item)}</ul>"), "category")) == {"Optiker", "Maler"}


ROWS = [
    {"id": n, "title": one.name, "phone": one.phone, "city": {"name": one.city}, "url": f"/m/{n}"}
    for n, one in enumerate(FIRMS)
]
DATA = json.dumps(ROWS)


@pytest.mark.parametrize(
    "carrier",
    [
        "<script>window.__STATE__ = {'list': " + DATA + "};</script>",
        "<script>window.__STATE__ = JSON.parse(" + json.dumps(DATA) + ")</script>",
        "<script>$(function(){ var at = [1, 2], shops = " + DATA + "; draw(shops, at); })</script>",
        "<script>window.N=(function(a){return {data:[{shops:" + DATA + ",on:a}]}}(!0))</script>",
        "<script>var s = " + json.dumps({f"Shop:{row['id']}": row for row in ROWS}) + "</script>",
        f"<div data-shops='{DATA}'></div>",
    ],
)
def test_data_is_found_wherever_a_page_carries_it(carrier: str) -> None:
    found = read(f'<div id="app"></div>{carrier}')
    for field in ("name", "phone", "city"):
        assert values(found, field) == of(field)
    assert values(found, "detail_url") == [f"/m/{n}" for n in range(len(FIRMS))]


@pytest.mark.parametrize("more", [{}, {"phone": "0711 22 33 44", "price": 3}])
def test_articles_and_offers_in_data_are_no_companies(more: dict[str, object]) -> None:
    rows = [{"title": one.name, "url": f"https://{one.host}/", "city": one.city} | more for one in FIRMS]
    assert read(f"<script>var news = {json.dumps(rows)}</script>").records == []


def test_postcode_and_town_may_be_columns_of_a_table_without_headings() -> None:
    def row(one: Firm) -> str:
        return (
            f"<tr><td>{one.name}</td><td>{one.street}</td><td>{one.postcode}</td><td>{one.city}</td>"
            f"<td>{one.phone}</td></tr>"
        )

    found = read(f"<table>{each(row)}</table>")
    for field in ("street", "postcode", "city", "phone"):
        assert values(found, field) == of(field)


def test_a_number_before_a_street_is_no_postcode_of_it() -> None:
    place = "<p>2301 Highway 12<br>Colby, KS 67701</p>"
    found = read("<ul>" + each(lambda one: f"<li><h3>{one.name}</h3>{place}</li>") + "</ul>")
    assert values(found, "street") == ["2301 Highway 12"] * len(FIRMS)
    assert values(found, "city") == ["Colby"] * len(FIRMS)


def test_a_street_is_no_label_though_it_ends_with_a_word_for_one() -> None:
    assert label_of("14 Fore Street") is None


def test_the_icon_or_class_of_a_number_tells_the_fax() -> None:
    fax, phone = '<p><i class="fa fa-fax"></i> 0711 99 88 77</p>', '<p><i class="fa fa-phone"></i> {}</p>'
    found = read("<ul>" + each(lambda one: entry(one, fax + phone.format(one.phone))) + "</ul>")
    assert values(found, "phone") == of("phone")


def test_headings_over_streets_without_towns_are_the_towns() -> None:
    def part(number: int) -> str:
        rows = "".join(
            f"<tr><td>{one.name}</td><td>{one.street}</td><td>{one.phone}</td></tr>"
            for one in FIRMS[number : number + 2]
        )
        return f"<h4>{FIRMS[number].city}</h4><table>{rows}</table>"

    found = read("".join(part(number) for number in range(0, 8, 2)))
    assert values(found, "city") == [FIRMS[number // 2 * 2].city for number in range(8)]


def test_the_number_of_a_house_is_no_label() -> None:
    assert split_labels("Atatürk Cad. No: 12, 35530 Bornova") == ("Atatürk Cad. No: 12, 35530 Bornova",)


def test_a_plot_of_land_is_no_reference() -> None:
    assert leading_label("Lot 3 Pacific Highway") is None
    assert leading_label("Lot 4711-3") == ("reference", "4711-3")


def test_a_street_that_reads_like_town_and_code_stands_above_its_town() -> None:
    place = "<p>Školní 1023<br>602 00 Brno</p>"
    found = read(
        "<ul>" + each(lambda one: f"<li><h3>{one.name}</h3>{place}<p>{one.phone}</p></li>") + "</ul>"
    )
    assert values(found, "street") == ["Školní 1023"] * len(FIRMS)
    assert values(found, "city") == ["Brno"] * len(FIRMS)


def test_a_letter_before_a_colon_is_no_label_without_a_number() -> None:
    assert leading_label("T:mi Aalto") is None
    assert leading_label("T: 09 123 456") == ("phone", "09 123 456")


def test_characters_without_width_belong_to_no_value() -> None:
    found = read("<ul>" + each(lambda one: f"<li><h3>\u200b{one.name}</h3>\ufeff{one.phone}</li>") + "</ul>")
    assert values(found, "name") == of("name")
    assert values(found, "phone") == of("phone")
