"""Read a YAML file into a strict model; an error is one sentence that names file, line and key."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from config.errors import UserError
from config.yaml_loader import LOADER

_TEXT = "tag:yaml.org,2002:str"
_SECRET = re.compile(
    r"(?:^|_)(?:API)?(?:KEY|TOKEN|SECRET|PASS|PASSWORD|AUTH|CREDENTIALS?)(?:_|$)", re.IGNORECASE
)
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Strict(BaseModel):
    """Base of everything read from YAML: immutable, an unknown key is an error, no type is guessed."""

    keeps_variables: ClassVar[frozenset[str]] = frozenset()
    """Keys below which ``${NAME}`` must be set but is filled in only where it is used: keys of services."""
    are_archived: ClassVar[frozenset[str]] = frozenset()
    """Keys whose values everybody may see who reads the archive; a key of a service must not stand there."""

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
        node = yaml.compose(text, Loader=LOADER)
        data = yaml.load(text, Loader=LOADER)
        odd = _odd_key(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{path}:{line}: not valid YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise UserError(f"{path}: not valid YAML: {str(error).splitlines()[0]}.") from None
    except RecursionError:
        raise UserError(f"{path}: not usable: an anchor (&) contains itself; write the values out.") from None
    if not isinstance(data, dict):
        found = "nothing" if data is None else "a list" if isinstance(data, list) else "one value"
        raise UserError(f"{path}:1: expected keys with values, found {found}.")
    if odd:
        raise UserError(f"{path}:{odd}")
    environ = os.environ if environ is None else environ
    data = _substitute(data, path, node, environ, model)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise UserError(_sentence(path, node, model, error)) from None


def line_of(path: Path, key: str) -> int:
    """Return the line of a dotted key, such as list.fields.name, or of the deepest part that is there."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    return _locate(node, tuple(key.split(".")))[0]


def _odd_key(node: yaml.Node | None) -> str | None:
    """Return "line: sentence" for the first key that is given twice or that YAML does not read as text."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                return f"{line}: key '{key.value}' is given twice; keep one."
            if key.tag not in (_TEXT, "tag:yaml.org,2002:merge"):
                return f"{line}: key '{key.value}' is not read as text by YAML; put it in quotes."
            seen.add(key.value)
            found = _odd_key(value)
            if found:
                return found
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            found = _odd_key(item)
            if found:
                return found
    return None


def _substitute(
    value: object,
    path: Path,
    node: yaml.Node | None,
    environ: Mapping[str, str],
    model: type[Strict],
    loc: tuple[str | int, ...] = (),
) -> object:
    if isinstance(value, str):
        for name in _VARIABLE.findall(value):
            if name not in environ:
                line = _locate(node, loc)[0]
                raise UserError(
                    f"{path}:{line}: ${{{name}}} is not set in the environment; set it and try again."
                )
            if _SECRET.search(name) and loc and loc[0] in model.are_archived:
                line = _locate(node, loc)[0]
                raise UserError(
                    f"{path}:{line}: ${{{name}}} would be archived in plain text; move it to request.query or"
                    " request.headers."
                )
        if loc and loc[0] in model.keeps_variables:
            return value
        return _VARIABLE.sub(lambda match: environ[match.group(1)], value)
    if isinstance(value, dict):
        return {k: _substitute(v, path, node, environ, model, (*loc, str(k))) for k, v in value.items()}
    if isinstance(value, list):
        return [_substitute(v, path, node, environ, model, (*loc, i)) for i, v in enumerate(value)]
    return value


def _locate(
    node: yaml.Node | None, loc: tuple[str | int, ...]
) -> tuple[int, tuple[str | int, ...], yaml.Node | None]:
    """Return line, path and node of the deepest part of ``loc`` that the file has.

    Pydantic adds parts of its own, such as the name of a union's member; they are in no file.
    """
    line = 1
    given: list[str | int] = []
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
            if found is None:
                continue
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            continue
        given.append(part)
    return line, tuple(given), node


def _sentence(path: Path, node: yaml.Node | None, model: type[Strict], error: ValidationError) -> str:
    # The deepest error: of a union (one selector, or a list of them) it is the member that was meant.
    first = max(error.errors(), key=lambda e: len(_locate(node, e["loc"])[1]))
    loc = first["loc"]
    line, given, value = _locate(node, loc)
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _known_keys(model), n=1)
        hint = f"did you mean '{near[0]}'?" if near else "remove it or correct its spelling."
        return f"{path}:{line}: key '{_dotted(loc)}' is not known; {hint}"
    if first["type"] == "missing":
        return f"{path}:{line}: key '{_dotted(loc)}' is missing; add it."
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input ").removeprefix("String ")
    about = f"key '{_dotted(given)}': " if given else ""
    text = f"{path}:{line}: {about}{message[0].lower() + message[1:]}"
    if not isinstance(value, yaml.ScalarNode):
        return text + "."
    if value.tag != _TEXT and first["type"] == "string_type":
        cure = "if that is meant, put it in quotes" if value.value else "give it a value or leave it out"
        return f"{text} (found {value.value or 'nothing'}); {cure}."
    return f"{text} (found {value.value!r})."


def _dotted(loc: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in loc)


def _known_keys(model: type[BaseModel]) -> set[str]:
    """Every key that the model and the models inside it accept; only for the hint in a sentence."""
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}
