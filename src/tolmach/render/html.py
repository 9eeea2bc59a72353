"""Pages of HTML that hold everything they need, from templates that stand beside the code."""

from collections.abc import Mapping
from pathlib import Path


def rendered(template: Path, values: Mapping[str, object]) -> str:
    """Fill a template (Jinja2) with values, escaped; other templates of its folder may be included.

    A value that is missing is an error.
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
