from __future__ import annotations

import time

import pytest

from extractors.errors import SourceBroken
from extractors.nesting import MAX_DEPTH, check_nesting
from extractors.plain_text import block_text
from extractors.structured import read_jsonld

DEEPER = MAX_DEPTH + 1


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 10**6,
        "<div>" * DEEPER + "</div>" * DEEPER,
        "<div></x>" * DEEPER,
        ("<div>" * 5000 + "</div>" * 5000) * 10,
        "</div>" * 10**5 + "<b><i>" * DEEPER,
        "<br><p>x" * 10**5 + "<SPAN class='x'>" * DEEPER,
    ],
)
def test_what_is_too_deep_is_refused_before_it_is_parsed(markup: str) -> None:
    begun = time.process_time()
    with pytest.raises(SourceBroken, match="u (is nested too deep|never closes|has more than)"):
        check_nesting(markup, "u")
    assert time.process_time() - begun < 5


def test_formatting_that_every_paragraph_would_repeat_is_refused() -> None:
    with pytest.raises(SourceBroken, match="u never closes its formatting"):
        check_nesting("<p>" + "".join(f"<i a={n}>" for n in range(600)) + "</p>" + "<p>x" * 1500, "u")
    with pytest.raises(SourceBroken, match="u never closes its formatting"):
        check_nesting("<p><b><b><b><i><i><i></p>" + "<p>x</p>" * 90_000, "u")


def test_an_element_of_thousands_of_attributes_is_refused() -> None:
    tag = "<p " + " ".join(f"a{n}=1" for n in range(20_000))
    for markup in (tag + ">", tag):
        with pytest.raises(SourceBroken, match="u has an element of more than 2,000 attributes"):
            check_nesting("<b>x</b>" * 100 + markup, "u")


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<p><b>x<i class=a>y</i></b></p>" * 10_000,
        "<p><b>never closed</p>" * 3_000,
        "<img src='data:image/png;base64," + "QUJD" * 100_000 + "'>",
        '<p title="' + "many words " * 10_000 + '">',
        "no tags " * 10_000,
        "<div>" * (MAX_DEPTH - 10),
        "<div><p>x</div>" * 60_000,
        "<br><li>x<td>y" * 60_000,
        "1 < 2 " * 10**5,
        "<div>" * 4000 + "</div>" * 4000 + "<div>" * 4000,
    ],
)
def test_what_is_only_long_is_read(markup: str) -> None:
    check_nesting(markup, "u")


@pytest.mark.parametrize(
    "markup",
    [
        "<a <" * 500_000,
        "<!--" * 500_000,
        "<script>" * 200_000,
        "<svg>" * 50_000,
        "<p>" + " \n" * 500_000,
        "<" * 10**6,
    ],
)
def test_text_of_mark_up_that_never_ends_is_made_in_time(markup: str) -> None:
    begun = time.process_time()
    assert block_text("<b>Name</b>" + markup).startswith("Name")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "markup",
    [
        '<script type="application/ld+json">' * 50_000,
        '<script type="application/ld+json">' + "/*" * 400_000 + "</script>",
        '<script type="application/ld+json">{"a":"' + "a" * 5_000_000 + "</script>",
        '<script type="application/ld+json">' + '{"@graph":[' * 50_000 + "</script>",
        "<script " + "type=" * 200_000 + "ld+json",
    ],
)
def test_structured_data_that_never_ends_is_read_in_time(markup: str) -> None:
    begun = time.process_time()
    assert read_jsonld(markup) == []
    assert time.process_time() - begun < 5


def test_text_that_is_cut_in_the_middle_of_a_tag_is_kept() -> None:
    assert block_text("<p>a < b</p> and <b>c</b> d < e <a href='x") == "a < b\nand c d < e"
    assert block_text("<!-- x > --><p>a<script>b</script>c<style>d") == "a c\nd".replace("\n", "")
