from pathlib import Path

import jinja2
import pytest

from tolmach.render.html import rendered


def test_values_are_escaped_and_other_templates_included(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>{{ text }}</p>{% include 'part.js' %}", "utf-8")
    (tmp_path / "part.js").write_text("start();", "utf-8")
    page = rendered(tmp_path / "page.html", {"text": "a < b & “c”"})
    assert page == "<p>a &lt; b &amp; “c”</p>start();"


def test_a_missing_value_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ text }}", "utf-8")
    with pytest.raises(jinja2.UndefinedError):
        rendered(tmp_path / "page.html", {})
