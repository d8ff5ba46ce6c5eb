"""Read a YAML file into a strict model; an error is one sentence that names file, line and key."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from config.errors import UserError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Strict(BaseModel):
    """Base of everything read from YAML: immutable, an unknown key is an error, no type is guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


M = TypeVar("M", bound=Strict)


def read_yaml(path: Path, model: type[M], environ: Mapping[str, str] | None = None) -> M:
    """Return the file as ``model``, ``${NAME}`` taken from the environment.

    Raises:
        UserError: unreadable file, broken YAML, unknown key, wrong type, missing variable.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UserError(f"{path}: cannot be read ({reason}).") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{path}:{line}: not valid YAML: {error.problem}.") from None
    if not isinstance(data, dict):
        raise UserError(f"{path}:1: expected a mapping of keys, found {type(data).__name__}.")
    duplicate = _duplicate_key(node)
    if duplicate:
        raise UserError(f"{path}:{duplicate[1]}: key '{duplicate[0]}' is given twice; keep one.")
    data = _substitute(data, path, node, os.environ if environ is None else environ)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise UserError(_sentence(path, node, model, error)) from None


def _duplicate_key(node: yaml.Node | None) -> tuple[str, int] | None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                return str(key.value), key.start_mark.line + 1
            seen.add(key.value)
            found = _duplicate_key(value)
            if found:
                return found
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            found = _duplicate_key(item)
            if found:
                return found
    return None


def _substitute(
    value: object,
    path: Path,
    node: yaml.Node | None,
    environ: Mapping[str, str],
    loc: tuple[str | int, ...] = (),
) -> object:
    if isinstance(value, str):
        for name in _VARIABLE.findall(value):
            if name not in environ:
                line = _line(node, loc)
                raise UserError(
                    f"{path}:{line}: ${{{name}}} is not set in the environment; set it and try again."
                )
        return _VARIABLE.sub(lambda match: environ[match.group(1)], value)
    if isinstance(value, dict):
        return {k: _substitute(v, path, node, environ, (*loc, str(k))) for k, v in value.items()}
    if isinstance(value, list):
        return [_substitute(v, path, node, environ, (*loc, i)) for i, v in enumerate(value)]
    return value


def _line(node: yaml.Node | None, loc: tuple[str | int, ...]) -> int:
    """Line of the deepest part of ``loc`` that the file has."""
    line = 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if str(key.value) == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _sentence(path: Path, node: yaml.Node | None, model: type[Strict], error: ValidationError) -> str:
    first = error.errors()[0]
    loc = first["loc"]
    key = ".".join(str(part) for part in loc) or "(the file)"
    where = f"{path}:{_line(node, loc)}"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _known_keys(model), n=1)
        hint = f"did you mean '{near[0]}'?" if near else "remove it or correct its spelling."
        return f"{where}: key '{key}' is not known; {hint}"
    if first["type"] == "missing":
        return f"{where}: key '{key}' is missing; add it."
    message = first["msg"].removeprefix("Value error, ")
    given = first["input"]
    shown = "" if isinstance(given, dict | list) else f" (found {given!r})"
    return f"{where}: key '{key}': {message[0].lower() + message[1:]}{shown}."


def _known_keys(model: type[BaseModel]) -> set[str]:
    """Every key that the model and the models inside it accept; only for the hint in a sentence."""
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}
