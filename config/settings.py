"""Settings of one process, read from the environment when asked for and never on import."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from config.errors import UserError
from config.home import Home

PREFIX = "PROSPECTS_"
_CRON = re.compile(r"([0-9A-Za-z*?,/#-]+\s+){4}[0-9A-Za-z*?,/#-]+")


class Settings(BaseModel):
    """What differs between installations. Each field is read from ``PROSPECTS_<FIELD>``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Path("data")
    catalog: Path | None = None
    """Folder of source specs instead of the home's own."""
    contact: str = Field("https://example.org/prospects-bot", min_length=5)
    """Address in the user agent where a site's owner can complain: a URL or a mail address."""
    cron: str = "15 3 * * *"
    timezone: str = "UTC"
    port: int = Field(4200, ge=1, le=65535)
    timeout_s: float = Field(30.0, gt=0, le=300)
    max_bytes: int = Field(16 * 2**20, ge=1024)
    transport: Literal["aiohttp", "httpx"] = "aiohttp"
    """Which library opens the connections: aiohttp is faster, httpx's own stands by."""
    max_redirects: int = Field(5, ge=0, le=20)
    retries: int = Field(3, ge=0, le=10)
    source_threads: int = Field(8, ge=1, le=64)
    """How many sources are crawled at the same time."""
    read_processes: int = Field(4, ge=1, le=64)
    """How many processes may read the archived pages of one large source; 1 keeps it in this one."""
    keep_snapshots: int = Field(7, ge=1)
    incremental_from: int = Field(20_000, ge=0)
    """Listings from which on a night resolves only what changed; fewer are all resolved anew."""
    model_days: int = Field(7, ge=1)
    """Days after which the weights of such nights are learnt anew."""
    canary_pairs: int = Field(50, ge=1)
    """Pairs of listings from which on a canary is listened to."""
    canary_fall: float = Field(0.05, gt=0, le=1)
    """A canary that falls by more than this share since the night before is told as an issue."""
    canary_floor: float = Field(0.5, ge=0, le=1)
    """Below this share of a canary of register number, LEI or VAT number nothing is published; 0: never."""
    host_map: dict[str, str] = Field(default_factory=dict)
    """Like a hosts file: ``*.example`` -> ``127.0.0.1:8765``. The demo's invented web lives on it."""

    @field_validator("host_map", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if isinstance(value, str):
            pairs = [pair.strip() for pair in value.split(",") if pair.strip()]
            wrong = next((pair for pair in pairs if not _is_pair(pair)), None)
            if wrong is not None:
                raise ValueError(f"'{wrong}' is no pair such as *.example=127.0.0.1:8765")
            return dict(pair.split("=", 1) for pair in pairs)
        return value

    @field_validator("home", "catalog", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        if value == "":  # it would mean the folder that somebody happens to stand in
            raise ValueError("names no folder")
        return value

    @field_validator("contact")
    @classmethod
    def _sendable(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("not an address in plain ASCII, as the header User-Agent needs it")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("not an IANA time zone such as Europe/Berlin") from error
        return value

    @field_validator("cron")
    @classmethod
    def _five_fields(cls, value: str) -> str:
        if not _CRON.fullmatch(value.strip()):
            raise ValueError("not a cron line of five fields such as '15 3 * * *'")
        return value

    @property
    def paths(self) -> Home:
        """Every path under the home."""
        return Home(self.home.expanduser().absolute())

    @property
    def user_agent(self) -> str:
        """Honest name with a contact address (RFC 9110 section 10.1.5)."""
        return f"prospects/0.1 (+{self.contact})"


def _is_pair(text: str) -> bool:
    """Return whether this is ``name=host`` or ``name=host:port``."""
    name, mark, target = text.partition("=")
    host, _, port = target.rpartition(":")
    is_port = port.isdecimal() and 0 < int(port) < 65_536
    return bool(name and mark and target) and (not host or is_port or host.startswith("["))


def load_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Return settings from the environment; keyword arguments that are not None win.

    Raises:
        UserError: a variable has an unusable value or an unknown ``PROSPECTS_`` name.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {
        name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)
    }
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = PREFIX + str(first["loc"][0]).upper()
        if first["type"] == "extra_forbidden":
            known = ", ".join(PREFIX + name.upper() for name in Settings.model_fields)
            raise UserError(f"environment variable {key} is not known; known are {known}.") from None
        raise UserError(f"environment variable {key}: {first['msg']}; correct it or unset it.") from None
