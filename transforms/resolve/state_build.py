"""A state made from all rows: the first one of a folder, or the next when the data outgrew its model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from transforms.resolve.block import Blocks
from transforms.resolve.columns import Codes
from transforms.resolve.delivery import Keyed
from transforms.resolve.delta import Update, listing_ids
from transforms.resolve.judged import judged_pairs
from transforms.resolve.memory import gathered
from transforms.resolve.model import Model
from transforms.resolve.prepare import records_of
from transforms.resolve.resolution import resolve_records
from transforms.resolve.state import ALIVE, GONE, LABELS, Labels, State
from transforms.resolve.state_files import Folder
from transforms.resolve.state_ids import Touched, assign
from transforms.resolve.state_index import Index
from transforms.resolve.state_parts import put_down


@dataclass(frozen=True)
class Rows:
    """All rows that a state is to hold.

    cleaned, content: living rows, ordered by listing id. company, born: what each had (0: nothing yet).
    returning: which of them were gone. removed: whether a listing of `lost` went only now.
    lost, lost_content, lost_company, lost_born: listings that are gone, whose ids are kept.
    """

    cleaned: pa.Table
    content: Codes
    company: Codes
    born: Codes
    returning: Codes
    lost: pa.Table
    lost_content: Codes
    lost_company: Codes
    lost_born: Codes
    removed: Codes

    @classmethod
    def first(cls, cleaned: pa.Table, content: Codes) -> Rows:
        """Rows of a first delivery."""
        count, none = len(cleaned), np.zeros(0, np.int64)
        return cls(
            cleaned,
            content,
            np.zeros(count, np.uint64),
            np.ones(count, np.int32),
            np.zeros(count, bool),
            cleaned.slice(0, 0),
            none.astype(np.uint64),
            none.astype(np.uint64),
            none.astype(np.int32),
            none.astype(bool),
        )


def build(
    folder: Folder, rows: Rows, facts: dict[str, Any], judgements: pa.Table, model: Model | None = None
) -> Update:
    """Resolve all rows, with a model made from them unless one is given.

    Args:
        facts: version, options and history of the new version.
    """
    settings = facts["options"]
    count, lost = len(rows.cleaned), len(rows.lost)
    records = [records_of(rows.cleaned)]
    files = {name: folder.named(facts["version"], name) for name in ("cleaned.arrow", "keys.npy")}
    # Of millions of rows these two would be in the way while pairs are compared.
    rows = replace(rows, cleaned=put_down(files["cleaned.arrow"], rows.cleaned))
    keys: list[Index] = []

    def keep(blocks: Blocks, first: Codes) -> None:
        packed = Index.of(gathered(first, blocks.rows), blocks.keys, 0, count).packed
        keys[:] = [Index(put_down(files["keys.npy"], packed), 0, count)]

    found = resolve_records(
        records.pop(),
        judgements=judgements,
        level=settings["level"],
        threshold=settings["threshold"],
        clean_sources=frozenset(settings["clean_sources"]),
        model=model,
        keep=keep,
    )
    whole = Keyed.found_by(found).segment(0, rows.cleaned, rows.content, keys[0])
    segments = [replace(whole, files={path.stem[7:]: path.name for path in files.values()})]
    if lost:
        segments.append(Keyed.nothing(lost).segment(count, rows.lost, rows.lost_content))
    alone = np.arange(count, count + lost)
    columns = {
        "status": np.concatenate([np.full(count, ALIVE), np.full(lost, GONE)]),
        "component": np.concatenate([found.component, alone]),
        "cluster": np.concatenate([found.cluster, alone]),
        "company": np.concatenate([rows.company, rows.lost_company]),
        "born": np.concatenate([rows.born, rows.lost_born]),
    }
    labels = Labels(*(columns[name].astype(kind) for name, kind in LABELS.items()))
    facts = {**facts, "changed": 0, "calibrated": count}
    if model is None:
        facts["taught_by"] = judged_pairs(judgements)
    state = State(folder, facts, segments, labels, judgements)
    state.__dict__["model"] = found.model
    touched = Touched(np.arange(count), np.flatnonzero(rows.returning), count + np.flatnonzero(rows.removed))
    redirects, events = assign(labels, touched, lambda wanted: listing_ids(state, wanted), facts["version"])
    return Update(state, found, touched.rows, events, redirects)
