"""Text files of unknown encoding as a stream of UTF-8, read a few megabytes at a time.

Lists are glued together from exports of several programs, so that one file may hold both UTF-8 and
Windows-1252: each line is decoded by itself, and what was not UTF-8 is counted.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from config.errors import UserError

CHUNK = 4 * 2**20
GZIP, PARQUET, ZIP = b"\x1f\x8b", b"PAR1", b"PK\x03\x04"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Utf8Stream(io.RawIOBase):
    """The bytes of a text file as valid UTF-8, without byte order mark and NUL bytes.

    ``foreign_lines`` counts lines that were not UTF-8 and were taken for Windows-1252; ``damaged_lines``
    those of them in which letters had to be replaced; ``nul_bytes`` what was left out; ``quotes`` the double
    quotes so far; ``has_blank_before_quote`` whether one of them stood behind a blank.
    """

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Open the file.

        Raises:
            UserError: it cannot be read, is no text, or there is no such encoding.
        """
        self.foreign_lines = self.damaged_lines = self.nul_bytes = self.quotes = 0
        self.has_blank_before_quote = False
        self._path = path
        self._file = _opened(path)
        self._chunks = self._decoded(encoding)
        self._ready = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._ready = chunk
        given = self._ready[: len(buffer)]
        self._ready = self._ready[len(given) :]
        buffer[: len(given)] = given
        return len(given)

    def _decoded(self, encoding: str | None) -> Iterator[bytes]:
        head = self._line_chunk()
        for mark, name in BYTE_ORDER_MARKS:
            if head.startswith(mark):
                encoding = encoding or name
                if name == "utf-8":
                    head = head[len(mark) :]
        if encoding is None and head[:4096].count(0) * 3 > len(head[:4096]):
            encoding = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        if encoding is None or codecs.lookup(encoding).name == "utf-8":
            while head:
                yield self._without_nul(self._utf8(head))
                head = self._line_chunk()
            return
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        try:
            while head:
                yield self._without_nul(decoder.decode(head).encode("utf-8", "replace"))
                head = self._line_chunk()
            yield decoder.decode(b"", True).encode("utf-8", "replace")
        except UnicodeError as error:
            raise UserError(f"{self._path}: is not {encoding} ({error}); name another --encoding.") from None

    def _line_chunk(self) -> bytes:
        """Whole lines of about `CHUNK` bytes; empty at the end."""
        try:
            return self._file.read(CHUNK) + self._file.readline()
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise UserError(f"{self._path}: is a damaged gzip file; compress it anew.") from None
        except OSError as error:
            raise unreadable(self._path, error) from None

    def _utf8(self, chunk: bytes) -> bytes:
        try:
            chunk.decode()
            return chunk
        except UnicodeDecodeError:
            return b"".join(map(self._utf8_line, chunk.splitlines(keepends=True)))

    def _utf8_line(self, line: bytes) -> bytes:
        try:
            line.decode()
            return line
        except UnicodeDecodeError:
            text = line.decode("cp1252", "replace")
            self.foreign_lines += 1
            self.damaged_lines += "\ufffd" in text
            return text.encode()

    def _without_nul(self, chunk: bytes) -> bytes:
        if b"\0" in chunk:
            self.nul_bytes += chunk.count(0)
            chunk = chunk.replace(b"\0", b"")
        self.quotes += chunk.count(b'"')
        self.has_blank_before_quote |= b' "' in chunk
        return chunk


def check_encoding(encoding: str) -> None:
    """Refuse what is no encoding of text.

    Raises:
        UserError: Python knows none of that name.
    """
    try:
        "".encode(encoding)
    except LookupError:
        raise UserError(
            f"--encoding {encoding}: is not known; utf-8, cp1252, gb18030 and shift_jis are."
        ) from None


def magic(path: Path) -> bytes:
    """Return the first four bytes of a file.

    Raises:
        UserError: it cannot be read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            start = file.read(4)
            if not file.seekable():
                raise UserError(f"{path}: is a pipe, which can be read only once; name a file.")
            return start
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> UserError:
    """Return what to say of a file that the system does not give."""
    if isinstance(error, IsADirectoryError):
        return UserError(f"{path}: is a folder; name a file in it.")
    return UserError(f"{path}: cannot be read ({error.strerror or error}).")


def _opened(path: Path) -> BinaryIO:
    start = magic(path)
    if start == ZIP:
        raise UserError(f"{path}: is a spreadsheet or a ZIP archive; save the table as CSV.")
    if start.startswith(GZIP):
        return io.BufferedReader(gzip.open(path))
    return path.open("rb")
