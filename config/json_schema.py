"""JSON Schema of what people write in YAML, so that an editor completes and underlines it.

``python -m config.json_schema`` writes the files again after a model changed; a test says when it is due.
"""

from __future__ import annotations

import json
from pathlib import Path

from config.icp import Icp
from config.source_spec import SourceSpec
from config.yaml_file import Strict

FOLDER = Path(__file__).parent / "schema"
MODELS: dict[str, type[Strict]] = {"source": SourceSpec, "icp": Icp}


def schema_text(model: type[Strict]) -> str:
    """Return the model's JSON Schema (draft 2020-12) as it stands in ``config/schema``."""
    schema = model.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


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
