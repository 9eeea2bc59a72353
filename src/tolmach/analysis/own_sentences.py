"""German sentences of our own making, to look at a translator's heads with no text at hand.

Short and plain, as the shipped model was taught, with subjects, objects, adjectives and adverbs in
various places, names, numbers, marks, and words that stand twice.
"""

LANGUAGE = "de"
EXAMPLE = "Die alte Katze schläft heute unter dem kleinen Tisch."
SENTENCES = (
    EXAMPLE,
    "Der Lehrer liest den Kindern ein langes Buch vor.",
    "Meine Schwester hat gestern einen roten Apfel gekauft.",
    "Warum kommst du heute so spät nach Hause?",
    "Tom sagte, dass Maria morgen nach Berlin fährt.",
    "Wir haben das neue Haus noch nicht gesehen.",
    "Der Hund bellt, und der Nachbar schließt das Fenster.",
    "Kannst du mir bitte die Tür aufmachen?",
    "Er trinkt jeden Morgen zwei Tassen schwarzen Kaffee.",
    "Im Winter schneit es in den Bergen sehr oft.",
    "Ich weiß nicht, wo ich meinen Schlüssel gelassen habe.",
    "Die jungen Leute tanzten die ganze Nacht.",
    "Das Kind gab dem alten Mann einen Brief.",
    "Nein, ich habe den Film nie gesehen!",
    "Wenn es regnet, bleiben wir lieber zu Hause.",
    "Der kleine Junge wirft den Ball über den Zaun.",
    "Sie spricht gut Französisch und ein wenig Russisch.",
    "Um 7 Uhr fährt der Zug nach Hamburg ab.",
    "Mein Vater repariert heute das kaputte Fahrrad.",
    "Wer hat das letzte Stück Kuchen gegessen?",
    "Die Suppe ist leider schon wieder kalt.",
    "Anna und Paul suchen eine größere Wohnung.",
    "Ich habe ihm gesagt, dass ich ihm nicht glaube.",
    "Das Wasser im See ist klar und sehr tief.",
    "Plötzlich ging im ganzen Haus das Licht aus.",
    "Der Arzt untersucht den kranken Patienten gründlich.",
    "Hast du die Zeitung von gestern noch?",
    "Die Frau mit dem grünen Hut ist meine Tante.",
    "Er ist müde, aber er arbeitet trotzdem weiter.",
    "Niemand versteht die schwierige Frage des Professors.",
    "Unser Garten ist im Frühling besonders schön.",
    "Der Regen hörte auf, und die Sonne schien wieder.",
    "Vergiss nicht, das Fenster zu schließen!",
    "Meine Großmutter erzählt gern lustige Geschichten.",
    "Ich nehme den Bus, denn mein Auto ist kaputt.",
    "Das alte Schiff liegt seit 3 Jahren im Hafen.",
)
