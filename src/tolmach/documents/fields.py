"""Fields of Office Open XML: marks in runs around what a program computes, and around links."""

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from tolmach.documents.tagged import empty_copy, local_name

_LINK = "HYPERLINK"


def part_runs(tree: etree._Element) -> None:
    """Give each mark of a field a run of its own, as most programs do."""
    for run in dict.fromkeys(mark.getparent() for mark in tree.iter("{*}fldChar")):
        parent = run.getparent() if run is not None else None
        if run is None or parent is None:
            continue
        properties, pieces = list[etree._Element](), list[list[etree._Element]]([[]])
        for child in run:
            name = local_name(child)
            if name == "rPr":
                properties.append(child)
            elif name == "fldChar":
                pieces += [[child], []]
            else:
                pieces[-1].append(child)
        for piece in filter(None, pieces):
            made = empty_copy(run)
            made.extend([*map(deepcopy, properties), *piece])
            run.addprevious(made)
        parent.remove(run)


def field_ends(children: Sequence[etree._Element]) -> dict[int, int]:
    """Return where each field ends that begins and ends among these runs, by where it begins."""
    begun, ends = list[int](), dict[int, int]()
    for place, run in enumerate(children):
        for kind in _marks(run):
            if kind == "begin":
                begun.append(place)
            elif kind == "end" and begun:
                ends[begun.pop()] = place
    return ends


def text_of_link(field: Sequence[etree._Element]) -> slice | None:
    """Return where in a field, a link, its text stands; None where it is no link."""
    instruction = "".join(each.text or "" for run in field for each in run.iter("{*}instrText"))
    marks = [_marks(each) for each in field]
    simple = sum(mark.count("begin") for mark in marks) == 1 and ["separate"] in marks
    if not instruction.strip().startswith(_LINK) or not simple or marks[-1] != ["end"]:
        return None
    return slice(marks.index(["separate"]) + 1, len(field) - 1)


def is_link(simple_field: etree._Element) -> bool:
    """Say whether a field that is one element is a link around its text."""
    return any(
        etree.QName(key).localname == "instr" and str(value).strip().startswith(_LINK)
        for key, value in simple_field.attrib.items()
    )


def _marks(run: etree._Element) -> list[str]:
    return [
        str(value)
        for mark in run
        if local_name(mark) == "fldChar"
        for key, value in mark.attrib.items()
        if etree.QName(key).localname == "fldCharType"
    ]
