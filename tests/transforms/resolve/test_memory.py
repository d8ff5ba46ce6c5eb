"""What is large lies in files without a name, and reads as if it lay in memory."""

import errno
import io
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from config.errors import UserError
from config.malloc import GIVEN_BACK, KEPT
from transforms.dedupe.written import write_tables
from transforms.resolve import memory
from transforms.resolve.columns import Texts, texts
from transforms.resolve.memory import Growing, gathered, lay_down, let_go, table_of, zeros

WORDS = pa.schema([("word", pa.string())])


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has 100 bytes is large."""
    monkeypatch.setattr(memory, "LARGE", 100)


def in_file(values: np.ndarray) -> bool:
    """Whether an array lies in a mapped file."""
    base = values
    while isinstance(base.base, np.ndarray):
        base = base.base
    return isinstance(base.base, memoryview)


def test_a_large_array_lies_in_a_file_and_may_be_written_to(tiny):
    values = np.arange(60, dtype=np.int32).reshape(20, 3)
    laid = lay_down(values)
    assert in_file(laid)
    assert (laid == values).all()
    let_go()
    laid[3] = 7
    let_go()  # what was written is not lost
    assert laid[3].tolist() == [7, 7, 7]


def test_a_short_array_stays_where_it_is(tiny):
    values = np.arange(3)
    assert lay_down(values) is values


def test_parts_follow_each_other_in_memory_and_in_a_file():
    for least, is_large in ((10_000, False), (100, True)):
        growing = Growing(np.empty((0, 2), np.int16), least)
        for start in (0, 40, 80):
            growing.append(np.arange(start, start + 40).reshape(-1, 2))
        whole = growing.whole()
        assert whole.dtype == np.int16
        assert whole.ravel().tolist() == list(range(120))
        assert in_file(whole) == is_large
    assert Growing(np.empty(0, np.int8)).whole().tolist() == []


def test_zeros_can_be_written_to_wherever_they_lie(tiny):
    for rows in (2, 70_000):
        found = zeros((3, rows), np.uint32)
        assert found.shape == (3, rows)
        assert not found.any()
        found[1, rows - 1] = 5
        let_go()
        assert found.sum() == found[1, rows - 1] == 5
        assert in_file(found) == (rows > 2)


def test_values_are_gathered_in_parts(tiny, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "_PART", 7)
    values, at = np.arange(100) * 2, np.array([3, 99, 0] * 10)
    assert gathered(values, at).tolist() == [6, 198, 0] * 10
    assert gathered(values, at[:0]).dtype == values.dtype


def test_texts_in_a_file_are_those_they_were(tiny):
    words = Texts(texts([f"Café {at}" if at % 7 else None for at in range(100)]))
    assert lay_down(words) == words
    few = Texts(texts(["a"]))
    assert lay_down(few) is few


def test_tables_follow_each_other_and_empty_ones_leave_no_piece(tiny, tmp_path: Path):
    def parts(count: int) -> list[pa.Table]:
        columns = [[], *([f"{at} {'x' * 9}"] for at in range(count)), []]
        return [pa.Table.from_arrays([texts(column)], schema=WORDS) for column in columns]

    for count in (0, 1, 50):
        table = table_of(parts(count), WORDS)
        assert table["word"].to_pylist() == [f"{at} {'x' * 9}" for at in range(count)]
        assert not count or all(len(chunk) for chunk in table["word"].chunks)
    write_tables([(tmp_path / "out.csv", table_of(parts(2), WORDS))])  # an empty piece made rubbish of it
    assert (tmp_path / "out.csv").read_text() == f"word\n0 {'x' * 9}\n1 {'x' * 9}\n"


def test_files_have_no_name_and_are_gone_with_their_readers(tiny, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    laid = lay_down(np.arange(1000))
    assert laid.sum() == 499_500
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_words(tiny, monkeypatch: pytest.MonkeyPatch):
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(memory, "nameless_file", Full)
    with pytest.raises(UserError, match=r"No space left on device.*TMPDIR"):
        lay_down(np.arange(1000))
    with pytest.raises(UserError, match="TMPDIR"):
        table_of([pa.Table.from_arrays([texts(["x" * 200])], schema=WORDS)], WORDS)


def test_too_many_open_files_are_no_matter_of_room(tiny, monkeypatch: pytest.MonkeyPatch):
    def refuse(**_: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(UserError, match=r"Too many open files\); let more files be open"):
        lay_down(np.arange(1000))


def test_what_one_step_frees_is_kept_for_the_next_and_given_back_in_the_end(monkeypatch):
    told = []
    monkeypatch.setattr(memory, "set_malloc", told.append)
    with pytest.raises(UserError), memory.kept_between_steps():
        assert told == [KEPT]
        raise UserError("broken off")
    assert told == [KEPT, GIVEN_BACK]
