"""JSON Schema of what people write in YAML, so that an editor completes and underlines it.

``python -m config.json_schema`` writes the files again after a model changed; a test says when it is due.
"""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from config.icp import Icp
from config.source_spec import SourceSpec
from config.yaml_file import Strict

FOLDER = Path(__file__).parent / "schema"
MODELS: dict[str, type[Strict]] = {"source": SourceSpec, "icp": Icp}


def schema_text(model: type[Strict]) -> str:
    """Return the model's JSON Schema (draft 2020-12) as it stands in ``config/schema``."""
    schema = model.model_json_schema(by_alias=True)
    for part in [schema, *schema.get("$defs", {}).values()]:
        _describe(part)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _describe(schema: dict[str, Any]) -> None:
    """Explain the keys of one model in the words that stand below its attributes.

    They are read from its source here: pydantic would read them each time that the program starts.
    """
    model = next((one for one in _models(Strict) if one.__name__ == schema.get("title")), None)
    if model is None:
        return
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    for attribute, words in pairwise(definition.body):
        if isinstance(attribute, ast.AnnAssign) and isinstance(words, ast.Expr):
            name = ast.unparse(attribute.target)
            if name in model.model_fields and isinstance(words.value, ast.Constant):
                key = model.model_fields[name].alias or name
                schema["properties"][key]["description"] = inspect.cleandoc(str(words.value.value))


def _models(base: type[Strict]) -> list[type[Strict]]:
    return [base, *(each for one in base.__subclasses__() for each in _models(one))]


def export_schemas(folder: Path = FOLDER) -> list[Path]:
    """Write one ``<name>.schema.json`` for each model and return their paths."""
    folder.mkdir(exist_ok=True)
    written = []
    for name, model in MODELS.items():
        path = folder / f"{name}.schema.json"
        path.write_text(schema_text(model), encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    export_schemas()
