"""Self-contained HTML pages from templates."""

from collections.abc import Mapping
from pathlib import Path


def rendered(template: Path, values: Mapping[str, object]) -> str:
    """Fill a template (Jinja2) with values, escaped; it may include others of its folder.

    A missing value is an error.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template.name).render(values)
