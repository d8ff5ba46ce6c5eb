"""The bytes of pages, each kept once, compressed with a dictionary that was trained on pages of the source.

Every body names its dictionary, so that older ones stay readable; those from before there was one have none.
"""

from __future__ import annotations

from collections.abc import Callable

import zstandard

from config.records import Page
from extractors.archive_file import ArchiveFile

_LEVEL = 3
_DICTIONARY_BYTES, _SAMPLES, _SAMPLE_BYTES = 64 * 1024, 256, 128 * 1024
BODIES_FOR_DICTIONARY = 192
"""Bodies that a source must have before a dictionary is trained on them."""


class Bodies:
    """The tables of bodies and dictionaries."""

    def __init__(self, file: ArchiveFile) -> None:
        self._db = file.db
        self._inflaters: dict[int | None, Callable[[bytes], bytes]] = {}
        self._load()
        file.on_undo.append(self._load)

    def _load(self) -> None:
        """Take the dictionary that the file has: after a rollback it may not be the one that we trained."""
        self._inflaters.clear()
        self._inflaters[None] = zstandard.ZstdDecompressor().decompress
        self._compress = zstandard.ZstdCompressor(level=_LEVEL).compress
        self._dictionary: int | None = None
        newest = self._db.execute("SELECT id, data FROM dictionaries ORDER BY id DESC LIMIT 1").fetchone()
        if newest:
            self._use(*newest)

    def keep(self, page: Page) -> int:
        """Return the number of a body, which is stored where no page ever had these bytes."""
        digest = bytes.fromhex(page.sha256)
        made = self._db.execute(
            "INSERT INTO bodies (sha256, dictionary, zstd) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (digest, self._dictionary, self._compress(page.body)),
        )
        if not made.rowcount:  # seldom: a page that says what another one says to the byte
            known = self._db.execute("SELECT id FROM bodies WHERE sha256 = ?", (digest,)).fetchone()
            return int(known[0])
        body = made.lastrowid
        assert body is not None
        if self._dictionary is None and body >= BODIES_FOR_DICTIONARY:
            self._train()
        return body

    def _train(self) -> None:
        """Learn what the pages of this source have in common; the dictionary is a row like they are."""
        newest = self._db.execute("SELECT max(id) FROM bodies").fetchone()[0]
        step = max(1, newest // _SAMPLES)
        rows = self._db.execute(
            "SELECT zstd, dictionary FROM bodies WHERE id % ? = 0 LIMIT ?", (step, _SAMPLES)
        )
        samples: list[bytes | bytearray | memoryview] = [self.inflate(*row)[:_SAMPLE_BYTES] for row in rows]
        try:
            data = zstandard.train_dictionary(
                _DICTIONARY_BYTES, samples, level=_LEVEL, k=1024, d=8
            ).as_bytes()
        except zstandard.ZstdError:  # pages too small or too few of a kind to have anything in common
            data = b""
        number = self._db.execute("INSERT INTO dictionaries (data) VALUES (?)", (data,)).lastrowid
        assert number is not None
        self._use(number, data)

    def _use(self, number: int, data: bytes) -> None:
        self._dictionary = number
        dictionary = zstandard.ZstdCompressionDict(data) if data else None
        if dictionary:
            dictionary.precompute_compress(level=_LEVEL)
            self._compress = zstandard.ZstdCompressor(level=_LEVEL, dict_data=dictionary).compress

    def inflate(self, blob: bytes, number: int | None) -> bytes:
        """Return the bytes that ``keep`` was given; ``number`` is that of their dictionary."""
        inflate = self._inflaters.get(number)
        if inflate is None:
            row = self._db.execute("SELECT data FROM dictionaries WHERE id = ?", (number,)).fetchone()
            dictionary = zstandard.ZstdCompressionDict(row[0]) if row[0] else None
            inflate = zstandard.ZstdDecompressor(dict_data=dictionary).decompress
            self._inflaters[number] = inflate
        return inflate(blob)
