"""What the left and the right side of ``fields:`` may be, for lists, details and lookups alike."""

from __future__ import annotations

import difflib
from dataclasses import fields
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from config.records import Listing

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Selector = Annotated[str, StringConstraints(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]

_IDENTITY = {"listing_id", "source", "url", "page_sha256", "retrieved_at", "raw"}
LISTING_FIELDS = frozenset({f.name for f in fields(Listing)} - _IDENTITY | {"address"})
"""Names on the left of ``fields:``. ``address`` is one printed block that the reader splits."""
MENTION_FIELDS = frozenset({"title", "text", "link", "published_on"})


def _known_fields(value: ClaimFields) -> ClaimFields:
    for name in value:
        known = LISTING_FIELDS | MENTION_FIELDS
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(sorted(LISTING_FIELDS))}"
            raise ValueError(f"field '{name}' is not known ({hint})")
    return value


ClaimFields = dict[str, Selector | Annotated[list[Selector], Field(min_length=1)]]
"""Of a looked-up answer: any statement about a company may stand on the left."""
Fields = Annotated[
    ClaimFields,
    Field(json_schema_extra={"propertyNames": {"enum": sorted(LISTING_FIELDS | MENTION_FIELDS)}}),
    AfterValidator(_known_fields),
]
