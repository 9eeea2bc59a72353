import subprocess
import sys
from pathlib import Path

import pytest

import tolmach


def test_importing_the_package_costs_no_torch_but_its_names_are_there() -> None:
    program = (
        "import sys, tolmach; assert 'torch' not in sys.modules; "
        "from tolmach import SearchOptions; assert 'torch' not in sys.modules; "
        "from tolmach import Translator; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_every_public_name_can_be_fetched_and_no_other() -> None:
    assert all(hasattr(tolmach, name) for name in tolmach.__all__)
    assert set(tolmach.__all__) <= set(dir(tolmach))
    with pytest.raises(AttributeError, match="no attribute 'Interpreter'"):
        tolmach.Interpreter  # noqa: B018


def test_type_checkers_are_told_that_the_package_is_typed() -> None:
    assert (Path(tolmach.__file__).parent / "py.typed").is_file()
