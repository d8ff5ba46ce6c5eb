"""The link to the next page of a list."""

from __future__ import annotations

import pytest

from tests.extractors.auto.made_up import each, read

LIST = "<ul>" + each(
    lambda one: f"<li><b>{one.name}</b><p>{one.street}<br>{one.postcode} {one.city}</p><p>Tel:"
        f" {one.phone}</p></li>"
) + "</ul>"  # fmt: skip
SECOND = "https://verband.example/mitglieder?page=2"


@pytest.mark.parametrize(
    "links",
    [
        '<a rel="next" href="?page=2">zwei</a>',
        '<a href="?page=2">Weiter</a>',
        '<a href="?page=2">Nächste Seite »</a>',
        '<a href="?page=2">Siguiente ›</a>',
        '<a href="?page=2">次へ</a>',
        '<a href="?page=2">下一页</a>',
        '<a href="?page=1">&lt;&lt; Geri</a> | <a href="?page=2">İleri &gt;&gt;</a>',
        '<a href="?page=2" aria-label="Next page"><svg></svg></a>',
        '<div class="pagination"><span>1</span> <a href="?page=2">2</a> <a href="?page=3">3</a></div>',
        '<ul class="pager"><li class="active"><a href="?page=1">1</a></li><li><a href="?page=2">2</a>'
        "</li></ul>",
        '<a href="?page=2">Mehr laden</a>',
    ],
)
def test_the_next_page_is_found(links: str) -> None:
    assert read(LIST + links).next_page == SECOND


@pytest.mark.parametrize(
    "links",
    [
        "",
        '<a href="#">Weiter</a>',
        '<a href="javascript:next()">Weiter</a>',
        '<a class="disabled" href="?page=2">Weiter</a>',
        '<a class="carousel-control-next" href="?slide=2">Next</a>',
        '<a href="/news/42">Mehr</a>',
        '<a href="https://other.example/?page=2">Next</a>',
        '<div class="pagination"><a href="?page=1">1</a> <a href="?page=2">2</a> <b>3</b></div>',
    ],
)
def test_what_is_no_next_page_is_none(links: str) -> None:
    assert read(LIST + links).next_page is None
