import pytest

from tolmach.corpus.checks.damage import repaired
from tolmach.corpus.checks.preparation import has_pieces, is_tokenised


@pytest.mark.parametrize(
    ("cut", "text"),
    [
        ("Der Gar@@ ten ist gro@@ ß@@ .", "Der Garten ist groß."),
        ("▁Der ▁Gar ten ▁ist ▁gro ß .", "Der Garten ist groß."),
        ("▁▂▃", "▁▂▃"),
        ("@@ -1,3 +1,4 @@ def a@@", "@@ -1,3 +1,4 @@ def a@@"),
    ],
)
def test_pieces_are_joined(cut: str, text: str) -> None:
    assert repaired(cut) == text
    assert has_pieces(cut) == (cut != text)
    assert not has_pieces(text)


@pytest.mark.parametrize(
    ("parted", "text"),
    [
        ("Das ist gut , oder ?", "Das ist gut, oder?"),
        ("&quot; Komm &quot; , sagt er .", '"Komm", sagt er.'),
        ("„ Komm “ , sagt er ( laut ) ; ja .", "„Komm“, sagt er (laut); ja."),
        ("Do n&apos;t go , Tom &apos;s E @-@ mail !", "Don't go, Tom's E-mail!"),
        ("Est @-@ ce que c&apos; est l&apos; eau ?", "Est-ce que c'est l'eau ?"),
        ("我 喜欢 狗 。", "我喜欢狗。"),
    ],
)
def test_what_a_tokeniser_parted_is_joined(parted: str, text: str) -> None:
    assert is_tokenised(parted)
    assert repaired(parted) == text
    assert not is_tokenised(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Quoi ? Oui !", "Nun . . . gut", "Das ist ... gut.", "Die Datei .env"),
        *("Ein . steht im Pfad.", "50 % sind es.", "Anna @ home", "Hans' Hund", "a ,b"),
    ],
)
def test_spaces_of_raw_text_stay(text: str) -> None:
    assert not is_tokenised(text)
    assert repaired(text) == text
