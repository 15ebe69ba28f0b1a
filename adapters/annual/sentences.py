"""The sentences of the yearly report, each from its figures: on a page, in a document, the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bihuan.adapters.annual.cases import chosen, told
from bihuan.adapters.annual.grounds import grounds
from bihuan.adapters.reports.naming import GRADES, KINDS, split
from bihuan.engine.scene import House
from bihuan.engine.statistics import SHARES, Figures
from bihuan.engine.stories import DONE, Story
from bihuan.rules.formulas import Rate, Shares
from bihuan.rules.words import label, say, say_day

TOPICS = 8
"""So many subjects are named; a reader remembers no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One year as it is told, in one language."""

    figures: Figures
    house: House
    org: str
    to: str = ""
    lang: str = "zh"
    cases: Sequence[Story] | None = None
    """Those told at length; None lets the report choose."""
    shares: Shares = SHARES

    def say(self, key: str, **values: object) -> str:
        """A sentence of the catalogue."""
        return say(f"report.{key}", self.lang, **values)

    def title(self) -> str:
        """The name of the report."""
        return self.say("title", year=self.figures.year)

    def reader(self) -> str:
        """To whom it goes, or a mark where that is to be written."""
        return self.to or self.say("to_whom")

    def subject(self) -> str:
        """Which sessions' suggestions and proposals it is about."""
        sessions = [
            f"{self.list(names)}{self.say(f'of_{kind}')}"
            for kind, names in sorted(self.figures.sessions.items(), reverse=True)
        ]
        return self.say("and").join(sessions) or self.say("of_both")

    def day(self) -> str:
        """The date of the report."""
        return say_day(self.figures.as_of, self.lang)

    def received(self) -> str:
        """How many came in, of which kinds and roles, beside last year's."""
        f = self.figures
        kinds = [
            self.say(kind, count=f.by_kind[kind], split=split(f, self.house, kind, self.lang))
            for kind in KINDS
            if f.by_kind.get(kind)
        ]
        received = self.say("received", year=f.year, org=self.org, total=f.total)
        of_which = self.say("of_which", kinds=self.say("pause").join(kinds)) if kinds else ""
        return f"{received}{of_which}{self._compared()}"

    def _compared(self) -> str:
        f = self.figures
        if not f.last_year:
            return self.say("no_last_year")
        more = f.total - f.last_year
        if not more:
            return self.say("compared_same")
        key, growth = ("more", f.growth.text) if more > 0 else ("fewer", f.growth.text[1:])
        return self.say(f"compared_{key}", more=abs(more), growth=growth)

    def topics(self) -> str:
        """What they are about, the most frequent subject first."""
        return self.list(list(self.figures.topics)[:TOPICS])

    def answered(self) -> str:
        """How far the answers are, and how satisfied members."""
        f = self.figures
        key = "all_answered" if f.answered == f.total else "some_answered"
        said = self.say(key, as_of=self.day(), answered=f.answered, rate=f.answer_rate.text)
        return said + self._satisfied()

    def _satisfied(self) -> str:
        f = self.figures
        if not f.last_verdicts:
            return self.say("no_forms")
        satisfaction, first = f.satisfaction.text, f.first_satisfaction.text
        return self.say("satisfied", satisfaction=satisfaction, first=first)

    def course(self) -> Iterator[str]:
        """What happened on the way, in the order of the chain; what did not happen is left out."""
        f = self.figures
        if not f.total:
            return
        five = self.say("five", words=self.five()) if self.five() else self.say("five_plain")
        yield self.say("dispatching", total=f.total, dispatched=f.dispatched, five_words=five)
        if f.urges:
            yield self.say("urging", urges=f.urges, supervised=f.supervised)
        if f.asked:
            yield self.say("cohandling", asked=f.asked, late=f.late_opinions)
        if f.contacts:
            yield self.say("contacting", contacts=f.contacts)
        if f.extensions:
            yield self.say("extending", extensions=f.extensions)
        if f.answered:
            yield self.say("answering", answered=f.answered, in_time=f.in_time)
        if f.first_verdicts:
            yield self._feedback()

    def five(self) -> str:
        """The region's words for the five assignments; empty where it has none."""
        five = self.house.policy.five_words
        return self.list(five.words) if five and self.lang == "zh" else ""

    def _feedback(self) -> str:
        f = self.figures
        said = self.say(
            "feedback", forms=sum(f.first_verdicts.values()), first=self._grades(f.first_verdicts)
        )
        if not f.handled_again:
            return said + self.say("nobody_again")
        resting = sum(story.case.state in DONE for story in f.handled_again)
        key = "again_done" if resting == len(f.handled_again) else "again_open"
        counts = {"count": len(f.handled_again), "open": len(f.handled_again) - resting}
        return said + self.say(key, **counts, last=self._grades(f.last_verdicts))

    def _grades(self, counts: Mapping[str, int]) -> str:
        grades = [(label(f"value.{grade}", self.lang), counts.get(grade, 0)) for grade in GRADES]
        return self.list([self.say("grade", grade=word, count=count) for word, count in grades])

    def again(self) -> list[str]:
        """Each case with whose answer a member was not satisfied, round by round."""
        return [self._story(story) for story in self.figures.handled_again]

    def _story(self, story: Story) -> str:
        rounds = " → ".join(
            label(f"value.{word}", self.lang)
            + (self.say("reason", reason=story.reasons[no]) if story.reasons.get(no) else "")
            for no, word in sorted(story.verdicts.items())
        )
        name = f"{label(f'kind.{story.case.kind}', self.lang)}{story.case.number}"
        return self.say("story", name=name, title=story.case.title, rounds=rounds)

    def examples(self) -> list[str]:
        """Some cases at length."""
        cases = chosen(self.figures, self.house) if self.cases is None else self.cases
        return told(cases, self.house, self.lang)

    def basis(self) -> Iterator[str]:
        """What each rate is counted from."""
        for name, rate in self.figures.rates.items():
            yield self.rate(name, rate)

    def rate(self, name: str, rate: Rate) -> str:
        """A rate with its counts, its base, its digits and its rounding."""
        return self.say(
            "rate",
            name=say(f"rate_name.{name}", self.lang),
            text=rate.text,
            numerator=rate.numerator,
            denominator=rate.denominator,
            base=label(f"base.{rate.base}", self.lang),
            digits=rate.digits,
            rounding=label(f"rounding.{rate.rounding}", self.lang),
        )

    def rule(self) -> Iterator[str]:
        """What counts as satisfied where no rule with a source says it."""
        policy, rule = self.house.policy, self.house.policy.satisfaction
        if rule is None or not rule.source:
            yield self.say("no_rule", policy=policy.label)

    def grounds(self) -> Iterator[str]:
        """Where the figures are from, and what the policy leaves open; for the office itself."""
        yield self.say("from_history", as_of=self.day())
        yield from self.rule()
        yield from grounds(self.house.policy, self.lang)

    def list(self, parts: Sequence[str]) -> str:
        """Parts in one sentence."""
        return self.say("comma").join(parts)
