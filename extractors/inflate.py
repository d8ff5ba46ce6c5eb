"""Undo content codings piece by piece under a cap: 600 KB of gzip may hold 600 MB."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

ACCEPTED = "gzip, deflate, br, zstd"
"""What we tell servers we can undo; ``Accept-Encoding`` of every request."""
_MOST_CODINGS = 3
_STEP = 256 * 1024
"""Bytes that one coding of a chain hands to the next at once."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_WIDEST_ZSTD_WINDOW = 8 * 2**20
"""RFC 8878 3.1.1.1.2: more memory than this no decoder has to lend."""


class TooLarge(Exception):
    """More bytes than allowed; raised before they are held in memory."""


class BadCoding(Exception):
    """A coding that we did not ask for, or data that is not in the coding it claims."""


class Inflater:
    """Collects a body of at most ``limit`` bytes, inflated as ``Content-Encoding`` says, chains included.

    With ``cut``, what goes beyond the limit is left out instead of being an error.

    Raises:
        TooLarge, BadCoding
    """

    def __init__(self, coding: str, limit: int, *, cut: bool = False) -> None:
        self._limit, self._size, self._packed, self._cut = limit, 0, 0, cut
        self._parts: list[bytes] = []
        names = [name.strip().lower() for name in coding.split(",")] if coding else []
        names = [name for name in names if name not in ("", "identity")]
        if len(names) > _MOST_CODINGS:
            raise BadCoding(f"content coding '{coding[:80]}' has more than {_MOST_CODINGS} layers")
        unknown = [name for name in names if name not in _LAYERS]
        if unknown:
            raise BadCoding(f"content coding '{unknown[0][:40]}' was not asked for")
        self._layers = [
            _LAYERS[name](name) for name in reversed(names)
        ]  # the last one named is the outermost

    def feed(self, data: bytes) -> bool:
        """Take the next piece as it came from the wire; False where nothing more is wanted."""
        if not self._layers:
            return self._keep(data)
        self._packed += len(data)
        if self._packed > self._limit and not self._cut:
            raise TooLarge(f"more than {self._limit:,} bytes, packed")
        return all(self._keep(part) for part in self._inflated(data, 0))

    def body(self) -> bytes:
        """Return everything; a compressed body that ends too early is an error, not a page."""
        is_cut = self._cut and self._size >= self._limit
        for layer in self._layers:
            if layer.has_begun and not layer.is_whole and not is_cut:
                raise BadCoding(f"the {layer.name} body ends too early")
        return b"".join(self._parts)

    def _inflated(self, data: bytes, depth: int) -> Iterator[bytes]:
        """Yield what is inside, in pieces: a layer never holds more than one step of the layer around it."""
        if depth == len(self._layers):
            yield data
            return
        for part in self._layers[depth].inflate(data):
            yield from self._inflated(part, depth + 1)

    def _keep(self, data: bytes) -> bool:
        room = self._limit - self._size
        if len(data) > room:
            if not self._cut:
                raise TooLarge(f"more than {self._limit:,} bytes")
            data = data[:room]
        self._size += len(data)
        self._parts.append(data)
        return self._size < self._limit or not self._cut


class _Zlib:
    """gzip (RFC 1952, several members in a row allowed) and deflate, with or without its zlib header."""

    def __init__(self, name: str) -> None:
        self.name, self.has_begun = name, False
        self._inflater = zlib.decompressobj(47)
        self._is_raw = self._has_output = False

    @property
    def is_whole(self) -> bool:
        return self._inflater.eof

    def inflate(self, data: bytes) -> Iterator[bytes]:
        self.has_begun = self.has_begun or bool(data)
        while data:
            try:
                part = self._inflater.decompress(data, _STEP)
            except zlib.error as error:
                if self.name != "deflate" or self._has_output or self._is_raw:
                    raise BadCoding(f"the body is not {self.name}: {error}") from None
                self._is_raw, self._inflater = True, zlib.decompressobj(-15)
                continue
            data = self._inflater.unconsumed_tail
            if self._inflater.eof:
                data = self._inflater.unused_data
                if data.startswith(b"\x1f\x8b"):
                    self._inflater = zlib.decompressobj(47)
                else:
                    data = b""
            self._has_output = self._has_output or bool(part)
            if part:
                yield part


class _Brotli:
    """br (RFC 7932); its window is at most 16 MiB."""

    def __init__(self, name: str) -> None:
        import brotli  # type: ignore[import-untyped]

        self.name, self.has_begun = name, False
        self._inflater, self._fault = brotli.Decompressor(), brotli.error

    @property
    def is_whole(self) -> bool:
        return bool(self._inflater.is_finished())

    def inflate(self, data: bytes) -> Iterator[bytes]:
        self.has_begun = self.has_begun or bool(data)
        is_full = bool(data)
        while is_full and not self.is_whole:
            try:
                part = self._inflater.process(data, output_buffer_limit=_STEP)
            except self._fault as error:
                raise BadCoding(f"the body is not {self.name}: {error}") from None
            data = b""
            is_full = len(part) >= _STEP or not self._inflater.can_accept_more_data()
            if part:
                yield part


class _Zstd:
    """zstd (RFC 8878), fed block by block: the decoder knows no limit, but no block is more than 128 KiB."""

    def __init__(self, name: str) -> None:
        import zstandard

        self.name, self.has_begun = name, False
        self._fault = zstandard.ZstdError
        self._open = zstandard.ZstdDecompressor(max_window_size=_WIDEST_ZSTD_WINDOW).decompressobj
        self._inflater = self._open()
        self._waiting = bytearray()
        self._is_inside = self._has_checksum = False

    @property
    def is_whole(self) -> bool:
        return not self._is_inside and not self._waiting

    def inflate(self, data: bytes) -> Iterator[bytes]:
        self.has_begun = self.has_begun or bool(data)
        self._waiting += data
        while 0 < (size := self._next_size()) <= len(self._waiting):
            piece = bytes(self._waiting[:size])
            del self._waiting[:size]
            try:
                part = self._inflater.decompress(piece)
            except self._fault as error:
                raise BadCoding(f"the body is not {self.name}: {error}") from None
            if self._is_inside and self._inflater.eof:
                self._is_inside, self._inflater = False, self._open()
            else:
                self._is_inside = True
            if part:
                yield part

    def _next_size(self) -> int:
        """Return how many bytes the next frame header or block takes (RFC 8878 3.1.1), 0 if not yet known."""
        head = self._waiting
        if not self._is_inside:
            if head[:4] != _ZSTD_MAGIC[: len(head)]:
                raise BadCoding(f"the body is not {self.name}: no frame begins here")
            if len(head) < 5:
                return 0
            flags = head[4]
            is_single = flags >> 5 & 1
            self._has_checksum = bool(flags & 4)
            return 6 - is_single + (0, 1, 2, 4)[flags & 3] + (is_single, 2, 4, 8)[flags >> 6]
        if len(head) < 3:
            return 0
        block = int.from_bytes(head[:3], "little")
        is_last, is_repeat, size = block & 1, block >> 1 & 3 == 1, block >> 3
        return 3 + (1 if is_repeat else size) + (4 if is_last and self._has_checksum else 0)


_LAYERS: dict[str, Callable[[str], _Zlib | _Brotli | _Zstd]] = {
    "gzip": _Zlib,
    "x-gzip": _Zlib,
    "deflate": _Zlib,
    "br": _Brotli,
    "zstd": _Zstd,
}
