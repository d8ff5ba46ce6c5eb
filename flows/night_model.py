"""The model of the last night, kept so that `why` can say how two listings compare that it left apart."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.errors import UserError
from config.home import Home
from warehouse.disk import write_whole

if TYPE_CHECKING:
    from transforms.resolve.model import Model

_CURRENT = "current.json"


@dataclass(frozen=True)
class NightModel:
    """What decided about pairs last night, and which sources were taken to list nobody twice."""

    model: Model
    clean_sources: frozenset[str]


def keep_model(home: Home, model: Model, clean_sources: frozenset[str]) -> None:
    """Keep the model in the home; whoever is killed meanwhile leaves the old one or the new one."""
    home.resolve.mkdir(parents=True, exist_ok=True)
    name = f"model-{model.version[:16]}"
    if not (home.resolve / name).is_dir():
        draft = home.resolve / f".{name}.{os.getpid()}"
        model.save(draft)
        os.replace(draft, home.resolve / name)
    facts = {"model": name, "clean_sources": sorted(clean_sources)}
    write_whole(home.resolve / _CURRENT, json.dumps(facts, indent=1) + "\n")
    for other in (*home.resolve.glob("model-*"), *home.resolve.glob(".model-*")):
        if other.name != name:
            shutil.rmtree(other)


def kept_model(home: Home) -> NightModel | None:
    """Return the model of the last night; None where there is none that this version can read."""
    from transforms.resolve.model import Model

    try:
        facts = json.loads((home.resolve / _CURRENT).read_text(encoding="utf-8"))
        return NightModel(Model.load(home.resolve / facts["model"]), frozenset(facts["clean_sources"]))
    except (OSError, ValueError, KeyError, TypeError, UserError):
        return None
