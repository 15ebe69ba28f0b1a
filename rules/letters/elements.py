"""What a letter is made of: each element, what it says, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Element(StrEnum):
    """What may stand in a letter, in the order in which most letters print it."""

    DOCUMENT_NUMBER = "document_number"
    SIGNER = "signer"
    CLASS_MARK = "class_mark"
    PUBLIC = "public"
    TITLE = "title"
    ADDRESSEE = "addressee"
    OPENING = "opening"
    BODY = "body"
    COHANDLERS = "cohandlers"
    CLOSING = "closing"
    CONTACT = "contact"
    PHONE = "phone"
    UNIT = "unit"
    DATE = "date"
    ENCLOSURE = "enclosure"
    COPIES = "copies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An element as it was found.

    An empty `printed` means that the label is there with nothing after it, which is how
    many offices leave the signer; such an element is not `filled`.
    """

    paragraph: int
    printed: str
    value: object
    """What was read: a `DocumentNumber`, an `Addressee`, a `TitleLine`, a `WrittenDate`, a text."""

    @property
    def filled(self) -> bool:
        """Whether something is printed, and not a label alone."""
        return bool(self.printed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter with its elements; an element found twice is there twice, the first one first."""

    paragraphs: tuple[str, ...]
    found: Mapping[Element, tuple[Found, ...]]

    def all(self, element: Element) -> tuple[Found, ...]:
        """Every place where an element was found."""
        return self.found.get(element, ())

    def first(self, element: Element) -> Found | None:
        """The element, where it stands first; one with something after its label before others."""
        places = self.all(element)
        return next((place for place in places if place.filled), places[0] if places else None)

    def has(self, element: Element) -> bool:
        """Whether the element is there, and not its label alone."""
        first = self.first(element)
        return first is not None and first.filled

    def text(self, element: Element) -> str:
        """What is printed of an element, or nothing."""
        first = self.first(element)
        return first.printed if first else ""

    @property
    def body_items(self) -> int:
        """How many numbered points the body has; 1 for a body without numbers, 0 for none."""
        first = self.first(Element.BODY)
        return first.value if first and isinstance(first.value, int) else 0
