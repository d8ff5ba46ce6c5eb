"""The schemas that editors use are those of the models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.json_schema import FOLDER, MODELS, export_schemas, schema_text


@pytest.mark.parametrize("name", MODELS)
def test_schema_is_current(name: str) -> None:
    written = (FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(MODELS[name]), "run: python -m config.json_schema"


def test_nothing_else_lies_there() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.schema.json" for name in MODELS}


def test_source_schema_helps_where_a_person_types() -> None:
    """Keys under the names that YAML uses, unknown ones refused, words where they are explained."""
    schema = json.loads(schema_text(MODELS["source"]))
    assert "list" in schema["properties"] and "list_page" not in schema["properties"]
    assert schema["additionalProperties"] is False
    assert {"source", "kind", "publisher", "terms"} <= set(schema["required"])
    assert "Path of a file source" in schema["properties"]["file"]["description"]
    fields = schema["$defs"]["ListPage"]["properties"]["fields"]
    assert {"name", "phone", "booth", "published_on"} <= set(fields["propertyNames"]["enum"])


def test_export_writes_every_model(tmp_path: Path) -> None:
    assert {path.name for path in export_schemas(tmp_path / "schema")} == {
        f"{name}.schema.json" for name in MODELS
    }
