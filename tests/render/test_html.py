from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tolmach.render.html import rendered


@pytest.fixture
def template(tmp_path: Path) -> Path:
    (tmp_path / "part.html").write_text("<i>{{ word }}</i>", "utf-8")
    path = tmp_path / "page.html"
    path.write_text('<p title="{{ title }}">{% include "part.html" %}</p>', "utf-8")
    return path


def test_values_are_escaped_in_a_template_and_in_those_it_includes(template: Path) -> None:
    assert rendered(template, {"title": 'a"b', "word": "<b>&"}) == (
        '<p title="a&#34;b"><i>&lt;b&gt;&amp;</i></p>'
    )


def test_a_missing_value_is_an_error(template: Path) -> None:
    with pytest.raises(UndefinedError, match="'title' is undefined"):
        rendered(template, {"word": "x"})
