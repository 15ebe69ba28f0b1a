"""Find the elements of a letter given as its paragraphs.

First the fixed points: who is addressed, and where the opening is. What stands before them is
the head, what stands after them the body, until the foot begins. Each line is then asked what
it is; nothing is taken from a line that is running text but what only running text can say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from bihuan.rules.letters import body, foot, marks, title
from bihuan.rules.letters.addressee import salutation
from bihuan.rules.letters.elements import Element, Found, Letter
from bihuan.rules.letters.labels import Labelled, labelled
from bihuan.rules.letters.lines import Line, lines, without_brackets

LONGEST_HEAD = 12
"""A title stands among so many lines from the beginning, at most."""
LONGEST_FOOT = 20
"""The date and the unit stand among so many lines from the end, at most."""


def find(paragraphs: Sequence[str], bodies: Collection[str] = ()) -> Letter:
    """The letter with every element that its paragraphs show.

    `bodies` are organisations it may be written to, where it is known which.
    """
    reading = _Reading(list(lines(paragraphs)), bodies)
    reading.run()
    found = {element: tuple(places) for element, places in reading.found.items()}
    return Letter(paragraphs=tuple(paragraphs), found=found)


@dataclass(slots=True)
class _Reading:
    """One letter being read; `taken` holds the lines that are accounted for."""

    lines: list[Line]
    bodies: Collection[str] = ()
    found: dict[Element, list[Found]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def run(self) -> None:
        self._end_above_enclosure()
        self._labels()
        start = self._addressee()
        start = self._opening(start) or self._under_title()
        self._head(start)
        end = self._foot(start)
        self._middle(start, end)

    def _add(self, element: Element, place: Found) -> None:
        self.found.setdefault(element, []).append(place)

    def _free(self, start: int, end: int | None = None) -> Iterator[tuple[int, Line]]:
        for index in range(start, len(self.lines) if end is None else min(end, len(self.lines))):
            if index not in self.taken:
                yield index, self.lines[index]

    def _end_above_enclosure(self) -> None:
        """The letter ends where an enclosed form begins: a date or a name in it is the form's."""
        begun = False
        for index, each in self._free(0):
            if begun and body.begins_enclosure(each.text):
                self._add(Element.ENCLOSURE, _place(each, each.text))
                del self.lines[index:]
                return
            begun = begun or body.is_opening(each.text) or salutation(each, self.bodies) is not None

    def _labels(self) -> None:
        """Lines that say something under labels, wherever they stand."""
        for index, each in self._free(0):
            said = labelled(each)
            if not said:
                continue
            whole = without_brackets(each).text.startswith(said[0].label)
            if whole:
                self.taken.add(index)
            for one in said:
                for element, place in _value(one):
                    self._add(element, place)

    def _addressee(self) -> int:
        """The first line that is a salutation; the letter proper begins behind it."""
        for index, each in self._free(0):
            if body.is_opening(each.text) and ":" not in each.text[:40]:
                return index
            read = salutation(each, self.bodies)
            if read is None:
                continue
            who, printed, rest = read
            self._add(
                Element.ADDRESSEE,
                Found(paragraph=each.paragraph, printed=printed.printed(), value=who),
            )
            if rest.text:
                self.lines[index] = rest
                return index
            self.taken.add(index)
            return index + 1
        return 0

    def _opening(self, start: int) -> int:
        """The first line that says the proposal was received, with all that belongs to it."""
        first: Line | None = None
        for index, each in self._free(start):
            if not body.is_opening(each.text) or title.is_title(each.text):
                if first is not None:
                    return index
                continue
            end = body.opening_end(each.text)
            rest = each.part(end)
            if first is None:
                first = each.part(0, end)
                self._add(Element.OPENING, _place(first, first.text))
            if len(rest.text) >= body.SHORTEST_BODY:
                self.lines[index] = rest
                return index
            self.taken.add(index)
        return start if first is None else len(self.lines)

    def _under_title(self) -> int:
        """Where the letter proper begins when it greets nobody: below its title."""
        for index, each in self._free(0, LONGEST_HEAD):
            if title.is_title(each.text) and not any(True for _ in marks.document_marks(each)):
                return index + 1
        return 0

    def _head(self, start: int) -> None:
        """Title, 文号 and marks, above the letter proper."""
        for index, each in self._free(0, start):
            for element, place in (*marks.document_marks(each), *marks.lone_mark(each)):
                self._add(element, place)
                if not title.is_title(each.text):
                    self.taken.add(index)
        if Element.TITLE not in self.found:
            self._title(start)

    def _title(self, start: int) -> None:
        """The first run of lines that, put together, is the title of a letter."""
        head = list(self._free(0, start))
        for last in range(len(head)):
            for first in range(max(0, last - 3), last + 1):
                run = [each for _, each in head[first : last + 1]]
                text = "".join(each.text for each in run)
                if not title.is_title(text) or (first < last and not _goes_on(run)):
                    continue
                mark = marks.mark_after_title(run[-1])
                if mark:
                    self._add(Element.CLASS_MARK, mark)
                printed = " ".join(each.printed() for each in run)
                place = Found(
                    paragraph=run[0].paragraph, printed=printed, value=title.read_title(printed)
                )
                self._add(Element.TITLE, place)
                self.taken.update(index for index, _ in head[first : last + 1])
                return

    def _foot(self, start: int) -> int:
        """Date, units and marks at the end; the line where they begin."""
        begins = len(self.lines)
        last = max(start, len(self.lines) - LONGEST_FOOT)
        for index in reversed([at for at, _ in self._free(last)]):
            each = self.lines[index]
            mark = next(marks.lone_mark(each), None)
            if mark:
                self._add(*mark)
                self.taken.add(index)
            elif self._signed(each, beside=begins == index + 1):
                self.taken.add(index)
                begins = index
        return begins

    def _signed(self, each: Line, beside: bool) -> bool:
        """Whether a line is the date, a signing unit, or both.

        The last of each counts; units that stand right above it sign as well.
        """
        dated = foot.written_date(each)
        unit = foot.signing_unit(dated[1] if dated else each)
        if dated and dated[1].text and not unit:
            return False
        if dated and Element.DATE not in self.found:
            self._add(Element.DATE, dated[0])
        if unit and (beside or Element.UNIT not in self.found):
            self.found.setdefault(Element.UNIT, []).insert(0, unit)
        return bool(dated or unit)

    def _middle(self, start: int, end: int) -> None:
        """What the running text says: its points, co-handlers, thanks, who approved it."""
        points: list[Line] = []
        for index, each in self._free(start):
            signed = marks.approval(each)
            if signed:
                self._add(Element.SIGNER, signed)
            if body.tells_of_cohandlers(each.text):
                self._add(Element.COHANDLERS, _place(each, each.text))
            if body.names_enclosure(each.text):
                self._add(Element.ENCLOSURE, _place(each, each.text))
            if body.is_thanks(each.text):
                self._add(Element.CLOSING, _place(each, each.text))
                if not body.is_point(each.text):
                    continue
            if index < end and not signed:
                points.append(each)
        count = body.count_points(points)
        if points:
            self._add(
                Element.BODY,
                Found(paragraph=points[0].paragraph, printed=points[0].printed(), value=count),
            )


def _goes_on(run: list[Line]) -> bool:
    """Whether lines may be one title that was broken: none of them is a title by itself."""
    return title.is_beginning("".join(each.text for each in run)) and not any(
        title.is_title(each.text) and len(each.text) > 12 for each in run[:-1]
    )


def _place(part: Line, value: object) -> Found:
    return Found(paragraph=part.paragraph, printed=part.printed(), value=value)


def _value(one: Labelled) -> Iterator[tuple[Element, Found]]:
    """What a labelled value is as an element."""
    value = one.value
    match one.element:
        case None:
            return
        case Element.CLASS_MARK:
            yield one.element, _place(value, marks.class_code(value.text))
        case Element.DOCUMENT_NUMBER:
            yield one.element, marks.labelled_number(value)
        case Element.TITLE:
            yield one.element, _place(value, title.read_title(value.printed()))
        case Element.CONTACT | Element.PHONE:
            name, phone = foot.split_contact(value)
            if one.element is Element.CONTACT:
                yield Element.CONTACT, _place(name, name.printed())
            if phone:
                yield Element.PHONE, _place(phone, phone.printed())
            elif one.element is Element.PHONE:
                yield Element.PHONE, _place(value, value.printed())
        case _:
            yield one.element, _place(value, value.printed())
