import pytest

from tolmach.cli.tables import screen, show_table


def test_numbers_stand_right_and_words_left(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ("a", "9.5 ± 0.1", "(positional +1 50 %)", "-"),
        ("system", "10.5 ± 0.2", "-", "< 0.001"),
    ]
    show_table(screen(), "Scores", ["name", "BLEU", "role", "p"], rows)
    assert capsys.readouterr().out == (
        "Scores\n"
        "name          BLEU  role                        p\n"
        "a        9.5 ± 0.1  (positional +1 50 %)        -\n"
        "system  10.5 ± 0.2  -                     < 0.001\n"
        "\n"
    )
