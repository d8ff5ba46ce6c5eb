"""`read_columns` gives what `read_field` gives for each record, whatever the page and the selector."""

from __future__ import annotations

import random

import pytest
from selectolax.lexbor import LexborHTMLParser

from extractors.columns import read_columns
from extractors.selectors import Selector, read_field

BASE = "https://list.example/a/"
_TAGS = ("div", "p", "a", "span", "ul", "li", "b", "h3", "section")
_SELECTORS: tuple[Selector, ...] = (
    ".",
    "a",
    "a@href",
    "@class",
    ".x a",
    ".x > .y",
    "div > p",
    "a, b",
    "b, .y, a",
    "a:first-child",
    "li:last-child",
    "li:nth-child(2)",
    "p:nth-of-type(2)",
    ":has(> a)",
    "p:has(a) b",
    "*:not(.x)",
    "a + b",
    "a ~ span",
    "#k1 a",
    "main .y",
    "body a",
    ".r",
    ".r .r",
    "a:contains('v1')",
    ".none || .y | /v(1.)/ || a",
    ["a", "b@class || .y"],
    ["a, b", "li"],
    [".r a", "."],
    ["*"],
)


def _page(seed: int, *, nested: bool) -> str:
    """Return a page of random elements; those of class r are records."""
    r = random.Random(seed)
    count = 0

    def element(depth: int, in_record: bool) -> str:
        nonlocal count
        count += 1
        tag = r.choice(_TAGS) if depth else "div"
        kinds = [kind for kind in "xyz" if r.random() < 0.3]
        is_record = (nested or not in_record) and r.random() < 0.35
        kinds += ["r"] if is_record else []
        head = f'<{tag} id="k{count}" class="{" ".join(kinds)}"' + (f' href="/{count}"' if tag == "a" else "")
        inner = "".join(
            element(depth + 1, in_record or is_record)
            if depth < 4 and r.random() < 0.6
            else f"v{r.randrange(30)} &amp; "
            for _ in range(r.randrange(4))
        )
        return f"{head}>{inner}</{tag}>"

    return f"<main>{''.join(element(0, False) for _ in range(12))}</main>"


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_columns_are_the_fields_of_each_record(seed: int, nested: bool) -> None:
    tree = LexborHTMLParser(_page(seed, nested=nested))
    records = tree.css(".r")
    assert len(records) >= 4
    for selector in _SELECTORS:
        for field in ("name", "address", "website"):
            rows = read_columns(tree, records, {field: selector}, BASE)
            alone = [read_field(record, field, selector, BASE) for record in records]
            assert [row.get(field) for row in rows] == alone, selector


def test_records_of_other_trees_and_repeated_ones_are_read_one_by_one() -> None:
    tree = LexborHTMLParser("<p class=r>a<b>1</b></p>" * 5)
    other = LexborHTMLParser("<div><b>2</b></div>").css("div")
    records = [*tree.css(".r"), *other, tree.css(".r")[0]]
    rows = read_columns(tree, records, {"name": "b", "city": "i"}, BASE)
    assert rows == [{"name": value} for value in "111112"[:5]] + [{"name": "2"}, {"name": "1"}]


def test_what_stands_between_records_is_of_none() -> None:
    tree = LexborHTMLParser("<b>0</b>" + "<div class=r><i>x</i></div><b>no</b>" * 6)
    assert read_columns(tree, tree.css(".r"), {"name": "b"}, BASE) == [{}] * 6


def test_fields_keep_their_order() -> None:
    tree = LexborHTMLParser("<div class=r><b>1</b><i>2</i></div>" * 4)
    rows = read_columns(tree, tree.css(".r"), {"name": "i", "city": "b"}, BASE)
    assert [list(row) for row in rows] == [["name", "city"]] * 4
