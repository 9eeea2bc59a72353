"""Names of persons in German and English, which write them alike.

A surname is told by a title or a first name before it.
"""

import re
from functools import cache

from tolmach.text.quantities.spoken.grammar import any_of

# First names of Germans, the British and Americans; those that are other words, too, are left out.
_FIRST_NAMES = """
    Aaron Adam Adrian Alan Albert Alexander Alexandra Alfred Alice Alison Allison Amanda Amy
    Andrea Andreas Andrew Andy Angela Anita Anja Anke Ann Anna Anne Annette Annie Anthony Antje
    Anton Arnold Arthur Barbara Barry Beate Ben Benjamin Bernard Bernd Bernhard Bettina Betty
    Birgit Björn Brandon Brenda Brian Brigitte Bruce Carl Carla Carmen Carol Caroline Catherine
    Charles Charlie Chris Christa Christiane Christina Christine Christoph Christopher Claudia
    Cornelia Craig Cynthia Dan Daniel Daniela David Deborah Dennis Derek Diana Diane Dieter Dirk
    Donald Donna Dorothea Dorothy Douglas Eberhard Edith Edward Eleanor Elena Elisabeth
    Elizabeth Ellen Emily Emma Eric Erich Erik Ernst Eugene Eva Evelyn Felix Ferdinand Fiona
    Florian Frances Franz Fred Friedrich Fritz Gabriele Gary Geoffrey Georg George Gerald
    Gerhard Gertrud Gisela Gordon Graham Greg Gregory Gudrun Gustav Günter Günther Hannah
    Hannelore Hans Harald Harold Harry Heather Heidi Heike Heinrich Heinz Helen Helena Helga
    Helmut Henry Herbert Hermann Holger Horst Howard Hubert Hugo Ian Ingo Ingrid Irene Isaac
    Isabel Isabella Jack Jacob Jake James Jan Jane Janet Janina Jason Jeff Jeffrey Jennifer
    Jenny Jens Jeremy Jerry Jessica Jill Jim Jimmy Joachim Joan Joanna Jochen Joe Joel Johann
    Johanna Johannes John Johnny Jonas Jonathan Josef Joseph Josh Joshua Judith Julia Julian
    Julie Justin Jutta Jörg Jürgen Karen Karin Karl Kate Katharina Katherine Kathleen Kathrin
    Kathy Katja Katrin Keith Kelly Ken Kenneth Kevin Kim Klaus Kurt Larry Lars Laura Lauren
    Lawrence Lea Lena Leo Leon Leonard Lewis Liam Linda Lisa Lothar Louis Louise Lucas Lucy
    Ludwig Luisa Lukas Lutz Lydia Manfred Manuela Marcel Marcus Margaret Margarete Maria Marie
    Marion Marlene Martha Martin Martina Mary Matt Matthew Matthias Maximilian Megan Melanie
    Melissa Michael Michelle Mike Mona Monika Nadine Nancy Naomi Natalie Nathan Neil Nicholas
    Nick Nicole Nigel Nina Nora Norbert Norman Olaf Oliver Oscar Oskar Otto Pamela Patricia Paul
    Paula Peggy Peter Petra Philip Philipp Phillip Rachel Rainer Ralf Ralph Ray Raymond Rebecca
    Regina Reinhard Renate Richard Rita Robert Robin Roger Roland Ronald Rosemarie Roy Rudolf
    Russell Ruth Ryan Sabine Sally Sam Samantha Samuel Sandra Sara Sarah Scott Sean Sebastian
    Sharon Sheila Siegfried Sigrid Silke Silvia Simon Simone Sofia Sonja Sophia Sophie Stefan
    Stefanie Stephan Stephanie Stephen Steve Steven Stuart Susan Susanne Sven Sylvia Tanja Terry
    Theodor Theresa Thomas Thorsten Tim Timothy Tina Tobias Todd Tom Tommy Toni Tony Torsten
    Tracy Udo Ulrich Ulrike Ursula Uta Ute Uwe Vanessa Vera Veronika Volker Walter Wendy Werner
    Wilhelm William Wolfgang Yvonne
"""
_TITLES = {
    "de": r"(?:(?:Frau|Herrn?|Familie)\s(?:(?:Dr|Prof)\.\s)*|(?:(?:Dr|Prof)\.\s)+)",
    "en": r"(?:(?:Mr|Mrs|Ms|Dr|Prof)\.?|Miss)\s",
}
# Behind titles, what is no name.
_OFFICES = {
    "de": (
        "Abgeordnete|Bundes|Bürgermeister|Direktor|Doktor|General|Hauptmann|Kanzler|Kolleg"
        "|Kommissar|König|Lehrer|Leutnant|Minister|Nachbar|Ober|Pfarrer|Präsident|Professor|Staats"
        "|Vorsitzende"
    ),
    "en": "Ambassador|Chair|Justice|Mayor|Minister|President|Secretary|Speaker|Who|Right",
}
# In German a noun or an adjective, rather, and with "s" a genitive: "Peter Müllers Hund".
_NO_SURNAME = "".join(
    f"(?<![a-zß-ÿ]{ending})" for ending in "s ung heit keit schaft tion tät isch chen".split()
)
_PARTICLE = r"(?:(?:v[ao]n(?:\s(?:de[rnm]))?|de|di|da|del|la|le)\s)?"
_LAST_NAME = r"(?:Mc|Mac)?[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)?(?![\w-])"


@cache
def western_names(language: str) -> re.Pattern[str]:
    """Return what finds surnames behind titles, and first names with surnames."""
    first = rf"(?:{any_of(_FIRST_NAMES.split())}\s(?:[A-Z]\.\s)*|(?:[A-Z]\.\s){{2,3}})"
    last = rf"{_PARTICLE}(?!(?:{_OFFICES[language]})){_LAST_NAME}"
    last += _NO_SURNAME if language == "de" else rf"(?:\s{_LAST_NAME})?"
    return re.compile(
        rf"\b(?:{_TITLES[language]}(?P<titled>(?:{first}|[A-Z]\.\s)?{last})|(?P<whole>{first}{last}))"
    )
