"""Addresses of requests that carry a body: it stands behind ``#json=`` or ``#form=``: two are two pages.

A fragment is never sent (RFC 3986 section 3.5), so the archive, the evidence of a listing and a replay name
such a request by one string: ``https://api.example/search#json={"page":2}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode

BodyKind = Literal["json", "form"]
_BODY = re.compile(r"#(json|form)=(.*)$", re.DOTALL)


class Asked(NamedTuple):
    """Address and body of a request; ``kind`` None means that there is no body."""

    url: str
    kind: BodyKind | None
    body: dict[str, object]


def with_body(url: str, kind: BodyKind | None, body: Mapping[str, object]) -> str:
    """Return the address under which a request with this body is archived."""
    if kind is None:
        return url
    text = (
        json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        if kind == "json"
        else urlencode({key: str(value) for key, value in body.items()}, safe="${}")
    )
    return f"{url}#{kind}={text}"


def asked_by(url: str) -> Asked:
    """Split an archived address into what is asked and the body that goes with it."""
    found = _BODY.search(url)
    if not found:
        return Asked(url, None, {})
    if found[1] == "json":
        return Asked(url[: found.start()], "json", json.loads(found[2]))
    return Asked(url[: found.start()], "form", dict(parse_qsl(found[2], keep_blank_values=True)))


def fragment_of(url: str) -> str:
    """Return ``#json=...`` or ``#form=...`` of an address, or nothing where the fragment is another one."""
    found = _BODY.search(url)
    return found.group() if found else ""
