"""A reader whose alphabet and words are those of a small text of our own."""

from tolmach.reading.sentence import SentenceReader
from tolmach.reading.sentence_reading import SentenceReading
from tolmach.text.source_counts import SourceCounter, SourceCounts
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

SENTENCES = [
    "Der Hund schläft, und die Katze schläft auch im Garten.",
    "Anna und Tom wohnen hier, weil das Haus sehr groß ist.",
    "Er sagte: „Bitte komm jetzt!“ Das ist wichtig, oder? Ja, so ist es.",
    "Wir gehen zur Straße, und ich lese dir das Buch vor.",
    "Nun kostet das fünf Euro, die NATO zahlt.",
]


def counted(texts: list[str]) -> SourceCounts:
    counter = SourceCounter()
    counter.add(texts)
    return counter.counts()


# With a capital, "Wichtig" is of two pieces and "Kostet" of three; each is one with a small letter.
VOCABULARY = Tokenizer.learn([*SENTENCES * 3, "Die Schläft Wichtig Kostet Vielleicht Auch"], 500)
COUNTS = counted(SENTENCES)
TOKENIZERS = TokenizerPair(VOCABULARY, VOCABULARY, COUNTS)
WITHOUT_COUNTS = TokenizerPair(VOCABULARY, VOCABULARY)
READER = SentenceReader.of(TOKENIZERS, "de", "en")


def read(text: str) -> SentenceReading:
    return READER.read(text)
