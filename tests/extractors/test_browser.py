"""Pages that a script builds, in a real Chromium whose every request the crawler makes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from config.errors import UserError
from config.home import Home
from extractors import browser
from extractors.crawl import crawl
from tests.extractors.small_source import DAY, settings
from tests.extractors.walked import spec, stored, walk
from tests.extractors.web import Answer, Web

SHELL = """<html><head><script src="/app.js"></script><link rel=stylesheet href="/app.css">
<script src="http://ads.example/track.js"></script></head><body><main></main><img src="/logo.png">
<script src="/private/p.js"></script></body></html>"""
APP = """addEventListener('DOMContentLoaded', async () => {
  const page = new URLSearchParams(location.search).get('p') || 1;
  const rows = await (await fetch('/api?p=' + page, {method: 'POST', body: '{"all":true}'})).json();
  for (const n of rows) document.querySelector('main').innerHTML += '<p><b>' + n + '</b></p>';
  try { await fetch('http://169.254.169.254/latest'); } catch (e) { document.title = 'refused'; }
  new WebSocket('ws://' + location.host + '/socket');
  document.querySelector('main').dataset.done = 'yes';
});"""

needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), reason="no Chromium here"
)


@pytest.mark.slow
@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("render", [True, {"wait": "main[data-done]"}])
def test_a_list_that_a_script_builds_is_archived_as_it_was_built(
    web: Web, tmp_path: Path, render: Any
) -> None:
    web.routes |= {
        "/robots.txt": "User-agent: *\nDisallow: /private",
        "/list": SHELL,
        "/app.js": Answer(APP, headers={"content-type": "text/javascript"}),
        "/app.css": Answer("b {color: red}", headers={"content-type": "text/css"}),
        "/api": lambda path: Answer('["Amann", "Brandt"]' if path.endswith("p=1") else "[]"),
        "/private/p.js": "document.title = 'read'",
    }
    one = spec(web, render=render, next={"page": "p"})
    names, issues = walk(one, tmp_path)

    assert (names, issues) == (["Amann", "Brandt"], [])
    assert b'data-done="yes"' in stored(one, tmp_path)[0].body
    asked = web.paths()
    assert sorted(set(asked)) == ["/api?p=1", "/api?p=2", "/app.css", "/app.js", "/list", "/list?p=2"]
    assert asked.count("/app.js") == 1, "a script is asked for once in a crawl"
    assert web.bodies == [b'{"all":true}'] * 2
    assert web.agents == {settings().user_agent}


@pytest.mark.slow
@pytest.mark.browser
@needs_chromium
def test_a_page_that_never_comes_to_rest_is_one_failed_page(web: Web, tmp_path: Path) -> None:
    web.routes |= {
        "/list": "<main></main><script>for(;;){}</script>",
        "/other": "<p><b>Amann</b></p>",
    }
    start = [web.url + "/list", web.url + "/other"]
    one = spec(web, start=start, render={"wait": "p", "seconds": 2})
    names, issues = walk(one, tmp_path)

    assert names == ["Amann"] and [kind for kind, _ in issues] == ["render"]
    assert "is not built after 2 s and has no 'p'" in issues[0][1]


def test_a_missing_browser_is_one_sentence(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    web.routes["/list"] = SHELL
    with pytest.raises(UserError, match="no browser is installed .* install Chromium"):
        crawl(spec(web, render=True), DAY, Home(tmp_path), settings())
    assert web.asked == []
