"""A spec written from one page: proved on it, read back by the strict model, open about what is not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from config.catalogue import load_source
from extractors.check import check_selectors
from extractors.describe import country_of_list, kind_of, publisher_of, source_name
from extractors.page import Document
from extractors.propose import likeness, propose, read_with
from extractors.read import links_of
from extractors.spec_text import spec_text
from tests.extractors.pages import DAY, page

LAYOUTS = Path(__file__).parents[1] / "layouts" / "dev"
LISTS = sorted(
    path.parent for path in LAYOUTS.glob("*/meta.json") if json.loads(path.read_text())["shape"] == "listing"
)
CARD = """<li class="member"><h3><a href="/m/{n}">{name}</a></h3><p class="place">{street}<br>{town}</p>
<p>Tel. <span class="tel">{phone}</span></p></li>"""
FIRMS = [
    ("Brandt Maschinenbau GmbH", "Industriestr. 4", "70565 Stuttgart", "+49 711 555010"),
    ("Keller Elektronik AG", "Bahnhofstr. 9", "68159 Mannheim", "+49 621 5550120"),
    ("Möller Fördertechnik KG", "Hafenweg 12", "28195 Bremen", "+49 421 5550177"),
    ("Alder Antriebe GmbH", "Ringstraße 31", "90402 Nürnberg", "+49 911 5550188"),
    ("Weber & Sohn Pumpen", "Am Markt 2", "99084 Erfurt", "+49 361 5550199"),
    ("Sturm Hydraulik GmbH", "Lindenallee 77", "45127 Essen", "+49 201 5550133"),
]


def members(head: str = "<title>Unsere Mitglieder | Verband Nord</title>", more: str = "") -> str:
    cards = "".join(
        CARD.format(n=n, name=name, street=street, town=town, phone=phone)
        for n, (name, street, town, phone) in enumerate(FIRMS, 1)
    )
    return f"<html lang=de><head>{head}</head><body><h1>Mitglieder</h1><ul>{cards}</ul>{more}</body></html>"


def document(body: str, url: str = "https://www.verband-nord.de/mitglieder") -> Document:
    return Document(page(body, url))


def test_a_spec_is_what_a_person_would_have_written(tmp_path: Path) -> None:
    more = '<a class="weiter" href="/mitglieder?seite=2">Weiter</a>'
    proposal = propose(document(members(more=more)), delay_s=7.0)
    spec = proposal.spec
    assert spec is not None
    assert (spec["source"], spec["kind"]) == ("de_verband_nord_members", "association")
    assert spec["publisher"] == {"name": "Verband Nord", "url": "https://www.verband-nord.de/"}
    assert spec["enabled"] is False and spec["country"] == "DE"
    assert spec["list"]["record"] == "li.member" and spec["list"]["fields"]["name"] in ("h3 a", "h3")
    assert spec["detail"]["follow"].endswith("@href")
    assert spec["politeness"] == {"delay_s": 7.0, "concurrency": 1}
    assert spec["bounds"]["min"]["records"] == 5 and "max" not in spec["bounds"]
    assert [row.name for row in proposal.rows] == [firm[0] for firm in FIRMS]
    assert [(row.street, f"{row.postcode} {row.city}") for row in proposal.rows] == [f[1:3] for f in FIRMS]
    path = tmp_path / "de_verband_nord_members.yml"
    path.write_text(spec_text(proposal, DAY).replace("FILL IN", "read on a day,"), encoding="utf-8")
    source = load_source(path)
    assert check_selectors(source) >= 4
    links = {link.role: link.url for link in links_of(page(members(more=more)), source)}
    assert links["list"].endswith("/mitglieder?seite=2") and links["detail"].endswith("/m/6")


def test_terms_are_left_to_a_person(tmp_path: Path) -> None:
    proposal = propose(document(members()))
    path = tmp_path / "de_verband_nord_members.yml"
    path.write_text(spec_text(proposal, DAY), encoding="utf-8")
    with pytest.raises(Exception, match=r"terms\.basis.*FILL IN"):
        load_source(path)


def test_a_list_that_is_whole_gets_an_upper_bound_too() -> None:
    spec = propose(document(members())).spec
    assert spec is not None and spec["bounds"]["max"] == {"records": 12}


def test_a_page_without_a_list_gives_no_spec_but_a_reason() -> None:
    proposal = propose(document("<h1>About us</h1><p>We are nobody.</p>"))
    assert proposal.spec is None and proposal.rows == [] and proposal.reason


def test_a_page_about_one_company_is_no_list() -> None:
    folder = LAYOUTS / "profile-similar-companies-de"
    url = json.loads((folder / "meta.json").read_text())["url"]
    proposal = propose(Document(page((folder / "page.html").read_bytes(), url)))
    assert proposal.spec is None and "one company" in (proposal.reason or "")


def test_a_category_that_many_records_link_to_is_no_page_of_theirs() -> None:
    body = members()
    for number in range(1, 7):
        body = body.replace(f"/m/{number}", f"/category/{number % 2}")
    spec = propose(document(body)).spec
    assert spec is not None and "detail" not in spec


@pytest.mark.parametrize(
    ("here", "following", "way"),
    [
        ("/list", "/list?page=2", {"page": "page"}),
        ("/list", "/list?p=1", {"page": "p", "start": 0}),
        ("/list?page=3", "/list?page=4", {"page": "page"}),
        ("/list", "/list?start=6", {"offset": "start"}),
        ("/list?from=6", "/list?from=12", {"offset": "from"}),
        ("/list", "/list/page/2", {"path": "/page/{page}"}),
        ("/list/page/2/", "/list/page/3/", {"path": "/page/{page}/"}),
    ],
)
def test_an_address_that_counts_up_is_preferred_to_a_link_that_may_lead_back(
    here: str, following: str, way: dict[str, object]
) -> None:
    host = "https://www.verband-nord.de"
    arrows = f'<p class="pg"><a class="p" href="{following}">›</a></p>'
    head = f'<title>Mitglieder</title><link rel="next" href="{following}">'
    found = propose(document(members(head, arrows), f"{host}{here}"))
    assert found.found.next_page == f"{host}{following}"
    assert found.spec is not None and found.spec["next"] == way


def test_kind_publisher_country_and_name_are_read_off_the_page() -> None:
    expo = document(
        "<title>Ausstellerverzeichnis</title><meta property='og:site_name' content='Pumpen Expo'>",
        "https://www.pumpen-expo.com/aussteller",
    )
    kind, words = kind_of(expo, [])
    assert kind == "exhibitor" and "ausstellerverzeichnis" in words
    assert publisher_of(expo)[0] == "Pumpen Expo"
    assert country_of_list(expo, []) is None
    assert source_name(expo, kind, None) == "xx_pumpen_expo_exhibitors"
    plain = document("<title>Startseite</title>", "https://example.co.uk/x")
    assert kind_of(plain, []) == ("directory", [])
    assert source_name(plain, "directory", None) == "gb_example_companies"
    generic = document("<title>Members</title>", "https://startup.io/members")
    assert country_of_list(generic, []) is None


def test_lists_by_letter_are_named_as_a_person_would_write_them() -> None:
    bar = "".join(
        f'<a href="/mitglieder?buchstabe={letter}&amp;s=1">{letter}</a>' for letter in "ABCDEFGHKLMS"
    )
    proposal = propose(document(members(more=bar)))
    template = "https://www.verband-nord.de/mitglieder?buchstabe={letter}&s=1"
    assert proposal.by_letter is not None and template in proposal.by_letter
    text = spec_text(proposal, DAY)
    (line,) = [line for line in text.splitlines() if line.startswith("# For the lists of all letters: ")]
    keys = yaml.safe_load("{" + line.partition("letters: ")[2] + "}")
    assert keys == {"start": [template], "vars": {"letter": list("ABCDEFGHKLMS")}}
    assert yaml.safe_load(text)["start"] == ["https://www.verband-nord.de/mitglieder"]
    few = "".join(f'<a href="/x/{letter}/">{letter}</a>' for letter in "ABC")
    assert propose(document(members(more=few))).by_letter is None


def test_likeness_counts_what_is_missing_and_what_is_added() -> None:
    wanted = read_with(document(members()), {"source": "proposal", "mode": "auto"})
    assert likeness(wanted, wanted) == 1.0
    assert likeness(wanted[:-1], wanted) == 0.0
    named = {"source": "proposal", "list": {"record": "li.member", "fields": {"name": "h3"}}}
    assert 0.2 < likeness(read_with(document(members()), named), wanted) < 0.5


def proves_itself(folder: Path, target: Path) -> str:
    """Write what is proposed for a layout and read the page with it; return the way it is read."""
    meta = json.loads((folder / "meta.json").read_text())
    saved = page((folder / "page.html").read_bytes(), meta["url"])
    proposal = propose(Document(saved))
    if proposal.spec is None:
        assert proposal.reason
        return "abstains"
    text = spec_text(proposal, DAY)
    assert yaml.safe_load(text) == proposal.spec
    assert all(len(line) <= 160 for line in text.splitlines() if "http" not in line), text
    path = target / f"{proposal.spec['source']}.yml"
    path.write_text(text.replace("FILL IN", "as agreed,"), encoding="utf-8")
    source = load_source(path)
    check_selectors(source)
    assert read_with(Document(saved), source.spec.model_dump(by_alias=True, exclude_unset=True)) == [
        row for row in proposal.rows
    ]
    return "list" if "list" in proposal.spec else "auto"


@pytest.mark.parametrize("folder", LISTS[::8], ids=lambda path: path.name)
def test_what_is_proposed_for_a_layout_proves_itself(folder: Path, tmp_path: Path) -> None:
    proves_itself(folder, tmp_path)


@pytest.mark.slow
def test_most_layouts_with_records_get_selectors(tmp_path: Path) -> None:
    ways = [proves_itself(folder, tmp_path) for folder in LISTS]
    assert ways.count("list") >= 0.5 * (len(ways) - ways.count("abstains")), ways
