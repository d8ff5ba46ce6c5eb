"""Broken YAML and wrong types: one sentence with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import UserError
from config.yaml_file import Strict, read_yaml


class Inner(Strict):
    word: str | None = None
    words: str | list[str] = ""


class Outer(Strict):
    name: str
    count: int = 0
    ratio: float = 0.0
    inner: Inner = Inner()
    table: dict[str, str] = {}


def complaint(folder: Path, text: str | bytes, environ: dict[str, str] | None = None) -> str:
    """Return what is said about ``text``, without the folder's name."""
    path = folder / "file.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError) as caught:
        read_yaml(path, Outer, environ or {})
    said = str(caught.value)
    assert said.startswith(str(path)) and "\n" not in said and said[-1] in ".?"
    return said.removeprefix(f"{folder}/")


def test_reads_values(tmp_path: Path) -> None:
    path = tmp_path / "file.yml"
    path.write_text("name: Ärzte\ncount: 3\nratio: 1\ninner: {words: [a, b]}\n", encoding="utf-8")
    read = read_yaml(path, Outer, {})
    assert (read.name, read.count, read.ratio, read.inner.words) == ("Ärzte", 3, 1.0, ["a", "b"])


def test_is_immutable(tmp_path: Path) -> None:
    path = tmp_path / "file.yml"
    path.write_text("name: a\n")
    with pytest.raises(ValueError, match="frozen"):
        read_yaml(path, Outer, {}).name = "b"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: a\ncuont: 1\n", "file.yml:2: key 'cuont' is not known; did you mean 'count'?"),
        (
            "name: a\ninner:\n  zzz: 1\n",
            "file.yml:3: key 'inner.zzz' is not known; remove it or correct its spelling.",
        ),
        ("count: 1\n", "file.yml:1: key 'name' is missing; add it."),
        ("name: a\n\nname: b\n", "file.yml:3: key 'name' is given twice; keep one."),
        (
            "name: a\ntable:\n  x: p\n  y: q\n  x: r\n",
            "file.yml:5: key 'x' is given twice; keep one.",
        ),
        ("name: a\ncount: '1'\n", "file.yml:2: key 'count': should be a valid integer (found '1')."),
        ("name: a\ncount: yes\n", "file.yml:2: key 'count': should be a valid integer (found 'yes')."),
        (
            "name: a\ninner: {words: {x: y}}\n",
            "file.yml:2: key 'inner.words': should be a valid string.",
        ),
        ("- a\n", "file.yml:1: expected keys with values, found a list."),
        ("", "file.yml:1: expected keys with values, found nothing."),
        ("just words\n", "file.yml:1: expected keys with values, found one value."),
    ],
)
def test_names_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    assert complaint(tmp_path, text) == said


@pytest.mark.parametrize(
    ("text", "line", "key", "found"),
    [
        ("name: no\n", 1, "name", "no"),
        ("count: 1\nname: 0123\n", 2, "name", "0123"),
        ("name: 2026-01-31\n", 1, "name", "2026-01-31"),
        ("name: a\ntable:\n  DE: NRW\n  'NO': off\n", 4, "table.NO", "off"),
        ("name: a\ninner:\n  words:\n  - x\n  - 12:30\n", 5, "inner.words.1", "12:30"),
    ],
)
def test_yaml_does_not_guess_types(tmp_path: Path, text: str, line: int, key: str, found: str) -> None:
    """YAML 1.1 reads ``no`` as False, 0123 as octal and 12:30 as sexagesimal: none of it gets in."""
    assert complaint(tmp_path, text) == (
        f"file.yml:{line}: key '{key}': should be a valid string (found {found});"
        " if that is meant, put it in quotes."
    )


def test_key_that_yaml_does_not_read_as_text(tmp_path: Path) -> None:
    said = complaint(tmp_path, "name: a\ntable:\n  NO: Norway\n")
    assert said == "file.yml:3: key 'NO' is not read as text by YAML; put it in quotes."


def test_empty_value(tmp_path: Path) -> None:
    said = complaint(tmp_path, "name:\n")
    assert said.endswith("(found nothing); give it a value or leave it out.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [a\n", "file.yml:2: not valid YAML: "),
        ("name: a\n\tcount: 1\n", "file.yml:2: not valid YAML: "),
        ("name: *nobody\n", "file.yml:1: not valid YAML: found undefined alias"),
        ("name: !!python/object:os.system x\n", "file.yml:1: not valid YAML: "),
        ("name: a\n---\nname: b\n", "file.yml:2: not valid YAML: "),
        ("? [a, b]\n: c\n", "file.yml:1: not valid YAML: "),
        ("name: a\x00b\n", "file.yml: not valid YAML: unacceptable character #x0000"),
        ("name: a\ntable: &t {x: *t}\n", "file.yml: not usable: an anchor (&) contains itself"),
        (b"name: caf\xe9\n", "file.yml: cannot be read (not UTF-8)."),
    ],
)
def test_broken_yaml(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert complaint(tmp_path, text).startswith(said)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.yml: cannot be read \(No such file or directory\)\.$"):
        read_yaml(tmp_path / "none.yml", Outer, {})


def test_variables_come_from_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "file.yml"
    path.write_text('name: "${SCHEME}://${HOST}/x"\ninner: {words: ["${HOST}"]}\n')
    read = read_yaml(path, Outer, {"SCHEME": "http", "HOST": "a.example"})
    assert (read.name, read.inner.words) == ("http://a.example/x", ["a.example"])


def test_missing_variable(tmp_path: Path) -> None:
    said = complaint(tmp_path, "name: a\ninner:\n  words:\n  - b\n  - ${NOT_THERE}\n")
    assert said == "file.yml:5: ${NOT_THERE} is not set in the environment; set it and try again."


def test_a_variable_cannot_smuggle_in_yaml(tmp_path: Path) -> None:
    """Values are filled in after parsing: a colon or a brace in one stays text."""
    path = tmp_path / "file.yml"
    path.write_text("name: ${V}\n")
    assert read_yaml(path, Outer, {"V": "x: {y: ${V}}"}).name == "x: {y: ${V}}"
