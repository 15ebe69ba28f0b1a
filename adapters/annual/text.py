"""The yearly report as a page to go on writing: what the cases say is said, the rest is marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bihuan.adapters.annual.grounds import grounds
from bihuan.adapters.annual.naming import GRADES, KINDS, split
from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures
from bihuan.engine.stories import DONE, Story
from bihuan.rules.formulas import Rate
from bihuan.rules.words import label, say, say_day

TOPICS = 8
"""So many subjects are named; a reader remembers no more."""


def as_text(figures: Figures, house: House, org: str, lang: str = "zh", to: str = "") -> str:
    """The report as a Markdown page, addressed to whoever is to read it."""
    return Page(figures, house, org, lang, to).text()


@dataclass(frozen=True, slots=True)
class Page:
    """One report in one language."""

    figures: Figures
    house: House
    org: str
    lang: str
    to: str

    def text(self) -> str:
        """The page, chapter by chapter; a chapter about nothing is left out."""
        chapters = {
            "overall": self._overall(),
            "course": self._course(),
            "handled_again": self._again(),
            "practice": iter((self._say("practice_to_write"),)),
            "next": iter((self._say("next_to_write"),)),
        }
        told = [(name, list(paragraphs)) for name, paragraphs in chapters.items()]
        numerals = iter(self._say("numerals").split("|"))
        pages = [list(self._head())]
        for name, paragraphs in told:
            if paragraphs:
                title = self._say(name, count=len(self.figures.handled_again))
                pages.append([f"## {next(numerals)}{title}", *paragraphs])
        pages += [list(self._signature()), list(self._basis())]
        return "\n\n".join(paragraph for page in pages for paragraph in page) + "\n"

    def _say(self, key: str, **values: object) -> str:
        return say(f"report.{key}", self.lang, **values)

    def _list(self, parts: list[str]) -> str:
        return self._say("comma").join(parts)

    def _head(self) -> Iterator[str]:
        yield f"# {self._say('title', year=self.figures.year)}"
        yield self._say("to", to=self.to or self._say("to_whom"))
        sessions = [
            f"{self._list(list(names))}{self._say(f'of_{kind}')}"
            for kind, names in sorted(self.figures.sessions.items(), reverse=True)
        ]
        subject = self._say("and").join(sessions) or self._say("of_both")
        yield self._say("preamble", org=self.org, year=self.figures.year, subject=subject)

    def _overall(self) -> Iterator[str]:
        f = self.figures
        kinds = [
            self._say(kind, count=f.by_kind[kind], split=split(f, self.house, kind, self.lang))
            for kind in KINDS
            if f.by_kind.get(kind)
        ]
        received = self._say("received", year=f.year, org=self.org, total=f.total)
        told = self._say("of_which", kinds=self._say("pause").join(kinds)) if kinds else ""
        yield f"{received}{told}{self._compared()}"
        if f.categories:
            ranked = sorted(f.categories.items(), key=lambda pair: -pair[1])[:TOPICS]
            yield self._say("topics", topics=self._list([name for name, _ in ranked]))
        if f.total:
            yield self._answered() + self._satisfied()

    def _compared(self) -> str:
        f = self.figures
        if not f.last_year:
            return self._say("no_last_year")
        more = f.total - f.last_year
        if not more:
            return self._say("compared_same")
        key, growth = ("more", f.growth.text) if more > 0 else ("fewer", f.growth.text[1:])
        return self._say(f"compared_{key}", more=abs(more), growth=growth)

    def _answered(self) -> str:
        f = self.figures
        key = "all_answered" if f.answered == f.total else "some_answered"
        day = say_day(f.as_of, self.lang)
        return self._say(key, as_of=day, answered=f.answered, rate=f.answer_rate.text)

    def _satisfied(self) -> str:
        f = self.figures
        if not f.last_verdicts:
            return self._say("no_forms")
        satisfaction, first = f.satisfaction.text, f.first_satisfaction.text
        return self._say("satisfied", satisfaction=satisfaction, first=first)

    def _course(self) -> Iterator[str]:
        """What happened on the way, in the order of the chain; what did not happen is left out."""
        f, five = self.figures, self.house.policy.five_words
        if not f.total:
            return
        words = self._list(list(five.words)) if five and self.lang == "zh" else ""
        five_words = self._say("five", words=words) if words else self._say("five_plain")
        yield self._say(
            "dispatching", total=f.total, dispatched=f.dispatched, five_words=five_words
        )
        if f.urges:
            yield self._say("urging", urges=f.urges, supervised=f.supervised)
        if f.asked:
            yield self._say("cohandling", asked=f.asked, late=f.late_opinions)
        if f.contacts:
            yield self._say("contacting", contacts=f.contacts)
        if f.extensions:
            yield self._say("extending", extensions=f.extensions)
        if f.answered:
            on_time = f.on_time
            yield self._say("answering", answered=f.answered, in_time=on_time.numerator)
        if f.first_verdicts:
            yield self._feedback()

    def _feedback(self) -> str:
        f = self.figures
        told = self._say(
            "feedback", forms=sum(f.first_verdicts.values()), first=self._grades(f.first_verdicts)
        )
        if not f.handled_again:
            return told + self._say("nobody_again")
        resting = sum(story.case.state in DONE for story in f.handled_again)
        key = "again_done" if resting == len(f.handled_again) else "again_open"
        counts = {"count": len(f.handled_again), "open": len(f.handled_again) - resting}
        return told + self._say(key, **counts, last=self._grades(f.last_verdicts))

    def _grades(self, counts: Mapping[str, int]) -> str:
        grades = [(label(f"value.{grade}", self.lang), counts.get(grade, 0)) for grade in GRADES]
        return self._list([self._say("grade", grade=word, count=count) for word, count in grades])

    def _again(self) -> Iterator[str]:
        if self.figures.handled_again:
            yield "\n".join(f"- {self._story(story)}" for story in self.figures.handled_again)

    def _story(self, story: Story) -> str:
        rounds = " → ".join(
            label(f"value.{word}", self.lang)
            + (self._say("reason", reason=story.reasons[no]) if story.reasons.get(no) else "")
            for no, word in sorted(story.verdicts.items())
        )
        name = f"{label(f'kind.{story.case.kind}', self.lang)}{story.case.number}"
        return self._say("story", name=name, title=story.case.title, rounds=rounds)

    def _signature(self) -> Iterator[str]:
        yield f"{self.org}  \n{say_day(self.figures.as_of, self.lang)}"

    def _basis(self) -> Iterator[str]:
        f = self.figures
        yield f"## {self._say('figures')}"
        rates = {
            "growth": f.growth,
            "answer_rate": f.answer_rate,
            "on_time": f.on_time,
            "first_satisfaction": f.first_satisfaction,
            "final_satisfaction": f.satisfaction,
        }
        yield "\n".join(f"- {self._rate(key, rate)}" for key, rate in rates.items())
        yield self._say("from_history", as_of=say_day(f.as_of, self.lang))
        policy, rule = self.house.policy, self.house.policy.satisfaction
        if rule is None or not rule.source:
            yield self._say("no_rule", policy=policy.label)
        yield from grounds(policy, self.lang)

    def _rate(self, key: str, rate: Rate) -> str:
        return self._say(
            "rate",
            name=self._say(key),
            text=rate.text,
            numerator=rate.numerator,
            denominator=rate.denominator,
            base=label(f"base.{rate.base}", self.lang),
            digits=rate.digits,
            rounding=label(f"rounding.{rate.rounding}", self.lang),
        )
