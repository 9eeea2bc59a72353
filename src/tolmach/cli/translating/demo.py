"""`tolmach demo`: the shipped translator at work on a small text of our own."""

import time

TEXT = (
    "Guten Morgen! Hast du gut geschlafen?",
    "Der Kaffee ist fertig, aber wir haben keine Milch mehr.",
    "Ich habe gestern Abend meinen Schlüssel im Büro vergessen.",
    "Kannst du mir bitte helfen? Die Tür geht nicht auf.",
    "Meine Schwester lernt seit drei Jahren Russisch.",
    "Wenn es morgen nicht regnet, fahren wir mit dem Rad ans Meer.",
    "Er sagte, dass er den letzten Zug verpasst hatte.",
    "Wer eine Sprache lernt, lernt auch, anders zu denken.",
    "Danke.",
)


def demo() -> None:
    """Translate a few German sentences with the shipped model, side by side."""
    from rich import box
    from rich.table import Table

    from tolmach.cli.tables import standard_output
    from tolmach.inference.threads import FittingThreads
    from tolmach.translation.translator import Translator

    with FittingThreads().fitted(TEXT):
        started = time.perf_counter()
        translator = Translator.load()
        loaded = time.perf_counter()
        translations = translator.translate(list(TEXT))
        done = time.perf_counter()
    table = Table(box=box.SIMPLE_HEAD, expand=False, pad_edge=False)
    table.add_column("Deutsch", style="dim", ratio=1)
    table.add_column("English", style="bold", ratio=1)
    for source, translation in zip(TEXT, translations, strict=True):
        table.add_row(source, translation.text)
    console = standard_output()
    console.print(table)
    console.print(
        f"{len(TEXT)} lines in {done - started:.1f} s: {loaded - started:.1f} s to load "
        f"{translator.description.name}, {done - loaded:.1f} s to translate.\n"
        "Now your own: echo 'Wie spät ist es?' | tolmach translate",
        style="dim",
        markup=False,
    )
