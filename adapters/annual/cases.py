"""Cases worth telling, chosen and told from their own histories: what is not there is not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bihuan.adapters.reports.naming import role_word
from bihuan.engine.lists import in_order
from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures
from bihuan.engine.stories import LED, Story
from bihuan.rules.classes import Group, UnknownClass, resolve
from bihuan.rules.formulas import POSITIVE_GRADES
from bihuan.rules.words import label, say, say_day

MOST = 3
"""So many cases a report tells."""


def chosen(figures: Figures, house: House, most: int = MOST) -> tuple[Story, ...]:
    """Cases we answered to their members' satisfaction, the most telling ones first.

    One that satisfied at once comes before one handled again, a party's or a body's
    before a member's, a solved one before one under way, and then the one with
    more contacts and more opinions asked for.
    """
    told = [one for one in figures.stories if one.case.role in LED and _satisfied(one)]
    told.sort(key=lambda one: (*_rank(one, house), in_order(one.case)))
    return tuple(told[:most])


def _satisfied(story: Story) -> bool:
    verdicts = story.verdicts
    return bool(verdicts) and verdicts[max(verdicts)] in POSITIVE_GRADES


def _rank(story: Story, house: House) -> tuple[bool, bool, bool, int]:
    case = story.case
    talk = len(case.contacts) + len(case.requests)
    again = "unsatisfied" in story.verdicts.values()
    return again, not case.collective, not _solved(story, house), -talk


def _solved(story: Story, house: House) -> bool:
    letter, usual = story.letter, house.policy.class_scheme
    if letter is None or not (letter.scheme or usual):
        return False
    try:
        found = resolve(letter.scheme or (usual.name if usual else ""), letter.code)
    except UnknownClass:
        return False
    return found.group is Group.SOLVED


def told(stories: Sequence[Story], house: House, lang: str) -> list[str]:
    """A paragraph about each."""
    joint, end = say("report_case.joint", lang), say("report_case.end", lang)
    return [joint.join(_Telling(one, house, lang).parts()) + end for one in stories]


@dataclass(frozen=True, slots=True)
class _Telling:
    """One case in one language; what did not happen is left out."""

    story: Story
    house: House
    lang: str

    def parts(self) -> Iterator[str]:
        """What was proposed, who handled it, with whom, how it was answered and judged."""
        case = self.story.case
        yield self._say(
            "proposed",
            author=self._author(),
            title=case.title,
            name=f"{label(f'kind.{case.kind}', self.lang)}{case.number}",
        )
        if case.now.division:
            role = role_word(self.house, case.role, self.lang)
            yield self._say("handled", division=case.now.division, role=role)
        if case.contacts:
            yield self._say("contacted", times=len(case.contacts), ways=self._ways())
        if units := tuple(dict.fromkeys(one.unit for one in case.requests)):
            yield self._say("asked", units=self._list(units))
        yield from self._rounds()

    def _author(self) -> str:
        case, name = self.story.case, self.story.case.members[0]
        titled = name.endswith(self._say(f"by_{case.kind}", name="").strip())
        return self._say(
            f"by_{'collective' if case.collective or titled else case.kind}", name=name
        )

    def _ways(self) -> str:
        counts = Counter(one.how for one in self.story.case.contacts if one.how)
        return self._list(
            [
                self._say("way", how=label(f"how.{how}", self.lang).strip(), times=times)
                for how, times in counts.most_common()
            ]
        )

    def _rounds(self) -> Iterator[str]:
        """Each round's letter, its class and what the member said of it."""
        case, story = self.story.case, self.story
        for no in range(1, case.now.round + 1):
            letter = case.answer(no)
            if letter is not None:
                key = "answered" if no == 1 else "answered_again"
                day = say_day(letter.on, self.lang)
                document = letter.document or self._say("in_writing")
                yield self._say(key, day=day, document=document)
                if letter.code:
                    yield self._say("class", code=letter.code)
            if verdict := story.verdicts.get(no):
                reason = story.reasons.get(no, "")
                unhappy = verdict not in POSITIVE_GRADES and reason
                told = self._say("because", reason=reason) if unhappy else ""
                yield self._say(
                    "judged", verdict=label(f"value.{verdict}", self.lang), because=told
                )

    def _list(self, words: Sequence[str]) -> str:
        return say("report.comma", self.lang).join(words)

    def _say(self, key: str, **values: object) -> str:
        return say(f"report_case.{key}", self.lang, **values)
