from __future__ import annotations

import logging
from pathlib import Path

import pytest

from config.home import Home
from flows.logs import run_log, secrets_of


def test_secret_values_become_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    home.prepare()
    catalogue = tmp_path / "sources"
    catalogue.mkdir()
    (catalogue / "one.yml").write_text('start: ["https://api.example/?q=1&account=${ACCOUNT}"]')
    monkeypatch.setenv("SEARCH_API_KEY", "s3cr3t-value")
    monkeypatch.setenv("ACCOUNT", "acc-12345")
    monkeypatch.setenv("PLAIN", "perfectly-ordinary")
    log = logging.getLogger("extractors.fetch")
    with run_log(home, "r1", catalogue) as path:
        log.info("GET %s", "https://api.example/?key=s3cr3t-value&account=acc-12345&x=perfectly-ordinary")
        try:
            raise ValueError("refused s3cr3t-value")
        except ValueError:
            log.exception("failed")
    log.info("after the run")
    text = path.read_text(encoding="utf-8")
    assert "s3cr3t-value" not in text and "acc-12345" not in text
    assert "key=${SEARCH_API_KEY}&account=${ACCOUNT}&x=perfectly-ordinary" in text
    assert "ValueError: refused ${SEARCH_API_KEY}" in text
    assert "after the run" not in text


def test_short_values_and_other_names_are_no_secrets(tmp_path: Path) -> None:
    environ = {"API_KEY": "yes", "HOME": "/home/somebody", "DB_PASSWORD": "hunter22"}
    assert secrets_of(environ, tmp_path) == {"DB_PASSWORD": "hunter22"}


def test_what_goes_to_prefect_s_page_is_clean_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect hangs a handler of its own on our loggers."""
    home = Home(tmp_path)
    home.prepare()
    seen: list[str] = []

    class Page(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    monkeypatch.setenv("SEARCH_API_KEY", "s3cr3t-value")
    page = Page()
    logging.getLogger("flows").addHandler(page)
    try:
        with run_log(home, "r1", tmp_path):
            logging.getLogger("flows.stages").warning("key %s", "s3cr3t-value")
    finally:
        logging.getLogger("flows").removeHandler(page)
    assert seen == ["key ${SEARCH_API_KEY}"] and page.filters == []
