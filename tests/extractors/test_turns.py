from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from extractors.archive import Archive
from extractors.links import Link
from tests.extractors.small_source import DAY


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "s.sqlite", "s") as archive:
        archive.begin(DAY)
        yield archive


def seed(archive: Archive, host: str, *names: object) -> None:
    archive.seed(DAY, [Link(url=f"http://{host}/{name}") for name in names])


def turn(archive: Archive, n: int = 2) -> tuple[str | None, list[str]]:
    """Take a host, claim of it and give it back."""
    host = archive.take_host(DAY)
    links = archive.claim_of(DAY, host, n) if host else []
    if host:
        archive.give_back(host)
    return host, [link.url.rpartition("/")[2] for link in links]


def test_hosts_take_turns_and_links_of_one_keep_their_order(archive: Archive) -> None:
    seed(archive, "z.example", *range(5))
    seed(archive, "a.example", 0, 1, 2)
    assert [turn(archive) for _ in range(3)] == [
        ("z.example", ["0", "1"]),
        ("a.example", ["0", "1"]),
        ("z.example", ["2", "3"]),
    ]
    seed(archive, "b.example", 0)
    assert [turn(archive) for _ in range(4)] == [
        ("a.example", ["2"]),
        ("z.example", ["4"]),
        ("b.example", ["0"]),
        (None, []),
    ]


def test_a_taken_host_is_nobody_elses_and_gets_what_comes_meanwhile(archive: Archive) -> None:
    seed(archive, "a.example", 0)
    assert archive.take_host(DAY) == "a.example"
    seed(archive, "a.example", 0, 1)
    assert archive.take_host(DAY) is None
    assert [link.url for link in archive.claim_of(DAY, "a.example", 9)] == [
        "http://a.example/0",
        "http://a.example/1",
    ]
    archive.give_back("a.example")
    assert archive.take_host(DAY) is None
    seed(archive, "a.example", 2)
    assert turn(archive) == ("a.example", ["2"])


def test_what_a_rollback_undid_is_in_no_line(archive: Archive) -> None:
    seed(archive, "a.example", 0)
    archive.group()
    seed(archive, "b.example", 0)
    assert turn(archive) == ("a.example", ["0"])
    assert turn(archive) == ("b.example", ["0"])
    with pytest.raises(ZeroDivisionError):
        archive.seed(DAY, (Link(url=1 // 0) for _ in range(1)))  # type: ignore[arg-type]
    assert [turn(archive), turn(archive)] == [("a.example", ["0"]), (None, [])]


def test_another_connection_and_another_night_begin_with_all_that_is_to_do(archive: Archive) -> None:
    seed(archive, "a.example", 0, 1)
    archive.fail(DAY, Link(url="http://a.example/0"), "not_found", "gone", transient=False)
    assert turn(archive) == ("a.example", ["1"])
    with Archive(archive.path, "s") as other:
        assert turn(other) == ("a.example", ["1"])
    tomorrow = DAY + timedelta(days=1)
    archive.begin(tomorrow)
    archive.seed(tomorrow, [Link(url="http://b.example/")])
    assert archive.take_host(tomorrow) == "b.example"
