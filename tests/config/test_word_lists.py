"""Word lists are read once for each content, and what was kept of them is never trusted blindly."""

from __future__ import annotations

import os
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from config import word_lists


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(word_lists, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.pycache_prefix", None)
    (tmp_path / "words.yml").write_text("little: [and, of]\n1: one\n", "utf-8")
    return tmp_path


def test_a_list_is_parsed_once_and_again_when_it_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = word_lists.vocabulary("words")
    with monkeypatch.context() as no_parser:
        no_parser.setattr(word_lists, "_parsed", lambda path: pytest.fail("parsed again"))
        assert word_lists.vocabulary("words") == first == {"little": ["and", "of"], 1: "one"}
    (folder / "words.yml").write_text("little: [and, of]\n1: two\n", "utf-8")
    os.utime(folder / "words.yml", ns=(1, 1))
    assert word_lists.vocabulary("words")[1] == "two"


@pytest.mark.parametrize("kept", [b"", b"nonsense", b"\xe9\x01\x00\x00\x00"])
def test_a_damaged_copy_is_made_anew(folder: Path, kept: bytes) -> None:
    copy = Path(cache_from_source(str(folder / "words.yml")))
    copy.parent.mkdir()
    copy.write_bytes(kept)
    assert word_lists.vocabulary("words")["little"] == ["and", "of"]
    assert copy.read_bytes() != kept
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_where_nothing_can_be_kept_lists_are_read_all_the_same(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file in the way")
    assert word_lists.vocabulary("words")["little"] == ["and", "of"]


def test_dates_cannot_be_kept_and_are_read_all_the_same(folder: Path) -> None:
    (folder / "words.yml").write_text("since: 2024-01-01\n", "utf-8")
    for _ in range(2):
        assert word_lists.vocabulary("words")["since"].year == 2024
