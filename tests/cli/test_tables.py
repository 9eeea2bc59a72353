import pytest

from tolmach.cli.tables import screen, show_table


def test_numbers_stand_right_and_words_left(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ("a", "9.5 ± 0.1", "(positional +1 50 %)", "-", "A is better"),
        ("system", "10.5 ± 0.2", "-", "< 0.001", "same"),
    ]
    show_table(screen(), "Scores", ["name", "BLEU", "role", "p", "verdict"], rows)
    assert capsys.readouterr().out == (
        "Scores\n"
        "name          BLEU  role                        p  verdict\n"
        "a        9.5 ± 0.1  (positional +1 50 %)        -  A is better\n"
        "system  10.5 ± 0.2  -                     < 0.001  same\n"
        "\n"
    )
