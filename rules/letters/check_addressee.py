"""Is the letter written to those who wrote the proposal, and are they called what they are?"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.rules.letters.addressee import Addressee, Title
from bihuan.rules.letters.elements import Element, Found, Letter
from bihuan.rules.letters.facts import LetterFacts, Recipient
from bihuan.rules.letters.findings import Finding, must, should
from bihuan.rules.letters.naming import name_key, same_body
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import Policy

_CALLED = {"deputy_suggestion": Title.DEPUTY, "cppcc_proposal": Title.MEMBER}


def addressee_faults(letter: Letter, facts: LetterFacts, policy: Policy) -> Iterator[Finding]:
    """A wrong name is worse than none: nobody else may get a member's answer."""
    first = letter.first(Element.ADDRESSEE)
    if first is None or not isinstance(first.value, Addressee):
        return
    who = first.value
    if facts.letter is LetterKind.OPINION:
        yield from _to_lead_unit(first, who, facts)
    elif not facts.members:
        yield from _title(first, who, facts)
    elif who.organisation:
        yield from _to_organisation(first, who, facts)
    else:
        yield from _to_members(first, who, facts, policy)


def _to_lead_unit(first: Found, who: Addressee, facts: LetterFacts) -> Iterator[Finding]:
    """A co-handler's opinion goes to the lead unit, not to the member."""
    if not facts.lead_unit:
        return
    if not who.organisation or not same_body(who.organisation, facts.lead_unit):
        yield must(
            "addressee_lead_unit", first.paragraph, printed=first.printed, unit=facts.lead_unit
        )


def _to_organisation(first: Found, who: Addressee, facts: LetterFacts) -> Iterator[Finding]:
    collective = [each.name for each in facts.members if each.collective]
    if not any(same_body(who.organisation, name) for name in collective):
        yield must(
            "addressee_stranger",
            first.paragraph,
            name=who.organisation,
            members=_listed(facts.members),
        )


def _to_members(
    first: Found, who: Addressee, facts: LetterFacts, policy: Policy
) -> Iterator[Finding]:
    place = first.paragraph
    people = [each for each in facts.members if not each.collective]
    if not people:  # an organisation and those who joined it may be called together
        people = list(facts.members)
        if name_key(people[0].name) not in map(name_key, who.names):
            yield must("addressee_collective", place, members=_listed(people))
            return
    yield from _title(first, who, facts)
    known = {name_key(each.name) for each in people}
    named = [name_key(name) for name in who.names]
    if not named:
        yield must("addressee_nameless", place, members=_listed(facts.members))
        return
    for name, key in zip(who.names, named, strict=True):
        if key not in known:
            yield must("addressee_stranger", place, name=name, members=_listed(facts.members))
    yield from _joint(place, who, people, named, policy)


def _title(first: Found, who: Addressee, facts: LetterFacts) -> Iterator[Finding]:
    title = _CALLED[facts.kind]
    if who.title and who.title is not title:
        yield must("addressee_title", first.paragraph, printed=str(who.title), title=str(title))


def _joint(
    place: int, who: Addressee, people: list[Recipient], named: list[str], policy: Policy
) -> Iterator[Finding]:
    """Joint members: the number beside 等, and those a letter to several leaves out."""
    if who.count is not None and who.count != len(people):
        yield should("addressee_count", place, printed=who.count, count=len(people))
    absent = [each for each in people if name_key(each.name) not in named]
    told = who.more or who.count is not None
    if absent and len(named) > 1 and not told:
        yield should("addressee_absent", place, members=_listed(absent))
    lead = people[0] if people else None
    to_others = lead in absent and policy.effective_setting("joint_answer")
    if lead and to_others and to_others[0] == "mainly_lead":
        source = to_others[1].cite(to_others[1].sources["joint_answer"])
        yield must("addressee_lead", place, member=lead.name, source=source)


def _listed(members: tuple[Recipient, ...] | list[Recipient]) -> str:
    return "、".join(each.name for each in members)
