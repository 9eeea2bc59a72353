"""The interface of translators: one text or several, with the same request for each."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar, overload

from tolmach.errors import RequestError
from tolmach.search.options import SearchOptions
from tolmach.text.strings.messages import messages_apart, notes_apart, struck_apart


class Insertable(Protocol):
    """A result of a text in which placeholders may have stood for messages."""

    def with_message(self, placeholder: str, message: str, found: Self) -> Self:
        """Return it with a message in its source, and its translation, for a placeholder."""
        ...


Result = TypeVar("Result", bound=Insertable)


@dataclass(frozen=True)
class TranslationRequest:
    """Requirements on every translation, as documented at `BaseTranslator.translate`."""

    prefix: str
    include: Sequence[str]
    exclude: Sequence[str]

    def __post_init__(self) -> None:
        for phrases in (self.include, self.exclude):
            if isinstance(phrases, str):  # whose letters would be phrases
                raise RequestError(f'"{phrases}" is one phrase; put it into a list.')

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

    @property
    def raw(self) -> bool:
        """Whether all text is read as it is."""
        return False

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
        must not contain, capitalised or not, but where they are in what is kept (an address, a
        placeholder); in a sentence in capitals no case counts. Only beam search can include
        phrases; its beam is widened where they have more pieces than it has places. Raises
        TolmachError where the options are impossible. The branches of messages (of ICU) are
        translated one by one.
        """
        texts = [text] if isinstance(text, str) else text
        found = self._with_messages(
            texts, options or SearchOptions(), TranslationRequest(prefix, include, exclude)
        )
        return found[0] if isinstance(text, str) else found

    def _with_messages(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[Result]:
        """Translate texts, and messages within their sentences apart from these."""
        if self.raw or request.prefix or request.include:  # which belong to a text as a whole
            return self.translate_all(texts, options, request)
        given: list[str] = []
        messages: list[tuple[int, str, int]] = []  # the text, its placeholder, the message
        waiting = list(texts)
        for number, text in enumerate(waiting):
            rest, instead = messages_apart(text)
            rest, struck = struck_apart(rest)
            rest, notes = notes_apart(rest)
            given.append(rest)
            for placeholder, message in (instead | struck | notes).items():
                messages.append((number, placeholder, len(waiting)))
                waiting.append(message)
        found = self.translate_all(given, options, request)
        for number, placeholder, place in reversed(messages):
            found[number] = found[number].with_message(placeholder, waiting[place], found[place])
        return found[: len(texts)]

    @abstractmethod
    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[Result]:
        """Translate each text, as documented at `translate`."""
