"""A log file per run. The value of a secret variable is replaced by the variable's name."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.home import Home

LOGGERS = ("config", "extractors", "transforms", "warehouse", "flows")
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASS|AUTH|CREDENTIAL|DSN", re.IGNORECASE)
_USED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SHORTEST = 6
"""Shorter values are too likely to be ordinary words: hiding "true" would make a log unreadable."""


class Redact(logging.Filter):
    """Replace each secret value in a record by ``${NAME}``: message, arguments and traceback."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        super().__init__()
        self._names = {value: f"${{{name}}}" for name, value in secrets.items()}
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def filter(self, record: logging.LogRecord) -> bool:
        if self._pattern is not None:
            record.msg, record.args = self.clean(record.getMessage()), None
            if record.exc_info:
                record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
        return True

    def clean(self, text: str) -> str:
        """Return ``text`` without secret values."""
        return text if self._pattern is None else self._pattern.sub(lambda m: self._names[m.group()], text)


def secrets_of(environ: Mapping[str, str], catalogue: Path) -> dict[str, str]:
    """Return the variables whose values must not be logged.

    Those with a name like a secret's, and those that the catalogue's specs take from the environment.
    """
    used = {
        name
        for path in sorted(catalogue.glob("*.yml"))
        for name in _USED.findall(path.read_text(encoding="utf-8", errors="replace"))
    }
    return {
        name: value
        for name, value in environ.items()
        if (name in used or _SECRET.search(name)) and len(value) >= _SHORTEST
    }


@contextmanager
def run_log(home: Home, run_id: str, catalogue: Path) -> Iterator[Path]:
    """Write what our own modules log during the block to ``logs/<run_id>.log``."""
    path = home.logs / f"{run_id}.log"
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    redact = Redact(secrets_of(os.environ, catalogue))
    handlers = {handler, *(each for name in LOGGERS for each in logging.getLogger(name).handlers)}
    for each in handlers:  # what goes to Prefect's page as well
        each.addFilter(redact)
    before = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        if logger.getEffectiveLevel() > logging.INFO:
            logger.setLevel(logging.INFO)
    try:
        yield path
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(handler)
            logging.getLogger(name).setLevel(before[name])
        for each in handlers:
            each.removeFilter(redact)
        handler.close()
