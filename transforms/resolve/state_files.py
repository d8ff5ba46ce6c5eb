"""Files of a state: none is ever changed, and one manifest says which of them are the current version.

A version is written beside the old one under new names; then the manifest is swapped. Whoever is killed
meanwhile leaves the old version or the new one, and files that no manifest names, which the next run
deletes.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.errors import UserError

MANIFEST = "state.json"
FORMAT = 5
_OURS = re.compile(r"\d{6}-[a-z]+(\.npy|\.arrow)?|state\.json\.new|events\.csv|redirects\.csv\.new")
_LOCK = "state.lock"


class Folder:
    """A folder of one state.

    Raises:
        UserError: something else is kept there, or the manifest or a file that it names is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] | None = None
        if path.exists() and not path.is_dir():
            raise UserError(f"{path}: is a file; a state needs a folder of its own.")
        if (path / MANIFEST).exists():
            self.manifest = self._read()
        elif path.is_dir() and any(not self._is_ours(entry.name) for entry in path.iterdir()):
            raise UserError(f"{path}: holds other files and no state; name a new or an empty folder.")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs out, then delete what killed ones left."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise UserError(f"{self.path}: cannot be written ({error.strerror or error}).") from None
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UserError(
                    f"{self.path}: another run works with it; wait until that has ended."
                ) from None
            self.manifest = self._read() if (self.path / MANIFEST).exists() else None
            self._sweep()
            yield
        except OSError as error:
            raise UserError(f"{self.path}: cannot be written ({error.strerror or error}).") from None
        finally:
            os.close(lock)

    def named(self, version: int, name: str) -> Path:
        """Where a version keeps a file."""
        return self.path / f"{version:06d}-{name}"

    def commit(self, manifest: dict[str, Any], added: dict[str, str] | None = None) -> None:
        """Make a version the current one; its files are on disk before the manifest names them.

        Args:
            manifest: segments and files of the version, and whatever else it knows.
            added: lines for the end of logs. What stands there beyond the length in the manifest was
                written by a run that did not end, and is cut off by the next one.
        """
        logs = {**(self.manifest or {"logs": {}})["logs"]}
        for name, lines in (added or {}).items():
            with (self.path / name).open("ab") as file:
                file.write(lines.encode())
                logs[name] = file.tell()
                file.flush()
                os.fsync(file.fileno())
        sizes = {}
        for name in sorted(_files(manifest)):
            path = self.path / name
            for part in sorted(path.iterdir()) if path.is_dir() else [path]:
                sizes[str(part.relative_to(self.path))] = part.stat().st_size
                if self.manifest is None or str(part.relative_to(self.path)) not in self.manifest["sizes"]:
                    _sync(part)
            if path.is_dir():
                _sync(path)
        text = json.dumps({"format": FORMAT, **manifest, "logs": logs, "sizes": sizes}, indent=1)
        new = self.path / f"{MANIFEST}.new"
        new.write_text(text + "\n", "utf-8")
        _sync(new)
        _sync(self.path)
        os.replace(new, self.path / MANIFEST)
        _sync(self.path)
        self.manifest = self._read()
        self._sweep()

    def _read(self) -> dict[str, Any]:
        try:
            manifest = json.loads((self.path / MANIFEST).read_text("utf-8"))
            if manifest["format"] != FORMAT:
                raise UserError(f"{self.path}: was written by another version; delete it to begin anew.")
            for name, size in {**manifest["sizes"], **manifest["logs"]}.items():
                path = self.path / name
                found = path.stat().st_size if path.is_file() else -1
                if found < size or (found > size and name in manifest["sizes"]):
                    raise UserError(
                        f"{self.path}: is damaged: {name} is missing or cut short; restore it or delete the"
                        " folder."
                    )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise UserError(
                f"{self.path}: {MANIFEST} is damaged or no state's; restore it or delete the folder."
            ) from None
        return dict(manifest)

    def _sweep(self) -> None:
        """Delete our files that no version names; nothing else in the folder is touched."""
        named = _files(self.manifest) if self.manifest else set()
        logs = self.manifest["logs"] if self.manifest else {}
        for entry in list(self.path.iterdir()):
            if entry.name in logs:
                if entry.stat().st_size > logs[entry.name]:
                    os.truncate(entry, logs[entry.name])
                continue
            if entry.name in named or not _OURS.fullmatch(entry.name):
                continue
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    @staticmethod
    def _is_ours(name: str) -> bool:
        return name in (_LOCK, "redirects.csv") or _OURS.fullmatch(name) is not None


def _files(manifest: dict[str, Any]) -> set[str]:
    """Names of the files (and of the model's folder) of a version."""
    of_segments = [name for segment in manifest["segments"] for name in segment["files"].values()]
    return {*of_segments, *manifest["files"].values()}


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
