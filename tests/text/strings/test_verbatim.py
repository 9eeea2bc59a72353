import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.verbatim import verbatim_strings


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in verbatim_strings(text)]


@pytest.mark.parametrize(
    "key",
    ["dGhpcyBpcyBhIHRlc3QgZm9yIGJhc2U2NA==", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.ab_DE-1"],
)
def test_keys_in_base_64_are_kept(key: str) -> None:
    text = f"Der Schlüssel {key} ist gut."
    assert [text[one.start : one.end] for one in verbatim_strings(text)] == [key]
    assert not list(verbatim_strings("Der Corona-Pandemie-2020-Bericht von Ministerpräsident2"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Siehe https://example.org/a_b?c=d#e.", [("https://example.org/a_b?c=d#e", "url")]),
        ("(siehe www.example.org/Tor_(Fluss))", [("www.example.org/Tor_(Fluss)", "url")]),
        ("Bei example.org, sonst localhost:8000/x", ["example.org", "localhost:8000/x"]),
        ("„ftp://a.b/c“ und mailto:a@b.de!", ["ftp://a.b/c", "mailto:a@b.de"]),
        ("An max.muster@example.co.uk.", [("max.muster@example.co.uk", "email")]),
        ("Öffne README.md und src/main.py.", [("README.md", "path"), ("src/main.py", "path")]),
        ("AUF WWW.BEISPIEL.DE, HTTPS://A.B/C", ["WWW.BEISPIEL.DE", "HTTPS://A.B/C"]),
        ("Bei Muster.com und BEISPIEL.DE/SHOP.", ["Muster.com", "BEISPIEL.DE/SHOP"]),
        ("Unter beispiel.de. Oder docs.example.org.", ["beispiel.de", "docs.example.org"]),
        ("Сайт музей.рф, мой.музей.рф/план.", ["музей.рф", "мой.музей.рф/план"]),
        ("Frau Seidel-Ahrens und Herr Dr. Noll-Iven", ["Seidel-Ahrens", "Noll-Iven"]),
        (
            "Herrn Ober-Hinterwald-Rot, Familie-Müller, die Frau Software-Ingenieurin",
            ["Ober-Hinterwald-Rot", "Software-Ingenieurin"],
        ),
        ("in der Ulmenstr. 12a, 10115 Bonn", [("Ulmenstr. 12a", "street")]),
        ("Karl-Marx-Allee 5-7 b", [("Karl-Marx-Allee 5-7", "street")]),
        (
            "die Kölner Straße 3 und Erlengasse 4 c",
            [("Kölner Straße 3", "street"), ("Erlengasse 4 c", "street")],
        ),
        ("Ulmenstraße 3 km weiter, Klasse 7, Kasse 5, die Straße 4, eine Allee 3", []),
        ("Frag @петя_м", [("@петя_м", "handle")]),
        (r"C:\Daten\x.txt, /etc/hosts, ~/x", [r"C:\Daten\x.txt", "/etc/hosts", "~/x"]),
        (r'In "D:\Alte Bilder\mein Hund.jpg" da', [r"D:\Alte Bilder\mein Hund.jpg"]),
        ("In '/home/anna/mein Haus' da", ["/home/anna/mein Haus"]),
        ("Die .gitignore fehlt", [(".gitignore", "path")]),
        ("Von 2.10.3-rc1 zu v2.", [("2.10.3-rc1", "version"), ("v2", "version")]),
        ("Server 192.168.0.1:80 geht", [("192.168.0.1:80", "version")]),
        ("Siehe 41974e8 dort", [("41974e8", "hash")]),
        ("550e8400-e29b-41d4-a716-446655440000", ["550e8400-e29b-41d4-a716-446655440000"]),
        ("Das Gerät 00:1f:c2:44:11:3A da", [("00:1f:c2:44:11:3A", "hash")]),
        ("Host fe80:0:0:0:2:3d:ff:1 da", [("fe80:0:0:0:2:3d:ff:1", "hash")]),
        ("IN DEN 1980ER, 80ER JAHREN, MY 42ND, THE 20TH", []),
        ("Unter +7 (526) 676-27-24 da", [("+7 (526) 676-27-24", "identifier")]),
        ("Unter (555) 123-4567 da", [("(555) 123-4567", "identifier")]),
        ("Tippe `git push` ein", [("`git push`", "code")]),
        ("@anna mag #urlaub", [("@anna", "handle"), ("#urlaub", "tag")]),
        ("Rufe foo_bar oder os.path.join(a, b)", ["foo_bar", "os.path.join(a, b)"]),
        ("print() mit --verbose=2", [("print()", "identifier"), ("--verbose=2", "identifier")]),
        ("Ruf (030) 123-4567 an", [("(030) 123-4567", "identifier")]),
        ("Am TT.MM.JJJJ da", [("TT.MM.JJJJ", "identifier")]),
        ("On YYYY-MM-DD, or MM/DD/YY", [("YYYY-MM-DD", "identifier"), ("MM/DD/YY", "identifier")]),
        ("In NW1 6XE London", [("NW1 6XE", "identifier")]),
        ("Wir nutzen .NET hier", [(".NET", "identifier")]),
        ("Er hört Rock 'n' Roll, R’n’B", [("Rock 'n' Roll", "name"), ("R’n’B", "name")]),
        ("Das Teil 12.345-7-AB, 1.234-X", ["12.345-7-AB", "1.234-X"]),
        ("Als TT.MM.JJJJ, yyyy-MM-dd HH:mm", ["TT.MM.JJJJ", "yyyy-MM-dd", "HH:mm"]),
        ("Mit -o, --output=a und -v --wait", ["-o, --output=a", "-v --wait"]),
        ("Die 1.5-L-Flasche, 3.5-Mio, 1.234-5", []),
        ("user01 und Seite12, mp3", [("user01", "identifier")]),
        ("IBAN DE89370400440532013000", [("DE89370400440532013000", "identifier")]),
    ],
)
def test_strings_are_recognised(text: str, expected: list[str | tuple[str, str]]) -> None:
    pairs = found(text)
    assert [
        pair if isinstance(one, tuple) else pair[0]
        for pair, one in zip(pairs, expected, strict=True)
    ] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Der Hund schläft, d.h. er ruht z.B. u.a. hier.",
        "Das Haus.De facto gut.Info folgt.",
        "Er trinkt Milch und/oder Tee bei 80 km/h.",
        "Open at 10AM, 5:00PM",
        "Das kostet 1.250.000 Euro, am 5.5.1979 um 14:30 Uhr, Kapitel 3.11.",
        "Das(s) gilt für Lehrer(in) und Schüler_innen.",
        "Er sagte: ja. Ruf 0171 9090572 an!",
        "## Titel - mit Strich -- und noch einem",
        "Er sagte 'nein', so 'n Quatsch 'n Stück.",
        "Am 5.M. und bei 5 mm/s in Y.M.C.A.",
        "1000000 Kinder in Haus 5b, Linie U2, Format A4",
    ],
)
def test_ordinary_text_has_none(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="ab1.:/\\@#_-`()=vhtps ~,A", max_size=60))
def test_spans_are_in_order_and_not_empty(text: str) -> None:
    last = 0
    for start, end, _ in verbatim_strings(text):
        assert last <= start < end <= len(text)
        last = end


@pytest.mark.parametrize("unit", ["1", "1ä", "a@", "-/@", "a/%@", "_%", "Hund", "a/", "1.1"])
def test_long_text_without_a_space_takes_a_time_that_grows_as_it_does(unit: str) -> None:
    text = unit * 50_000  # of these signs, each looked for an end through all that follows
    assert all(0 <= start < end <= len(text) for start, end, _ in verbatim_strings(text))


def test_names_with_a_capital_inside_are_kept() -> None:
    text = "Mein iPhone ruft getValue und onClick auf, hUND, derHund und 5 kWh nicht."
    assert [text[one.start : one.end] for one in verbatim_strings(text)] == [
        *("iPhone", "getValue", "onClick")
    ]
