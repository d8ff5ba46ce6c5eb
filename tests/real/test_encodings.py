"""Real pages, several of which declare a character set that is not theirs, come out as their labels say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.page import decode
from tests.real.shared import SHARED

pytestmark = pytest.mark.real
PAGES = sorted(path.parent for path in SHARED.glob("pages/*/meta.json"))


def test_enough_pages_in_enough_encodings() -> None:
    told = {json.loads((page / "meta.json").read_text(encoding="utf-8"))["encoding"] for page in PAGES}
    assert len(PAGES) >= 41 and len(told) >= 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_decoded_by_what_really_decodes_it(page: Path) -> None:
    encoding = json.loads((page / "meta.json").read_text(encoding="utf-8"))["encoding"]
    (file,) = page.glob("page.*")
    body = file.read_bytes()
    decoded = decode(body)
    told = body.decode(encoding, "replace").removeprefix("\ufeff")
    assert len(decoded.text) == len(told)
    unlike = {pair for pair in zip(decoded.text, told, strict=True) if pair[0] != pair[1]}
    # bytes that the label leaves without a meaning have one in windows-1252, as in browsers
    assert all(other == "\ufffd" or "\x80" <= other <= "\x9f" for _, other in unlike), decoded[1:]
