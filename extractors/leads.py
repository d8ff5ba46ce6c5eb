"""Where further lists of companies may be: what archived pages and search results lead to. Asks nobody.

Associations link to associations (R30), directories to directories, and engines find both; what every record
links to is the record's own company and leads nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from config.catalogue import Source
from config.records import Listing, Page
from extractors.errors import SourceBroken
from extractors.hosts import domain_of, is_shared
from extractors.html import follow, record_nodes
from extractors.links import page_url
from extractors.page import Document, absolute
from extractors.read import open_page, read_page
from extractors.vocabulary import fold, load, phrases

_MOST_OF_A_HOST = 2
_LIST_WORD = 2.0
_WORTH = {"related link": 3.0, "directory result": 2.0, "link beside the list": 1.0, "search result": 1.0}


@dataclass(frozen=True, kw_only=True)
class Lead:
    """An address that may list companies: the source that led there, how, and how promising it is."""

    url: str
    found_by: str
    how: str
    worth: float


def leads_of_pages(source: Source, pages: Iterable[Page]) -> list[Lead]:
    """Return what the list pages of one night lead to, outside the source's own hosts.

    A link counts where the spec calls it related, on any page of an association, and on other sources
    where at least two list pages have it beside their records.
    """
    spec = source.spec
    if spec.format != "html" or spec.lookup or spec.search:
        return []
    beside: Counter[str] = Counter()
    texts: dict[str, str] = {}
    related: dict[str, None] = {}
    own = {domain_of(urlsplit(url).hostname or "") for url in spec.start_urls()}
    companies: set[str] = set()
    for page in pages:
        if page.role not in ("list", "related"):
            continue
        document = open_page(page, source)
        own.add(domain_of(urlsplit(page.final_url).hostname or ""))
        if spec.related:
            related |= dict.fromkeys(follow(document, spec.related.links, every=True))
        inside = _inside_records(document, source, page)
        companies |= {host for url in inside if (host := _site(url))}
        for url, text in dict(document.links).items():
            if url not in inside:
                beside[url] += 1
                texts.setdefault(url, text)
    enough = 1 if spec.kind == "association" else 2
    found = [(url, "related link") for url in related]
    found += [(url, "link beside the list") for url, times in sorted(beside.items()) if times >= enough]
    return [
        _lead(url, texts.get(url, ""), source.name, how)
        for url, how in found
        if _site(url) not in own and (how == "related link" or _site(url) not in companies)
    ]


def leads_of_results(results: Iterable[Mapping[str, object]]) -> list[Lead]:
    """Return the search results that may be lists: on a host that many share, or with a list's words.

    Args:
        results: rows of `config.tables.SEARCH_RESULTS`.
    """
    found = []
    for row in results:
        url, title = str(row["link"]), str(row["title"] or "")
        how = "directory result" if row["is_directory"] else "search result"
        if row["is_directory"] or list_words(url, title):
            found.append(_lead(url, title, str(row["source"]), how))
    return found


def ranked(leads: Iterable[Lead]) -> list[Lead]:
    """Return each address once, the most promising first, two of a domain at most.

    Several ways to one address add up; the source named is that of the best one.
    """
    by_url: dict[str, list[Lead]] = {}
    for lead in leads:
        by_url.setdefault(page_url(lead.url), []).append(lead)
    united = []
    for url, ways in by_url.items():
        best = min(ways, key=lambda lead: (-lead.worth, lead.found_by, lead.how))
        more = 0.5 * (len({(lead.found_by, lead.how) for lead in ways}) - 1)
        united.append(Lead(url=url, found_by=best.found_by, how=best.how, worth=best.worth + more))
    kept: Counter[str] = Counter()
    chosen = []
    for lead in sorted(united, key=lambda lead: (-lead.worth, len(lead.url), lead.url)):
        kept[_site(lead.url)] += 1
        if kept[_site(lead.url)] <= _MOST_OF_A_HOST:
            chosen.append(lead)
    return chosen


def further_page(document: Document, sitemap: Sequence[str] = ()) -> str | None:
    """Return the page of the same site that most likely lists companies, by the words of links to it.

    Asked of a page that lists nobody, such as the home page of an association.
    """
    here, base = page_url(document.page.final_url), _site(document.page.final_url)
    told = [*document.links, *((url, "") for url in sitemap)]
    scored = {
        page_url(url): words
        for url, text in reversed(told)
        if _site(url) == base and page_url(url) != here and (words := list_words(url, text))
    }
    return min(scored, key=lambda url: (-scored[url], len(url), url), default=None)


def list_words(url: str, text: str) -> int:
    """Return how many words of lists (members, exhibitors, directory...) an address and its text have."""
    path = unquote(urlsplit(url).path)
    plain = " ".join(fold(f"{path} {text}").replace("-", " ").replace("_", " ").replace("/", " ").split())
    return sum(f" {word} " in f" {plain} " if word.isascii() else word in plain for word in _words())


def is_social(url: str) -> bool:
    """Tell profiles on social networks, which list nobody whom we may read there."""
    return not {_site(url), domain_of((urlsplit(url).hostname or "").lower())}.isdisjoint(_social())


def _lead(url: str, text: str, source: str, how: str) -> Lead:
    worth = _WORTH[how] + (_LIST_WORD if list_words(url, text) else 0.0)
    return Lead(url=url, found_by=source, how=how, worth=worth)


def _inside_records(document: Document, source: Source, page: Page) -> set[str]:
    """Return the addresses that the records of a page link to or print."""
    inside: set[str] = set()
    try:
        for item in read_page(page, source):
            if isinstance(item, Listing):
                printed = (item.website, item.detail_url)
                inside |= {url for each in printed if (url := absolute(document.base, _whole(each)))}
        if source.spec.list_page and source.spec.list_page.record and not source.spec.list_page.embedded:
            for node in record_nodes(document, source):
                hrefs = (each.attributes.get("href") for each in node.css("a[href]"))
                inside |= {url for href in hrefs if (url := absolute(document.base, href))}
    except SourceBroken:
        return inside
    return inside


def _whole(url: str | None) -> str | None:
    is_bare = (
        url is not None and "/" not in url.partition("://")[0] and "://" not in url and url.count(".") > 0
    )
    return f"http://{url}" if is_bare else url


def _site(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    return host.removeprefix("www.") if is_shared(host) else domain_of(host)


@cache
def _words() -> tuple[str, ...]:
    kinds: Iterator[str] = (kind for kind in load("list_kinds") if kind != "commercial_office")
    return tuple(sorted({word for kind in kinds for word in phrases("list_kinds", kind)}))


@cache
def _social() -> frozenset[str]:
    return frozenset(word for line in load("social_hosts") for word in str(line).split())
