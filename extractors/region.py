"""Whether two copies of a page say the same: noise that no reader looks at makes no new version.

Compared is the region that the spec reads, element by element as mark-up with all its attributes: the records
of a list with the links that lead on, the fields and machine-readable statements of a detail page. Where the
spec names no such region it is the page without styles, comments, frames, advertisements, one-time tokens,
scripts that hold no data, and the header, footer and menus around the content; of a company's own site, whose
imprint stands there, header and footer too. What is no mark-up is compared by its bytes.

A nonce, date, counter, session id or advertisement outside the region is therefore no change, and every
change within it is one, whether or not today's spec reads that value. What stands outside and is read by a
later spec is known for the dates on which bytes were stored; ``fetches.arrived`` tells the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from config.catalogue import Source
from config.records import Page
from config.source_spec import SourceSpec
from extractors.page import Document
from extractors.selectors import compile_selector

_STATED = 'script[type*="ld+json"], [itemscope], [typeof], .vcard, .hcard, .h-card'
_NOISE = "style, link, iframe, input[type=hidden], meta"
_KEPT_META = re.compile(
    r"""(?i)\b(?:name|property|itemprop)=["']?(?:description|og:|name|address|telephone|email)"""
)
_DATA = re.compile(r"""(?i)@|mail|tel|phone|fax|addr|40|atob|charcode|write|rot13|[{\[]\s*["'{]""")
"""What a script must contain to hold contacts or a page's data; trackers and switches have none of it."""
_ADVERTISEMENT = frozenset(
    "ad ads advert adverts advertisement advertising adsbygoogle anzeige werbung".split()
)
_CONTENT = frozenset("main article section li td table form dl".split())
_PAGING = re.compile(r"""(?i)rel=["']?next|pag(?:e|in)|>\s*\d+\s*<""")
_COMMENT = re.compile(r"(<script\b.*?</script\s*>)|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_TOKEN = re.compile(r"""(?i)\s(?:nonce|integrity)=(?:"[^"]*"|'[^']*'|[^\s>]+)""")


def says_the_same(stored: Page, arrived: Page, source: Source) -> bool:
    """Return whether ``stored`` may stand for ``arrived`` in a replay of the later date."""
    if (stored.final_url, stored.status, _kind(stored)) != (
        arrived.final_url,
        arrived.status,
        _kind(arrived),
    ):
        return False
    if stored.sha256 == arrived.sha256:
        return True
    if not _is_markup(stored, source.spec) or not _is_markup(arrived, source.spec):
        return False
    return region(stored, source) == region(arrived, source)


def region(page: Page, source: Source) -> list[str]:
    """Return the mark-up of everything in the region of a page, in the order of the spec.

    Raises:
        UserError: a malformed selector.
    """
    spec, document = source.spec, Document(page, source.spec.encoding)
    base = document.tree.css_first("base[href]")
    parts = [base.html or ""] if base is not None else []
    if page.role == "lookup":
        return [*parts, _whole(document.text, everything=True)]
    selectors = _detail_selectors(spec) if page.role == "detail" else _list_selectors(spec)
    found = [_markup(node) for selector in selectors for node in _nodes(document, selector)]
    if page.role == "detail":
        if spec.detail and spec.detail.structured:
            found += [_markup(node) for node in document.tree.css(_STATED)]
    elif selectors and not any(True for _ in _nodes(document, selectors[0])):
        found = []
    return parts + (found or [_whole(document.text, everything=False)])


def _list_selectors(spec: SourceSpec) -> list[str]:
    """Return the record selector, if the spec has one, then those of the links that lead on."""
    rules = spec.list_page
    if rules is None or rules.record is None or spec.mode == "auto" or rules.structured or rules.embedded:
        return []
    if rules.rows > 1 or rules.until:
        return []
    selectors = [rules.record]
    if spec.next:
        selectors += [one for one in (spec.next.link, spec.next.value) if one]
        if spec.next.load_more and spec.next.load_more.link:
            selectors.append(spec.next.load_more.link)
    return selectors + [one for one in (spec.index, spec.related and spec.related.links) if one]


def _detail_selectors(spec: SourceSpec) -> list[str]:
    if spec.detail is None or spec.detail.auto or spec.detail.embedded:
        return []
    return [
        one for given in spec.detail.fields.values() for one in ([given] if isinstance(given, str) else given)
    ]


def _nodes(document: Document, selector: str) -> Iterator[LexborNode]:
    for rule in compile_selector(selector):
        if rule.css:
            yield from document.tree.css(rule.lexbor)
        elif document.tree.root is not None:
            yield document.tree.root


def _whole(text: str, *, everything: bool) -> str:
    """Return the page without noise; without ``everything`` also without what surrounds its content."""
    tree = LexborHTMLParser(text)
    for node in tree.css(_NOISE):
        if node.tag != "meta" or not _KEPT_META.search(node.html or ""):
            node.decompose()
    for node in tree.css("script"):
        if not _DATA.search(node.text(deep=True) or ""):
            node.decompose()
    if not everything:
        for node in [*tree.css("header, footer"), *tree.css("nav, [class], [id]")]:
            if _surrounds(node):
                node.decompose()
    return _without_tokens(tree.html or "")


def _surrounds(node: LexborNode) -> bool:
    if node.tag in ("header", "footer"):
        above = node.parent
        while above is not None:
            if above.tag in _CONTENT:
                return False
            above = above.parent
        return True
    if node.tag == "nav":
        return not _PAGING.search(node.html or "")
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
    return any(name in _ADVERTISEMENT for name in names.split())


def _markup(node: LexborNode) -> str:
    return _without_tokens(node.html or "")


def _without_tokens(markup: str) -> str:
    markup = _COMMENT.sub(lambda match: match.group(1) or "", markup)
    if "nonce=" in markup or "integrity=" in markup:
        markup = _TAG.sub(lambda match: _TOKEN.sub("", match.group()), markup)
    return markup


def _is_markup(page: Page, spec: SourceSpec) -> bool:
    """Return whether readers of this page parse it as HTML and look nowhere but into its elements."""
    if page.role == "file" or spec.custom or spec.search:
        return False
    if page.role == "lookup":
        is_html = spec.lookup is None or spec.lookup.by == "website"
    elif page.role == "detail" and spec.detail:
        is_html = spec.detail.embedded is None and spec.detail.format in (None, "html")
        is_html = is_html and (spec.detail.format == "html" or spec.format not in ("json", "jsonl", "xml"))
    else:
        is_html = spec.format == "html" and not (spec.list_page and spec.list_page.embedded)
    return is_html and "html" in (_kind(page) or "html") and b"\x00" not in page.body[:1024]


def _kind(page: Page) -> str | None:
    return page.headers.get("content-type")
