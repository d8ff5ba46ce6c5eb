"""Commands that start quickly, for their usual values are taken as they are.

Typer has Pydantic look at each value, and loading Pydantic takes longer than most commands need. So a text,
a path and a choice by its name, and what was not given at all, are read here; all else is left to Typer, and
with it whatever it has to complain about.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup


class QuickCommand(TyperCommand):
    """A command of Typer's that asks Pydantic about unusual values alone."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, which read their values by themselves."""
        return _with_readers(super().get_params(ctx))


class QuickGroup(TyperGroup):
    """The same for a group of commands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, which read their values by themselves."""
        return _with_readers(super().get_params(ctx))


def _with_readers(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if "get_runtime_param" not in vars(parameter):
            parameter.get_runtime_param = _Reader(parameter).itself
    return parameters


class _Reader:
    """Reads the values of one parameter."""

    def __init__(self, parameter: Any) -> None:
        self._descriptor, self._ask_typer = parameter.type_descriptor, parameter.get_runtime_param

    def itself(self) -> _Reader:
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value as the command wants it."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        kind, told = self._descriptor.annotation, self._descriptor.parameter_info
        if isinstance(kind, type) and told.parser is None and not param.multiple:
            if isinstance(value, kind) and kind in (str, int, float):
                return value  # numbers are read already where they are defaults
            if issubclass(kind, Enum) and value in kind._value2member_map_:
                return kind(value)
            if kind is Path and isinstance(value, str) and _is_readable(value):
                return Path(value)
        return self._ask_typer().coerce(value, param=param, ctx=ctx)


def _is_readable(path: str) -> bool:
    """True also where nothing is there yet."""
    return not os.path.exists(path) or os.access(path, os.R_OK)
