"""Zip archives and XML from strangers: limits on what they unpack to, and nothing fetched."""

import re
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from lxml import etree

from tolmach.corpus.entities import html_text
from tolmach.documents.document import LARGEST
from tolmach.errors import DataError

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_MOST_FILES = 20_000
_ENCRYPTED = 1  # a bit in the flags of a member
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")


class Archive:
    """The files in a Zip archive, read at once, within limits.

    Raises DataError where it is damaged, encrypted, too large, or names files outside itself.
    """

    def __init__(self, content: bytes, name: str, largest: int = LARGEST) -> None:
        self.name, self.largest = name, largest
        self._files: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                self._infos = archive.infolist()
                self._check()
                for info in self._infos:
                    self._files[info.filename] = _member(archive, info)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def __contains__(self, path: str) -> bool:
        return path in self._files

    @property
    def paths(self) -> list[str]:
        """The paths of its files, in their order."""
        return list(self._files)

    def read(self, path: str) -> bytes:
        """Return a file; raises DataError where it is not there."""
        if path not in self._files:
            raise DataError(f"{self.name} is damaged: it has no {path}; save it again.", "damaged")
        return self._files[path]

    def tree(self, path: str) -> etree._Element:
        """Return the root of an XML file, as `parsed` does."""
        return parsed(self.read(path), f"{self.name} ({path})")

    def replaced(self, changes: Mapping[str, bytes]) -> bytes:
        """Return the archive with other contents of some files, in the same order."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for info in self._infos:
                made = zipfile.ZipInfo(info.filename, info.date_time)
                stored = info.compress_type == zipfile.ZIP_STORED
                made.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                made.external_attr = info.external_attr
                content = changes.get(info.filename, self._files[info.filename])
                archive.writestr(made, content)
        return out.getvalue()

    def _check(self) -> None:
        names = [info.filename for info in self._infos]
        if any(info.flag_bits & _ENCRYPTED for info in self._infos):
            raise DataError(f"{self.name} is encrypted; save it without a password.", "encrypted")
        if outside := next(filter(_OUTSIDE.search, names), None):
            raise DataError(
                f"{self.name} is not to be trusted: it names a file outside itself ({outside!r}); "
                "save it again with the program it comes from.",
                "unsafe",
            )
        if len(set(names)) < len(names):
            raise DataError(
                f"{self.name} is damaged: it holds one file twice; save it again.", "damaged"
            )
        if len(names) > _MOST_FILES or sum(info.file_size for info in self._infos) > self.largest:
            megabytes = f"{self.largest >> 20}"
            raise DataError(
                f"{self.name} would unpack to more than {megabytes} MB or {_MOST_FILES:,} files; "
                "divide it.",
                "unpacked",
                (megabytes,),
            )

    def _damaged(self, error: Exception) -> DataError:
        return DataError(
            f"{self.name} is not a whole document ({error}); save or fetch it again.", "damaged"
        )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file, of which no more is unpacked than its entry says there is."""
    with archive.open(info) as stream:
        return stream.read(info.file_size + 1)


def parsed(content: bytes, name: str) -> etree._Element:
    """Return the root of an XML document; nothing is fetched, and no entity but HTML's expanded.

    Raises DataError where it is damaged or declares entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, etree.XMLSyntaxError) else error
        raise DataError(
            f"{name} is damaged XML ({reason}); save or export it again.", "damaged"
        ) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise DataError(
            f"{name} declares entities, which may hide an attack; export it without.", "unsafe"
        )
    _read_entities(root)
    return root


def _read_entities(root: etree._Element) -> None:
    """Put characters in place of the entities of HTML, which a document type would declare."""
    for entity in list(root.iter(etree.Entity)):
        parent, before = entity.getparent(), entity.getprevious()
        character = html_text((entity.text or "").strip("&;"))
        if character is None or parent is None:
            continue
        text = character + (entity.tail or "")
        if before is None:
            parent.text = (parent.text or "") + text
        else:
            before.tail = (before.tail or "") + text
        parent.remove(entity)


def serialised(root: etree._Element) -> bytes:
    """Return an XML document in UTF-8, with its declaration and document type."""
    tree = root.getroottree()
    standalone = tree.docinfo.standalone or None
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=standalone)
