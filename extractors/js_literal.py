"""Data that a script states as a JavaScript literal: JSON, and what people and bundlers write instead of it.

Read besides JSON: comments, bare and single-quoted keys, single-quoted and backtick strings, trailing commas,
``undefined``, ``NaN``, ``!0``, ``!1``, ``void 0``, hexadecimal numbers, ``JSON.parse("...")`` and
``new Date("...")``. Nothing is evaluated: where a name, a call or an operator stands, reading ends.
"""

from __future__ import annotations

import json
import re

import orjson

_JSON = json.JSONDecoder(strict=False)
_MAX_DEPTH, _MAX_VALUES = 200, 2_000_000
_TOKEN = re.compile(
    r"""(?:\s|/\*.*?\*/|//[^\n]*|<!--|-->|<!\[CDATA\[|\]\]>)*
    (?:(?P<string>"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|`[^`\\$]*(?:\\.[^`\\$]*)*`)
    |(?P<number>-?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))
    |(?P<call>JSON\s*\.\s*parse\s*\(|new\s+Date\s*\(|Object\s*\.\s*freeze\s*\()
    |(?P<word>!0|!1|void\s+0|[A-Za-z_$][\w$]*)
    |(?P<mark>[{}\[\]:,)(;]))""",
    re.DOTALL | re.VERBOSE,
)
_WORDS: dict[str, object] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": None,
    "Infinity": None,
    "!0": True,
    "!1": False,
    "void 0": None,
}
_ESCAPE = re.compile(r"\\(u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r?\n|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class NotData(ValueError):
    """What stands there is no literal."""


def parse_literal(text: str, start: int = 0) -> object:
    """Return the value that begins at ``start``; what follows it is not looked at.

    Raises:
        NotData: no literal, one that is never closed, or one nested more than 200 deep.
    """
    try:
        return _JSON.raw_decode(text, start)[0]  # most is JSON, and this is ten times as fast
    except (ValueError, RecursionError):
        return _Reader(text, start).value(0)


class _Reader:
    """A position in a text; recursive descent, one token after the other."""

    def __init__(self, text: str, position: int) -> None:
        self._text, self._position, self._values = text, position, 0

    def value(self, depth: int) -> object:
        self._values += 1
        if depth > _MAX_DEPTH or self._values > _MAX_VALUES:
            raise NotData("nested too deep" if depth > _MAX_DEPTH else "too many values")
        kind, token = self._next()
        if kind == "string":
            return unquote(token)
        if kind == "number":
            return _number(token)
        if kind == "call":
            inner = self.value(depth + 1)
            if self._next() != ("mark", ")"):
                raise NotData("a call with more than one value")
            if not token.startswith("JSON"):
                return inner
            try:
                return orjson.loads(inner if isinstance(inner, str) else b"")
            except orjson.JSONDecodeError as error:
                raise NotData(f"JSON.parse of what is no JSON ({error})") from None
        if kind == "word" and (word := " ".join(token.split())) in _WORDS:
            return _WORDS[word]
        if token == "{":
            return self._object(depth)
        if token == "[":
            return self._array(depth)
        raise NotData(f"'{token[:40]}' is no data")

    def _object(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        while True:
            kind, token = self._next()
            if token == "}" and kind == "mark":
                return found
            if kind not in ("string", "word", "number"):
                raise NotData(f"'{token[:40]}' is no key")
            key = unquote(token) if kind == "string" else token
            if self._next() != ("mark", ":"):
                raise NotData(f"no value for '{key[:40]}'")
            found[key] = self.value(depth + 1)
            if not self._goes_on("}"):
                return found

    def _array(self, depth: int) -> list[object]:
        found: list[object] = []
        while True:
            before = self._position
            if self._next() == ("mark", "]"):
                return found
            self._position = before
            found.append(self.value(depth + 1))
            if not self._goes_on("]"):
                return found

    def _goes_on(self, end: str) -> bool:
        kind, token = self._next()
        if kind != "mark" or token not in (",", end):
            raise NotData(f"'{token[:40]}' where , or {end} belongs")
        return token == ","

    def _next(self) -> tuple[str, str]:
        found = _TOKEN.match(self._text, self._position)
        if found is None or found.lastgroup is None:
            raise NotData("it ends, or goes on with what is no data")
        self._position = found.end()
        return found.lastgroup, found[found.lastgroup]


def _number(token: str) -> int | float:
    if token[:3].lower().lstrip("-").startswith("0x"):
        return int(token, 16)
    return int(token) if token.lstrip("-").isdigit() else float(token)


def unquote(token: str) -> str:
    """Return the text of a string literal, its escapes read."""
    text = token[1:-1]
    return _joined(_ESCAPE.sub(_unescaped, text)) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[2] or found[3] or found[4]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return "" if found[1] in ("\n", "\r\n") else _SIMPLE.get(found[1], found[1])


def _joined(text: str) -> str:
    """Join surrogate pairs, as ``\\ud83d\\ude00``; half of one is no character."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    whole = _SURROGATES.sub(
        lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text
    )
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in whole)
