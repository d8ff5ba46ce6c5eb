import re
from html.parser import HTMLParser

import pytest

from config.errors import RunFailed, UserError
from tests.warehouse.night import ICP, A, altered, published
from tests.warehouse.staged import NEXT, NIGHT, home, listing, stage
from warehouse import charts
from warehouse.publish import publish
from warehouse.report import write_report
from warehouse.work import Work

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Checks that every element is closed in order, and keeps texts and attributes."""

    def __init__(self, text):
        super().__init__()
        self.open, self.texts, self.attributes = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


ISSUE = """INSERT INTO issues VALUES ('i1', 'de_trade_list', 'warning', 'page_failed', 'The page said <500>.',
    'https://list.example/4', DATE '2026-11-20')"""


def report(tmp_path, *statements):
    _, snapshot = altered(tmp_path, ISSUE, *statements)
    write_report(snapshot, tmp_path / "reports" / "night.html")
    return Page((tmp_path / "reports" / "night.html").read_text(encoding="utf-8"))


def test_the_report_tells_the_night(tmp_path):
    page = report(tmp_path)
    for words in (
        "Prospects, night of 20 November 2026",
        "Funnel of the run",
        "pages 6; listings 4; companies 3; eligible 2; tier A or B 2; tier A 1",
        "Source health",
        "Every source that was run was read as expected.",
        "Fill rate by field",
        "country 100 %",
        "Whom to call first",
        "Brandt GmbH",
        "+1.50 Exhibits at a fair with <machines> & tools.",
        "35 to 40: 1",
        "country CN is not served",
        "new company",
        "The page said <500>.",
    ):
        assert words in page.text, words


def test_the_report_needs_nothing_from_outside(tmp_path):
    page = report(tmp_path)
    links = [(t, n, v) for t, n, v in page.attributes if n in ("src", "href") and not v.startswith("data:")]
    assert links == [("a", "href", "https://ostergard.example")]  # a link, not an asset
    assert not re.search(r"@import|url\(", page.text)


def test_the_report_can_be_read_aloud(tmp_path):
    page = report(tmp_path)
    images = [v for t, n, v in page.attributes if t == "svg" and n == "role"]
    assert images == ["img"] * 3
    scopes = [v for t, n, v in page.attributes if t == "th" and n == "scope"]
    assert scopes.count("row") >= 4 and scopes.count("col") >= 20
    assert ("html", "lang", "en") in page.attributes


def test_what_strangers_print_is_text_and_no_link_but_http(tmp_path):
    page = report(
        tmp_path,
        f"UPDATE companies SET display_name = '<script>alert(1)</script>' WHERE company_id = '{A}'",
        f"""UPDATE companies SET website = 'javascript:alert(1)' WHERE company_id = '{A}'""",
    )
    assert "<script>alert(1)</script>" in page.text
    assert not [v for _, n, v in page.attributes if n == "href" and v.startswith("javascript")]


def test_a_source_in_trouble_comes_first_with_its_cause(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        folder = stage(at, [listing("A")], partition=NEXT, state="drifted", cause="No record on 3 pages.")
        work.load_partition(folder, "run-2", "1")
        publish(work, "run-2", NEXT)
    write_report(at.published, tmp_path / "night.html")
    page = Page((tmp_path / "night.html").read_text(encoding="utf-8"))
    assert "1 source needs a look: de_trade_list (drifted)." in page.text
    assert (
        "No record on 3 pages. The rows of this night are not used; those of 2026-11-20 stay current."
        in page.text
    )


def test_a_night_without_anything_has_a_report(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        publish(work, "run-1", NIGHT)
    write_report(at.published, tmp_path / "night.html")
    page = Page((tmp_path / "night.html").read_text(encoding="utf-8"))
    assert "No source has been read yet" in page.text and "Nothing is scored yet" in page.text


def test_unknown_numbers_are_a_dash(tmp_path):
    page = report(tmp_path, "UPDATE prospects SET score = 12, tier = 'C', cell = NULL, action = NULL")
    assert "–" in page.text


def test_faults_are_told(tmp_path):
    at, path = published(tmp_path)
    with pytest.raises(UserError, match="nothing is published yet"):
        write_report(tmp_path / "none.duckdb", tmp_path / "night.html")
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFailed, match="a part of the path is a file"):
        write_report(path, tmp_path / "file" / "night.html")
    assert not list(tmp_path.glob("*.partial"))


def test_bars_are_as_long_as_their_shares():
    drawn = charts.shares([("phone", 0.5, "10"), ("<b>", 0.0, "0")], "Fill")
    assert 'width="180.0"' in drawn and 'width="0.0"' in drawn
    assert "&lt;b&gt;" in drawn and "<b>" not in drawn


def test_the_funnel_says_what_is_left_of_each_step():
    drawn = charts.funnel([("pages", 10), ("listings", 400), ("companies", 100), ("eligible", 0)])
    assert "25 % of the step before" in drawn and "4,000 %" not in drawn
    assert charts.funnel([]).startswith("<svg")


def test_the_profile_is_named(tmp_path):
    assert f"Funnel of the run · {ICP}" in report(tmp_path).text


def test_the_report_shows_the_canaries_and_their_course(tmp_path):
    rows = """INSERT INTO canaries BY NAME SELECT * FROM (VALUES
        (DATE '2026-11-19', 'hidden_number_recall', 'recall', true, 9, 8, 0.89, NULL, 'Of yesterday.'),
        (DATE '2026-11-20', 'hidden_number_recall', 'recall', true, 10, 7, 0.70, 0.89, '7 of 10 <pairs>.'),
        (DATE '2026-11-20', 'one_lei', 'precision', false, 0, 0, NULL, NULL, 'Nobody has one.'))
        AS t(partition, canary, side, is_fair, pairs, passed, share, share_before, message)"""
    page = report(tmp_path, rows)
    assert "hidden number recall 7 of 10 <pairs>. recall yes 10 70.0 % 89.0 %" in page.text
    assert "Course of hidden_number_recall over 2 nights 89.0 %; 70.0 %" in page.text
    assert "Of yesterday" not in page.text and "Nobody has one" not in page.text


def test_a_night_without_identifiers_says_so(tmp_path):
    assert "No two listings share an identifier" in report(tmp_path).text
