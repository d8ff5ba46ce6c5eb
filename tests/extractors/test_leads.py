"""Where further lists may be: beside records, in related links, among results; never in a record itself."""

from __future__ import annotations

from extractors.leads import (
    Lead,
    further_page,
    is_social,
    leads_of_pages,
    leads_of_results,
    list_words,
    ranked,
)
from extractors.page import Document
from tests.extractors.pages import page, source

RECORD = '<div class="m"><h3><a href="/m/{n}">F{n}</a></h3><a class="w" href="http://firma{n}.example/">Web</a></div>'
SIDE = """<aside><a href="http://sued.example/mitglieder">Mitglieder Süd</a> <a href="/imprint">Imprint</a>
<a href="http://www.list.example/other">our other site</a>
<a href="http://firma1.example/en">A member</a></aside>"""
LIST = {"record": "div.m", "fields": {"name": "h3", "website": "a.w@href"}}


def pages(count: int, side: str = SIDE) -> list[object]:
    return [
        page("".join(RECORD.format(n=3 * p + n) for n in range(1, 4)) + side, f"http://list.example/p{p}")
        for p in range(count)
    ]


def test_an_association_leads_to_what_stands_beside_its_members() -> None:
    found = leads_of_pages(source(kind="association", list=LIST), pages(1))  # type: ignore[arg-type]
    assert [(lead.url, lead.how) for lead in found] == [
        ("http://sued.example/mitglieder", "link beside the list")
    ]
    assert found[0].found_by == "xx_test_list"


def test_elsewhere_a_link_counts_once_several_pages_have_it() -> None:
    directory = source(kind="directory", list=LIST)
    assert leads_of_pages(directory, pages(1)) == []  # type: ignore[arg-type]
    assert len(leads_of_pages(directory, pages(2))) == 1  # type: ignore[arg-type]


def test_related_links_of_the_spec_come_first() -> None:
    related = source(kind="association", list=LIST, related={"links": "footer a@href"})
    side = SIDE + '<footer><a href="http://west.example/">West</a></footer>'
    found = ranked(leads_of_pages(related, pages(1, side)))  # type: ignore[arg-type]
    assert [lead.url for lead in found] == ["http://west.example/", "http://sued.example/mitglieder"]
    assert found[0].how == "related link" and found[0].worth == 3.5


def test_results_lead_to_directories_and_to_pages_that_say_list() -> None:
    def row(link: str, title: str, is_directory: bool = False) -> dict[str, object]:
        return {"source": "xx_s", "link": link, "title": title, "is_directory": is_directory}

    found = leads_of_results(
        [
            row("https://www.europages.de/pumps", "Pumps", True),
            row("https://pumpen.example/", "Pumpen Meier GmbH"),
            row("https://verband.example/mitglieder/", "Pumpenverband"),
        ]
    )
    assert [lead.url for lead in found] == [
        "https://www.europages.de/pumps",
        "https://verband.example/mitglieder/",
    ]


def test_each_address_once_and_two_of_a_domain_at_most() -> None:
    def lead(url: str, source: str, how: str = "search result", worth: float = 1.0) -> Lead:
        return Lead(url=url, found_by=source, how=how, worth=worth)

    found = ranked(
        [
            lead("http://a.example/1", "xx_one"),
            lead("http://A.example/1#top", "xx_two", "related link", 3.0),
            lead("http://a.example/22", "xx_one"),
            lead("http://www.a.example/333", "xx_one"),
            lead("http://b.example/", "xx_one", worth=2.0),
        ]
    )
    assert [(one.url, one.found_by, one.worth) for one in found] == [
        ("http://a.example/1", "xx_two", 3.5),
        ("http://b.example/", "xx_one", 2.0),
        ("http://a.example/22", "xx_one", 1.0),
    ]


def test_from_a_home_page_the_link_to_its_list_is_the_next_to_look_at() -> None:
    home = Document(
        page(
            '<a href="/">Home</a><a href="/news">News</a><a href="/mitglieder/">Unsere Mitglieder</a>'
            '<a href="http://other.example/members">Members of others</a>',
            "http://west.example/",
        )
    )
    assert further_page(home) == "http://west.example/mitglieder/"
    bare = Document(page("<p>Hello</p>", "http://west.example/"))
    assert further_page(bare) is None
    assert further_page(bare, ["http://west.example/a", "http://west.example/member-directory"]) == (
        "http://west.example/member-directory"
    )


def test_words_of_lists_are_words_and_not_parts_of_words() -> None:
    assert list_words("http://x.example/our-members", "") >= 1
    assert list_words("http://x.example/remember", "Remembering") == 0
    assert list_words("http://x.example/", "会员单位") >= 1


def test_networks_are_no_sources() -> None:
    assert is_social("https://www.linkedin.com/company/x") and is_social("https://de-de.facebook.com/x")
    assert not is_social("https://www.europages.de/")
