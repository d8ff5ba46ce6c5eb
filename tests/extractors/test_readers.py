from __future__ import annotations

import signal
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from config.catalogue import Source
from config.errors import RunFailed, UserError
from config.home import Home
from config.records import Page
from extractors import readers
from extractors.archive import Archive, Link
from extractors.extract import ExtractCounts, extract
from extractors.reading import Task
from tests.extractors.small_source import DAY, settings, source

LIST, DETAIL = "http://list.example/{}", "http://list.example/firm/{}"
SPEC = {
    "start": [LIST.format(0)],
    "list": {"record": "div.firm", "fields": {"name": "b", "phone": "i", "address": "p"}},
    "next": None,
    "detail": {"follow": "a@href", "structured": True, "fields": {"email": "u"}},
}


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processors, and every night is large enough for both."""
    monkeypatch.setattr(readers, "processors", lambda: 2)
    monkeypatch.setattr(readers, "WORTH_IT", 1)


def archived(folder: Path, pages: int = 70, *, has_details: bool = True) -> Source:
    """Archive list pages of three firms each, with details; some of them are odd."""
    made = source(**SPEC)
    with Archive(Home(folder).archive(made.name), made.name) as archive:
        archive.begin(DAY)
        for number in range(pages):
            firms = "".join(
                f"<div class=firm><b>Firm {number} {k}</b><i>0{number} {k}</i>"
                f"<p>Weg {k}<br>7805{k} Ort</p><a href='/firm/{number}-{k}'>m</a></div>"
                for k in range(3)
            )
            body = "<p>nothing today" if number % 20 == 7 else firms
            store(archive, made, LIST.format(number), "list", body)
            for k in range(2 * has_details):
                store(
                    archive, made, DETAIL.format(f"{number}-{k}"), "detail", f"<u>info@f{number}.example</u>"
                )
    return made


def store(archive: Archive, made: Source, url: str, role: str, body: str) -> None:
    archive.seed(DAY, [Link(url=url, role=role)])  # type: ignore[arg-type]
    data = body.encode()
    page = Page(
        source=made.name,
        partition=DAY,
        url=url,
        final_url=url,
        status=200,
        fetched_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        sha256=sha256(data).hexdigest(),
        body=data,
        role=role,  # type: ignore[arg-type]
    )
    archive.store(page, [])


def staged(folder: Path, day: date = DAY) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Home(folder).staging("de_test_list", day).iterdir()}


def read(folder: Path, made: Source, processes: int) -> ExtractCounts:
    return extract(made, DAY, Home(folder), settings(read_processes=processes))


@pytest.mark.parametrize("has_details", [True, False])
def test_two_processes_write_what_one_writes(
    tmp_path: Path, two: None, monkeypatch: pytest.MonkeyPatch, has_details: bool
) -> None:
    made, started, start = archived(tmp_path, has_details=has_details), [], readers._Helper
    monkeypatch.setattr(readers, "_Helper", lambda *its: started.append(its) or start(*its))
    alone = read(tmp_path, made, 1)
    rows = staged(tmp_path)
    for path in Home(tmp_path).staging("de_test_list", DAY).iterdir():
        path.unlink()
    assert read(tmp_path, made, 2) == alone
    assert alone.listings == 198 and staged(tmp_path) == rows
    assert len(started) == 1, "this process is the other one"


def test_small_nights_and_taken_processors_start_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = archived(tmp_path, pages=3)
    monkeypatch.setattr(readers, "_Helper", lambda *_: pytest.fail("a process was started"))
    assert read(tmp_path, made, 4).listings == 9
    monkeypatch.setattr(readers, "WORTH_IT", 1)
    monkeypatch.setattr(readers, "processors", lambda: 2)
    with readers._busy:
        assert read(tmp_path, made, 4).listings == 9
    monkeypatch.setattr(readers, "processors", lambda: 1)
    assert read(tmp_path, made, 4).listings == 9


def test_a_fault_of_the_spec_is_told_as_if_read_here(tmp_path: Path, two: None) -> None:
    made = archived(tmp_path)
    made.spec.list_page.fields["phone"] = "i[["  # type: ignore[union-attr]
    with pytest.raises(UserError, match="is not CSS"):
        read(tmp_path, made, 2)
    assert readers._busy.acquire(blocking=False), "the processors are free again"
    readers._busy.release()


def test_a_reader_that_dies_is_told_in_a_sentence(
    tmp_path: Path, two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = archived(tmp_path)

    class Killed(readers._Helper):
        def __init__(self, beginning: object) -> None:
            super().__init__(beginning)
            self.process.kill()

    monkeypatch.setattr(readers, "_Helper", Killed)
    with pytest.raises(RunFailed, match="PROSPECTS_READ_PROCESSES=1"):
        read(tmp_path, made, 2)


def test_a_reader_whom_nobody_listens_to_any_more_ends_without_a_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made = archived(tmp_path, pages=5)
    path = Home(tmp_path).archive(made.name)
    with Archive(path, made.name) as archive:
        tasks = [Task(key) for key in archive.keys(DAY)]
    helper = readers._Helper((str(path), made, False))
    helper.send(tasks)
    assert len(helper.answer()) == len(tasks)
    helper.process.send_signal(signal.SIGINT)  # Ctrl-C reaches every process of a terminal
    helper.send(tasks * 2)
    assert len(helper.answer()) == 2 * len(tasks), "the one that started it decides"
    helper.send(tasks * 40)
    helper.pipe.close()
    assert helper.process.wait(60) == 0
    assert capfd.readouterr().err == ""
