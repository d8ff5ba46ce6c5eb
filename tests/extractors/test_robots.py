from __future__ import annotations

import asyncio

import pytest

from extractors.fetch import Fetched, FetchFailed
from extractors.robots import MAX_AGE_S, MAX_BYTES, Robots, Rules, origin_of


class Notes:
    """A memory in a dict, with the archive's rule on age."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[float, str]] = {}

    def recall(self, origin: str, what: str, max_age_s: float, now: float) -> str | None:
        at, value = self.kept.get((origin, what), (-1e12, ""))
        return value if at > now - max_age_s else None

    def remember(self, origin: str, what: str, value: str, now: float) -> None:
        self.kept[origin, what] = (now, value)


class Site:
    """Answers robots.txt and counts how often it was asked."""

    def __init__(self, body: str | bytes = "", status: int = 200) -> None:
        self.body, self.status, self.asked = body, status, 0

    async def __call__(self, url: str) -> Fetched:
        self.asked += 1
        await asyncio.sleep(0)
        if self.status == 0:
            raise FetchFailed("unreachable", f"{url}: no connection", transient=True)
        body = self.body.encode() if isinstance(self.body, str) else self.body
        return Fetched(url=url, status=self.status, headers={}, body=body)


def rules(body: str | bytes = "", status: int = 200) -> Rules:
    return asyncio.run(Robots(Site(body, status), Notes()).rules("https://a.example"))


HERE = "https://a.example"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_4xx_allows_everything_whatever_the_body_says(status: int) -> None:
    assert rules("User-agent: *\nDisallow: /", status).forbids(f"{HERE}/x") is None


@pytest.mark.parametrize("status", [500, 502, 503, 599, 429])
def test_5xx_forbids_everything_even_with_a_friendly_body(status: int) -> None:
    answer = rules("User-agent: *\nAllow: /", status)
    assert f"answered {status}" in (answer.forbids(f"{HERE}/x") or "")
    assert answer.is_unknown


def test_the_rule_is_named_with_whom_it_addresses() -> None:
    text = "User-agent: *\nDisallow: /\nUser-agent: prospects\nDisallow: /b\u00fcro"
    assert rules(text).forbids(f"{HERE}/b%C3%BCro") == "robots.txt says 'Disallow: /b\u00fcro' to 'prospects'"
    assert rules("User-agent: *\nDisallow: /").forbids(HERE) == "robots.txt says 'Disallow: /' to '*'"


def test_crawl_delay_is_ours_to_keep_and_is_capped() -> None:
    assert rules("User-agent: *\nCrawl-delay: 2.5").delay_s == 2.5
    assert rules("User-agent: *\nCrawl-delay: 86400").delay_s == 120
    assert rules("User-agent: other\nCrawl-delay: 9").delay_s == 0
    assert rules("User-agent: *\nDisallow: /x").delay_s == 0


def test_only_the_first_500_kib_count() -> None:
    filler = "# filler\n" * (MAX_BYTES // 9)
    early = rules("User-agent: *\nDisallow: /early\n" + filler + "\nDisallow: /late\n")
    assert early.forbids(f"{HERE}/early") and early.forbids(f"{HERE}/late") is None
    text = "User-agent: *\nDisallow: /a\n"
    padded = text + "#" * (MAX_BYTES - len(text) - 20) + "\nDisallow: /cut-in-two"
    assert rules(padded.encode()[: MAX_BYTES + 1]).forbids(f"{HERE}/cut") is None
    whole = text + "#" * (MAX_BYTES - len(text) - 17) + "\nDisallow: /whole"
    assert len(whole) == MAX_BYTES and rules(whole).forbids(f"{HERE}/whole")


def test_bytes_that_are_no_utf8_are_still_read() -> None:
    assert rules(b"User-agent: *\nDisallow: /gesch\xe4ft\nDisallow: /b").forbids(f"{HERE}/b")


def test_asked_once_by_many_and_then_kept_for_24_hours() -> None:
    site, notes, clock = Site("User-agent: *\nDisallow: /a"), Notes(), [1000.0]

    async def many() -> None:
        robots = Robots(site, notes, lambda: clock[0])
        await asyncio.gather(*(robots.rules(HERE) for _ in range(20)))

    asyncio.run(many())
    assert site.asked == 1
    clock[0] += MAX_AGE_S - 1
    asyncio.run(many())
    assert site.asked == 1
    site.body = ""
    clock[0] += 2
    asyncio.run(many())
    assert site.asked == 2
    assert asyncio.run(Robots(site, notes, lambda: clock[0]).rules(HERE)).forbids(f"{HERE}/a") is None


def test_sitemaps_are_for_everyone_and_become_absolute() -> None:
    text = "Sitemap: /s.xml\nUser-agent: x\nDisallow: /\nsitemap:https://b.example/t.xml\nSitemap: ftp://c/u"
    assert rules(text).sitemaps == [f"{HERE}/s.xml", "https://b.example/t.xml"]


@pytest.mark.parametrize("status", [503, 0])
def test_after_a_month_without_robots_the_last_known_one_counts(status: int) -> None:
    site, notes, clock = Site("User-agent: *\nDisallow: /a"), Notes(), [1e9]

    def ask() -> Rules:
        return asyncio.run(Robots(site, notes, lambda: clock[0]).rules(HERE))

    def is_nothing_allowed() -> bool:
        try:
            return ask().forbids(f"{HERE}/b") is not None
        except FetchFailed:
            return True

    ask()
    site.status = status
    for days in (2, 27):
        clock[0] += days * 24 * 3600
        assert is_nothing_allowed()
    clock[0] += 4 * 24 * 3600
    assert ask().forbids(f"{HERE}/a") and ask().forbids(f"{HERE}/b") is None
    site.status = 200
    ask()
    site.status = status
    clock[0] += 40 * 24 * 3600
    assert is_nothing_allowed(), "it was there meanwhile: the month begins anew"


def test_a_failure_is_not_kept() -> None:
    notes = Notes()
    assert asyncio.run(Robots(Site("", 503), notes).rules(HERE)).is_unknown
    assert asyncio.run(Robots(Site("", 200), notes).rules(HERE)).forbids(f"{HERE}/x") is None


def test_a_host_that_cannot_be_reached_says_so_to_everyone() -> None:
    site = Site(status=0)

    async def twice() -> None:
        robots = Robots(site, Notes())
        for _ in range(2):
            with pytest.raises(FetchFailed, match="no connection"):
                await robots.rules(HERE)

    asyncio.run(twice())
    assert site.asked == 1


def test_a_crawl_of_days_asks_again() -> None:
    site, clock = Site("User-agent: *\nDisallow: /a"), [1000.0]

    async def days() -> None:
        robots = Robots(site, Notes(), lambda: clock[0])
        for _ in range(3):
            await robots.rules(HERE)
            clock[0] += MAX_AGE_S + 1

    asyncio.run(days())
    assert site.asked == 3


@pytest.mark.parametrize("url", ["ftp://a.example/x", "https:///x", "nonsense", "http://[bad"])
def test_what_is_no_web_address_has_no_origin(url: str) -> None:
    with pytest.raises(ValueError):
        origin_of(url)


def test_origin_of() -> None:
    assert origin_of("HTTPS://User:pw@A.Example:8443/x?y#z") == "https://a.example:8443"
