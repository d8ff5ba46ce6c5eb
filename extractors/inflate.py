"""Undo content codings piece by piece under a cap: 600 KB of gzip may hold 600 MB."""

from __future__ import annotations

import zlib

ACCEPTED = "gzip, deflate"
"""What we tell servers we can undo; ``Accept-Encoding`` of every request."""


class TooLarge(Exception):
    """More bytes than allowed; raised before they are held in memory."""


class BadCoding(Exception):
    """A coding that we did not ask for, or data that is not in the coding it claims."""


class Inflater:
    """Collects a body of at most ``limit`` bytes, inflated as ``Content-Encoding`` says.

    With ``cut``, what goes beyond the limit is left out instead of being an error.

    Raises:
        TooLarge, BadCoding
    """

    def __init__(self, coding: str, limit: int, *, cut: bool = False) -> None:
        self._limit, self._size, self._cut = limit, 0, cut
        self._parts: list[bytes] = []
        self._coding = coding.strip().lower()
        self._is_raw = False
        if self._coding in ("", "identity"):
            self._inflater: zlib._Decompress | None = None
        elif self._coding in ("gzip", "x-gzip", "deflate"):
            self._inflater = zlib.decompressobj(47)
        else:
            raise BadCoding(f"content coding '{coding}' was not asked for")

    def feed(self, data: bytes) -> bool:
        """Take the next piece as it came from the wire; False where nothing more is wanted."""
        if self._inflater is None:
            return self._keep(data)
        try:
            while data:
                if not self._keep(self._inflater.decompress(data, self._limit - self._size + 1)):
                    return False
                data = self._inflater.unconsumed_tail
                if self._inflater.eof:
                    data = self._inflater.unused_data
                    if not data.startswith(b"\x1f\x8b"):
                        return True
                    self._inflater = zlib.decompressobj(47)
        except zlib.error as error:
            if self._coding != "deflate" or self._size or self._is_raw:
                raise BadCoding(f"the body is not {self._coding}: {error}") from None
            self._is_raw, self._inflater = True, zlib.decompressobj(-15)
            return self.feed(data)
        return True

    def body(self) -> bytes:
        """Return everything; a compressed body that ends too early is an error, not a page."""
        is_whole = self._inflater is None or self._inflater.eof or not self._parts
        if not is_whole and not (self._cut and self._size >= self._limit):
            raise BadCoding(f"the {self._coding} body ends too early")
        return b"".join(self._parts)

    def _keep(self, data: bytes) -> bool:
        room = self._limit - self._size
        if len(data) > room:
            if not self._cut:
                raise TooLarge(f"more than {self._limit:,} bytes")
            data = data[:room]
        self._size += len(data)
        self._parts.append(data)
        return self._size < self._limit or not self._cut
