"""The model: all that is learnt from all rows, then held fixed.

With a model the decision on two listings depends on these two and on it alone: not on how many other
rows there are today. So a night that resolves only what changed finds what a full run would find.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from xxhash import xxh3_128

from config.errors import UserError
from transforms.resolve.counts import Counts
from transforms.resolve.prepare import Codes
from transforms.resolve.weights import Weights

FORMAT = 4
"""Of the files; a model of another format is made anew."""


@dataclass(frozen=True)
class Model:
    """What is learnt from all rows; values are held as stable keys (`transforms.resolve.keys`)."""

    level: Literal["location", "company"]
    size: int
    """Records that it was made from, equal ones counted once."""
    weights: Weights
    prior: int
    """Thousandths of bits of a random pair before evidence."""
    words: Counts
    """How many distinct names bear each word."""
    values: Mapping[str, Counts]
    """How many records hold each value: name, phone, place, postcode, city, domain, mail.

    Also ``registers``: how many register numbers each site has; and ``shared_domain`` and so on: how many
    names the identifiers have that are nobody's (`shared_values`).
    """
    towns: Mapping[str, Counts]
    """In how many towns each name, each domain and each phone is known."""
    closed: Codes
    """Block keys over the cap, ascending."""
    learned: Mapping[str, Any] = field(default_factory=dict)
    """A classifier made from judgements, as plain JSON values; empty where there is none."""

    @cached_property
    def version(self) -> str:
        """Hash of the content: equal models decide equally."""
        digest = xxh3_128(json.dumps(self._facts(), sort_keys=True).encode())
        for array in (*self._stacked(), self.closed):
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def save(self, folder: Path) -> None:
        """Write model.json and arrays into a folder, which is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        keys, counts = self._stacked()
        for name, array in (("keys", keys), ("counts", counts), ("closed", self.closed)):
            np.save(folder / f"{name}.npy", array)
        facts = {"format": FORMAT, "version": self.version, **self._facts()}
        (folder / "model.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read what `save` wrote; the arrays stay on disk until they are looked into.

        Raises:
            UserError: the folder holds no model, or one that this version cannot read.
        """
        try:
            facts = json.loads((folder / "model.json").read_text("utf-8"))
            if facts["format"] != FORMAT:
                raise UserError(f"{folder}: holds a model of another version; delete it to make a new one.")
            keys, counts, closed = (
                np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("keys", "counts", "closed")
            )
            parts, start = {}, 0
            for name, length, total in facts["counts"]:
                stop = start + length
                parts[name] = Counts(keys[start:stop], counts[start:stop], total)
                start = stop
            model = cls(
                level=facts["level"],
                size=facts["size"],
                weights=Weights.from_json(facts["weights"]),
                prior=facts["prior"],
                words=parts.pop("words"),
                values={name: part for name, part in parts.items() if ":" not in name},
                towns={name[6:]: part for name, part in parts.items() if name.startswith("towns:")},
                closed=closed,
                learned=facts["learned"],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"{folder}: holds no readable model ({error}); delete it to make a new one."
            ) from None
        model.__dict__["version"] = facts["version"]  # what is stored need not be read whole to be named
        return model

    def _counts(self) -> list[tuple[str, Counts]]:
        towns = [(f"towns:{name}", counts) for name, counts in sorted(self.towns.items())]
        return [("words", self.words), *sorted(self.values.items()), *towns]

    def _stacked(self) -> tuple[Codes, Codes]:
        parts = [counts for _, counts in self._counts()]
        return (
            np.concatenate([part.keys for part in parts]).astype(np.int64),
            np.concatenate([part.counts for part in parts]).astype(np.int32),
        )

    def _facts(self) -> dict[str, Any]:
        """All but the arrays."""
        return {
            "level": self.level,
            "size": self.size,
            "weights": self.weights.to_json(),
            "prior": self.prior,
            "counts": [(name, len(counts.keys), counts.total) for name, counts in self._counts()],
            "learned": dict(self.learned),
        }
