"""Deduplicate one CSV file: the resolution of the pipeline without the pipeline."""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path

import pandas as pd

from config.errors import UserError
from config.records import stable_id
from transforms.resolve import resolve
from transforms.resolve.levels import Level

COLUMNS = "source name street city region postcode country phone website email category".split()
EXTRA = ("reg_no", "lei", "vat_id")
TRUE, FALSE = {"1", "true", "yes", "same"}, {"0", "false", "no", "different"}


def dedupe_file(
    source: Path,
    target: Path,
    *,
    level: Level = "auto",
    threshold: float = 0.5,
    labels: Path | None = None,
    explain: Path | None = None,
    clean_sources: frozenset[str] | set[str] | list[str] | tuple[str, ...] = frozenset(),
    renames: dict[str, str] | None = None,
) -> dict[str, object]:
    """Write id, company_id for every row of a CSV; rows of one company (or place) share a company_id.

    Args:
        source: CSV with columns id and name and any of source, street, city, region, postcode, country,
            phone, website, email, category, reg_no, lei, vat_id.
        target: CSV to write; it appears only when it is complete.
        level, threshold: see `transforms.resolve.resolve`.
        labels: CSV id_a, id_b, match (1/0): pairs that are known; they are obeyed.
        explain: CSV to write: every pair that was compared and came close, with its reasons in bits.
        clean_sources: values of the column source that list nobody twice.
        renames: column as named above -> its name in the file.

    Returns:
        Counts for people: rows, companies, pairs_compared, largest, level, seconds and more.

    Raises:
        UserError: a file cannot be read or written, a column is missing, an id is empty or given twice, a
            label or an option makes no sense. Nothing has been written then.
    """
    started = time.monotonic()
    if level not in ("auto", "location", "company"):
        raise UserError(f"The level must be auto, location or company (found '{level}').")
    _refuse_overwriting([source, *([labels] if labels else [])], [target, *([explain] if explain else [])])
    frame = _read_rows(source, renames or {})
    known = set(frame["source"].dropna()) if "source" in frame else set()
    strange = sorted(set(clean_sources) - known)
    if strange:
        some = ", ".join(sorted(known)[:5]) or "none"
        raise UserError(f"{source}: no row is of the clean source '{strange[0]}'; its sources are {some}.")
    judgements = _read_labels(labels, set(frame["listing_id"])) if labels else None
    found = resolve(
        frame,
        judgements=judgements,
        level=level,
        threshold=threshold,
        clean_sources=frozenset(clean_sources),
    )
    cluster = dict(zip(found.clusters["listing_id"], found.clusters["cluster"], strict=True))
    ids = frame["listing_id"].tolist()
    company = {label: stable_id("c", label) for label in set(cluster.values())}
    out = pd.DataFrame({"id": ids, "company_id": [company[cluster[row]] for row in ids]})
    files: list[tuple[Path, pd.DataFrame]] = [(target, out)]
    if explain:
        renamed = found.matches.rename(columns={"listing_a": "id_a", "listing_b": "id_b"})
        files.append((explain, renamed.round({"probability": 6})))
    _write(files)
    return {**found.summary, "seconds": round(time.monotonic() - started, 2)}


def _read_rows(path: Path, renames: dict[str, str]) -> pd.DataFrame:
    frame = _read_csv(path)
    for column, given in renames.items():
        if column not in ("id", *COLUMNS, *EXTRA):
            raise UserError(f"{path}: there is no column '{column}'; known are id {' '.join(COLUMNS)}.")
        if given not in frame:
            raise UserError(f"{path}: has no column '{given}' to read as {column}; it has {_names(frame)}.")
        if column in frame and column not in renames.values():
            raise UserError(f"{path}: '{given}' would hide the column '{column}'; leave one of them out.")
    frame = frame.rename(columns={given: column for column, given in renames.items()})
    for column in ("id", "name"):
        if column not in frame:
            raise UserError(
                f"{path}: column '{column}' is missing; its columns are {_names(frame)}. Rename one to it."
            )
    if not len(frame):
        raise UserError(f"{path}: has a header but no rows; give a file with at least one row.")
    empty = frame.index[frame["id"].isna()].tolist()
    if empty:
        raise UserError(f"{path}: row {empty[0] + 2} has no id; give every row an id of its own.")
    twice = frame.index[frame["id"].duplicated()].tolist()
    if twice:
        value = frame["id"].loc[twice[0]]
        raise UserError(f"{path}: row {twice[0] + 2} repeats the id '{value}'; give every row its own.")
    keep = [column for column in (*COLUMNS, *EXTRA) if column in frame]
    return frame[["id", *keep]].rename(columns={"id": "listing_id"})


def _read_labels(path: Path, ids: set[str]) -> pd.DataFrame:
    frame = _read_csv(path)
    for column in ("id_a", "id_b", "match"):
        if column not in frame:
            raise UserError(f"{path}: column '{column}' is missing; labels need id_a, id_b and match (1/0).")
    decisions: dict[frozenset[str], str] = {}
    rows = zip(frame["id_a"], frame["id_b"], frame["match"], strict=True)
    for line, (a, b, match) in enumerate(rows, start=2):
        if a not in ids or b not in ids:
            raise UserError(f"{path}: row {line} names '{a if a not in ids else b}', which no row has as id.")
        word = match.strip().casefold() if isinstance(match, str) else ""
        if word not in TRUE | FALSE:
            raise UserError(f"{path}: row {line} has match '{match}'; write 1 or 0.")
        decision = "same" if word in TRUE else "different"
        if decisions.setdefault(frozenset((a, b)), decision) != decision:
            raise UserError(
                f"{path}: row {line} says '{decision}' of {a} and {b}, an earlier row the reverse."
            )
    pairs = [(min(pair), max(pair), decision) for pair, decision in decisions.items() if len(pair) == 2]
    return pd.DataFrame(sorted(pairs), columns=["listing_a", "listing_b", "decision"], dtype=object)


def _read_csv(path: Path) -> pd.DataFrame:
    """The file as text; an empty cell is unknown. UTF-8, or else Windows-1252 as spreadsheets write it."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            frame = pd.read_csv(
                path,
                sep=_separator(path, encoding),
                dtype=str,
                keep_default_na=False,
                na_values=[""],
                encoding=encoding,
                skipinitialspace=True,
            )
        except UnicodeDecodeError:
            continue
        except pd.errors.EmptyDataError:
            raise UserError(f"{path}: is empty; give a CSV with a header and rows.") from None
        except pd.errors.ParserError as error:
            reason = str(error).splitlines()[0].removeprefix("Error tokenizing data. C error: ").strip()
            raise UserError(f"{path}: is not a readable CSV: {reason}.") from None
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}).") from None
        if not isinstance(frame.index, pd.RangeIndex):  # pandas took the first column for an index
            raise UserError(f"{path}: row 2 has more cells than the header has names; name every column.")
        return frame
    raise UserError(f"{path}: is neither UTF-8 nor Windows-1252 text; save it as UTF-8.")


def _separator(path: Path, encoding: str) -> str:
    """Return what separates the names in the header: comma, or semicolon or tab as spreadsheets write them.

    Raises:
        UserError: a name is there twice; which of the two is meant cannot be known.
    """
    with path.open(encoding=encoding, newline="") as file:
        line = file.readline(100_000)
    separator = max(",;\t", key=line.count)  # the first of them where none is there
    names = next(csv.reader([line.strip()], delimiter=separator), [])
    double = [name for name in names if name and names.count(name) > 1]
    if double:
        raise UserError(f"{path}: column '{double[0]}' is given twice; keep one.")
    return separator


def _names(frame: pd.DataFrame) -> str:
    return ", ".join(map(str, frame.columns[:15])) or "none"


def _refuse_overwriting(read: list[Path], written: list[Path]) -> None:
    """Refuse to write over what is read, over a folder, or two tables into one file."""
    taken = {path.resolve() for path in read}
    for path in written:
        if path.is_dir():
            raise UserError(f"{path}: is a folder; name a file in it.")
        if path.resolve() in taken:
            raise UserError(f"{path}: is another file of this command already; write to one of its own.")
        taken.add(path.resolve())


def _write(files: list[tuple[Path, pd.DataFrame]]) -> None:
    """Write all files beside their targets, then rename: a reader never sees half of one."""
    ready: list[tuple[Path, Path]] = []
    try:
        for path, frame in files:
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            ready.append((part, path))
            with part.open("w", encoding="utf-8", newline="") as file:
                frame.to_csv(file, index=False)
        for part, path in ready:
            os.replace(part, path)
    except OSError as error:
        raise UserError(f"{ready[-1][1]}: cannot be written ({error.strerror}).") from None
    finally:
        for part, _ in ready:
            part.unlink(missing_ok=True)
