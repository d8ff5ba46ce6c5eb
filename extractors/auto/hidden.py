"""Contacts that the mark-up of a record hides: encoded attributes, handlers, small scripts."""

from __future__ import annotations

from collections.abc import Collection

from extractors.auto.groups import Stretch
from extractors.auto.outline import Outline
from extractors.contacts import emails_of, phones_of
from extractors.obscured import hides_something

_LONGEST = 60_000


def hidden_contacts(
    out: Outline, stretch: Stretch, styles: str, known: Collection[str] = ()
) -> tuple[str | None, str | None]:
    """Return (e-mail, telephone) that no plain text of a record shows. ``styles``: the page's mark-up;
    ``known``: fields that are not looked for.
    """
    markup = markup_of(out, stretch)
    if not hides_something(markup):
        return None, None
    mails = emails_of(markup, styles) if "email" not in known else []
    phones = phones_of(markup, None, styles) if "phone" not in known else []
    numbers = [one.number for one in phones if one.kind != "fax"]
    return (mails[0] if mails else None), (numbers[0] if numbers else None)


def markup_of(out: Outline, stretch: Stretch) -> str:
    """Return the mark-up of the outermost elements that begin in a stretch."""
    parts: list[str] = []
    end = length = 0
    for node in out.nodes_in(*stretch):
        if node >= end and out.end_tick[node] <= stretch[1]:
            end = out.end_node[node]
            parts.append(out.nodes[node].html or "")
            length += len(parts[-1])
            if length > _LONGEST:
                break
    return "".join(parts)
