"""The interface of translators: one text or several, with the same request for each."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar, overload

from tolmach.search.options import SearchOptions

Result = TypeVar("Result")


@dataclass(frozen=True)
class TranslationRequest:
    """Requirements on every translation, as documented at `BaseTranslator.translate`."""

    prefix: str
    include: Sequence[str]
    exclude: Sequence[str]

    def cleaned(self, clean: Callable[[list[str]], list[str]]) -> Self:
        """Return the request with its texts as a model reads them, by `Translator.cleaned`.

        The prefix keeps a space at its end, which says that its last word is complete.
        """
        prefix, *phrases = clean([self.prefix, *self.include, *self.exclude])
        if prefix and self.prefix[-1].isspace():
            prefix += " "
        count = len(self.include)
        return type(self)(prefix, phrases[:count], phrases[count:])


class BaseTranslator(ABC, Generic[Result]):
    """A translator of a text into one `Result`, and of several into a list of them."""

    @overload
    def translate(
        self,
        text: str,
        options: SearchOptions | None = None,
        *,
        prefix: str = "",
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
    ) -> Result: ...

    @overload
    def translate(
        self,
        text: list[str],
        options: SearchOptions | None = None,
        *,
        prefix: str = "",
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
    ) -> list[Result]: ...

    def translate(
        self,
        text: str | list[str],
        options: SearchOptions | None = None,
        *,
        prefix: str = "",
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
    ) -> Result | list[Result]:
        """Translate a text, or each of several; an empty text stays empty.

        Line ends inside a text count as spaces. `prefix` is how every translation must begin; its
        last word may go on ("beau", "beautiful") unless a space follows it; of several sentences
        the whole ones translate the first of a text, and only the last goes on. Markup in it comes
        from the text where that has the same. `include` are phrases that it must contain, each, as
        they are written or with a capital where a sentence begins, and `exclude` phrases that it
        must not contain, capitalised or not. Only beam search can include phrases; its beam is
        widened where they have more pieces than it has places. Raises TolmachError where the
        options are impossible.
        """
        texts = [text] if isinstance(text, str) else text
        found = self.translate_all(
            texts, options or SearchOptions(), TranslationRequest(prefix, include, exclude)
        )
        return found[0] if isinstance(text, str) else found

    @abstractmethod
    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[Result]:
        """Translate each text, as documented at `translate`."""
