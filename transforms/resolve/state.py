"""What a resolution leaves for the next one: clean rows, their keys, components, ids, and the model.

Rows are numbered for good in the order in which they came. A changed listing is a new row, and its old one
is superseded; so all that was stored stays as it is, and a version is a few new files beside the old ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from config.errors import UserError
from transforms.resolve.columns import Codes, positions
from transforms.resolve.model import Model
from transforms.resolve.state_files import Folder
from transforms.resolve.state_index import Index
from transforms.resolve.state_parts import no_redirects, read_array, read_table, write_table

ALIVE, GONE, SUPERSEDED = 1, 0, 2
ARRAYS = ("content", "twin", "looks", "features", "outlines")
INDEXES = ("keys", "ties", "ids")
LABELS = {
    "status": np.uint8,
    "component": np.int32,
    "cluster": np.int32,
    "company": np.uint64,
    "born": np.int32,
}
MERGE = 2
"""A segment is merged into one at most this many times its size: their number grows with the logarithm."""


@dataclass(frozen=True)
class Segment:
    """Rows that were stored together.

    cleaned: the rows (`prepare.CLEANED`).
    content: hash of each row as printed.
    twin: row that stands for it (`collapse`): itself, or the first of those with the same values.
    looks, outlines, features: what `bounds` asks about rows that stand for themselves (`features.features`,
        `outlines.outlines`): one column a row in ``features``, which few are asked for, else one row.
    keys, ties: rows that stand for themselves by open block key and by tie key (`ties.tie_keys`).
    ids: every row by the key of its listing id.
    files: those of these parts that are in the folder already, by name of the part.
    """

    start: int
    cleaned: pa.Table
    content: Codes
    twin: Codes
    looks: Codes
    features: Codes
    outlines: Codes
    keys: Index
    ties: Index
    ids: Index
    files: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.content)

    def followed_by(self, other: Segment) -> Segment:
        """One segment for two that lie side by side."""
        parts: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), getattr(other, name)], axis=_axis(name))
            for name in ARRAYS
        }
        parts |= {name: getattr(self, name).followed_by(getattr(other, name)) for name in INDEXES}
        return Segment(self.start, pa.concat_tables([self.cleaned, other.cleaned]), **parts)


@dataclass(frozen=True)
class Labels:
    """What is known of each row, and what a new version writes anew.

    status: `ALIVE`, `GONE` (its listing was removed) or `SUPERSEDED` (there is a newer row of the listing).
    component, cluster: row of the first listing of its component and of its cluster.
    company: its id, the 16 hex digits as a number. born: version in which its listing was first seen.
    """

    status: Codes
    component: Codes
    cluster: Codes
    company: Codes
    born: Codes

    def __len__(self) -> int:
        return len(self.status)

    def longer(self, by: int) -> Labels:
        """A copy that may be written to, with room for ``by`` more rows."""
        return Labels(
            *(np.concatenate([getattr(self, name), np.zeros(by, kind)]) for name, kind in LABELS.items())
        )


@dataclass(frozen=True)
class State:
    """A version of a state; what it holds stays on disk until it is looked into.

    facts: version, options, changed (rows that came since the model was made), history.
    judgements: listing_a, listing_b, decision: all that were ever given, the newest of each pair.
    given_up: ids that others took over, a row for each listing that they had (`state_redirects`).
    """

    folder: Folder
    facts: dict[str, Any]
    segments: list[Segment]
    labels: Labels
    judgements: pa.Table
    given_up: pa.Table = field(default_factory=no_redirects)

    @cached_property
    def model(self) -> Model:
        """What decides about pairs."""
        try:
            return Model.load(self.folder.path / self.facts["files"]["model"])
        except UserError:
            raise UserError(
                f"{self.folder.path}: its model is damaged or of another version; delete the folder to begin"
                " anew."
            ) from None

    @classmethod
    def load(cls, folder: Folder) -> State:
        """Open the current version of a folder that has one."""
        assert folder.manifest is not None
        facts, segments = folder.manifest, []
        try:
            for stored in facts["segments"]:
                files = {kind: folder.path / name for kind, name in stored["files"].items()}
                start, count = stored["start"], stored["rows"]
                parts: dict[str, Any] = {name: read_array(files[name]) for name in ARRAYS}
                parts |= {name: Index(read_array(files[name]), start, count) for name in INDEXES}
                segments.append(Segment(start, read_table(files["cleaned"]), **parts))
            labels = Labels(*(read_array(folder.path / facts["files"][name]) for name in LABELS))
            judgements, given_up = (
                read_table(folder.path / facts["files"][name]) for name in ("judgements", "redirects")
            )
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowInvalid) as error:
            raise UserError(
                f"{folder.path}: is damaged ({error}); restore it or delete the folder."
            ) from None
        if len(labels) != sum(map(len, segments)):
            raise UserError(f"{folder.path}: is damaged: its files disagree; restore or delete the folder.")
        return cls(folder, facts, segments, labels, judgements, given_up)

    def look_up(self, index: str, keys: Codes) -> tuple[Codes, Codes]:
        """Return positions in ``keys`` and the rows that have them, dead rows too; see `INDEXES`."""
        found = [getattr(segment, index).look_up(keys) for segment in self.segments]
        return tuple(np.concatenate(part) for part in zip(*found, strict=True))  # type: ignore[return-value]

    def take(self, rows: Codes) -> pa.Table:
        """Cleaned values of these rows (ascending)."""
        parts = []
        for segment in self.segments:
            at = segment.start
            for batch in segment.cleaned.to_batches():
                low, high = np.searchsorted(rows, [at, at + len(batch)])
                if low < high:
                    parts.append(batch.take(positions(rows[low:high] - at)))
                at += len(batch)
        return pa.Table.from_batches(parts, self.segments[0].cleaned.schema)

    def column(self, name: str, rows: Codes) -> Codes:
        """One of `ARRAYS` at these rows, in any order."""
        kept = [getattr(segment, name) for segment in self.segments]
        axis = _axis(name)
        found = np.empty((*kept[0].shape[:axis], len(rows), *kept[0].shape[axis + 1 :]), kept[0].dtype)
        for segment, values in zip(self.segments, kept, strict=True):
            inside = np.flatnonzero((rows >= segment.start) & (rows < segment.start + len(segment)))
            taken = values.take(rows[inside] - segment.start, axis=axis)
            if len(inside) == len(rows):
                return np.asarray(taken)
            found[(slice(None),) * axis + (inside,)] = taken
        return found

    def features(self, rows: Codes) -> Codes:
        """All features of these rows, in any order; one column a row."""
        return np.concatenate([self.column("looks", rows).T, self.column("features", rows)])

    def listing_ids(self) -> pa.ChunkedArray:
        """Listing id of every row, dead ones too."""
        return pa.chunked_array(
            [chunk for segment in self.segments for chunk in segment.cleaned["listing_id"].chunks],
            pa.string(),
        )

    def with_segment(self, segment: Segment) -> State:
        """The state with more rows at its end; small segments are merged."""
        segments = [*self.segments, segment] if len(segment) else list(self.segments)
        while len(segments) > 2 and len(segments[-2]) <= MERGE * len(segments[-1]):
            segments[-2:] = [segments[-2].followed_by(segments[-1])]
        return replace(self, segments=segments)

    def save(
        self,
        model: Model | None = None,
        logs: dict[str, str] | None = None,
        given_up: pa.Table | None = None,
    ) -> None:
        """Write this as the next version of its folder; what the current one has is not written again.

        Args:
            model: a new one; then the rows are all new as well.
            logs: see `Folder.commit`.
            given_up: in the place of those that the state has.
        """
        before = self.folder.manifest or {"segments": [], "files": {}}
        version = self.facts["version"]
        stored = {(old["start"], old["rows"]): old for old in before["segments"] if model is None}
        segments = []
        for number, segment in enumerate(self.segments):
            old = stored.get((segment.start, len(segment)))
            segments.append(old or self._save_segment(segment, "abcdefghijklmnopqrstuvwxyz"[number]))
        files = {}
        for name in LABELS:
            files[name] = f"{version:06d}-{name}.npy"
            np.save(self.folder.path / files[name], getattr(self.labels, name))
        redirects = self.given_up if given_up is None else given_up
        for name, table in (("judgements", self.judgements), ("redirects", redirects)):
            files[name] = f"{version:06d}-{name}.arrow"
            write_table(self.folder.path / files[name], table)
        files["model"] = before["files"].get("model") if model is None else f"{version:06d}-model"
        if model is not None:
            model.save(self.folder.path / files["model"])
        self.folder.commit({**self.facts, "segments": segments, "files": files}, logs)

    def _save_segment(self, segment: Segment, letter: str) -> dict[str, Any]:
        start, names = f"{self.facts['version']:06d}-", dict(segment.files)
        if "cleaned" not in names:
            names["cleaned"] = f"{start}cleaned{letter}.arrow"
            write_table(self.folder.path / names["cleaned"], segment.cleaned)
        arrays = {name: getattr(segment, name) for name in ARRAYS}
        arrays |= {name: getattr(segment, name).packed for name in INDEXES}
        for name in arrays.keys() - names.keys():
            names[name] = f"{start}{name}{letter}.npy"
            np.save(self.folder.path / names[name], arrays[name])
        return {"start": segment.start, "rows": len(segment), "files": names}


def _axis(name: str) -> int:
    """Along which axis of an array the rows lie."""
    return 1 if name == "features" else 0
