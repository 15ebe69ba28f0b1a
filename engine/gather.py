"""Work out the facts an event needs: each is one small question about the scene.

Nothing here trusts the caller for what is on file, and nothing here guesses:
what was not said is not so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bihuan.engine import saying
from bihuan.engine.deadlines import again_of, start_of
from bihuan.engine.errors import BadInput, CaseNotFound
from bihuan.engine.letter_path import (
    are_free,
    countersigned_by_all,
    current,
    documents,
    is_sound,
    is_whole,
    signed_text,
)
from bihuan.engine.receipts import sent
from bihuan.engine.records import Deadline, Feedback, Member
from bihuan.engine.scene import Scene
from bihuan.rules import terms
from bihuan.rules.assignments import missing
from bihuan.rules.classes import UnknownClass, resolve
from bihuan.rules.facts import Value
from bihuan.rules.satisfaction import (
    Aggregation,
    Form,
    UnknownGrade,
    aggregate,
    parse_grade,
    verdict_of,
)
from bihuan.states.duties import POSITIVE
from bihuan.states.machine import Party

MERGEABLE = ("received", "dispatched", "urged", "co_handled")


def gather(scene: Scene) -> dict[str, Value]:
    """The given facts the rows at this place read, and the values they take."""
    wanted, taken = scene.machine.asked_at(scene.case.state, scene.event)
    given: dict[str, Value] = {name: _FACTS[name](scene) for name in wanted}
    for name in taken:
        value = _TAKEN[name](scene)
        if value is not None:
            given[name] = value
    if "verdict" in taken and scene.event == "correct_feedback" and "verdict" not in given:
        _ask_for_form(scene)
    return given


def _ask_for_form(scene: Scene) -> None:
    """A correction always leaves a verdict behind; say what it lacks."""
    if form_verdict(scene) is None:
        raise BadInput("verdict", "say what the member's form says")
    raise BadInput("member", "with this correction forms are missing; enter the others' first")


def assignment(scene: Scene) -> dict[str, Any]:
    """The five assignments as they would stand: what is said now over what stood before."""
    before = scene.this_round()
    said = {
        name: scene.text(name) or getattr(before, name)
        for name in ("leader", "officer", "task", "division")
    }
    responsibility = scene.text("responsibility") or before.responsibility or said["division"]
    return {**said, "responsibility": responsibility, "time": scene.day("time") or before.time}


def forms(scene: Scene) -> list[Form]:
    """The forms of this round, the one now handed in replacing its member's earlier one."""
    members = scene.records(Member)
    leads = {member.no for member in members if member.lead}
    known = {
        form.member: form.verdict
        for form in scene.records(Feedback)
        if form.round == scene.case.round
    }
    verdict = form_verdict(scene)
    if verdict is not None:
        known[form_member(scene)] = verdict
    return [Form(member=no, lead=no in leads, verdict=word) for no, word in sorted(known.items())]


def form_member(scene: Scene) -> int:
    """Whose form it is; the lead member's unless said otherwise.

    Raises BadInput for a member who speaks for another.
    """
    members = {member.no: member for member in scene.records(Member)}
    no = _form_member(members, saying.whole(scene.args, "member"))
    if scene.actor.party is Party.MEMBER and members[no].name != scene.actor.id:
        raise BadInput("member", "a member speaks for nobody else", no)
    return no


def _form_member(members: Mapping[int, Member], no: int | None) -> int:
    if no is None:
        return next(no for no, member in members.items() if member.lead)
    if no not in members:
        raise BadInput("member", f"there are members {', '.join(map(str, members))}", no)
    return no


def grades(scene: Scene) -> tuple[str | None, str | None]:
    """Attitude and result as neutral grades; one word for both may come as `verdict`.

    Raises BadInput where that word is not the worse of the two: nothing a member said is dropped.
    """
    said = scene.text("verdict")
    attitude = _grade("attitude", scene.text("attitude"))
    result = _grade("result", scene.text("result") or said)
    if said and verdict_of(attitude, result) != _grade("verdict", said):
        reason = "contradicts attitude or result; leave it out, or say the worse of the two"
        raise BadInput("verdict", reason, said)
    return attitude, result


def _grade(name: str, said: str) -> str | None:
    if not said:
        return None
    try:
        return str(parse_grade(said))
    except UnknownGrade as error:
        raise BadInput(name, str(error), said) from error


def form_verdict(scene: Scene) -> str | None:
    """What the form at hand says, or None when nothing was said."""
    verdict = verdict_of(*grades(scene))
    return str(verdict) if verdict is not None else None


def standing(scene: Scene) -> str | None:
    """The verdict of the round with the form at hand, or None while forms are missing."""
    if form_verdict(scene) is None:
        return None
    rule = scene.house.policy.aggregation or Aggregation.LEAD_UNLESS_UNSATISFIED
    verdict = aggregate(forms(scene), len(scene.records(Member)), rule)
    return str(verdict) if verdict is not None else None


def result_class(scene: Scene) -> tuple[str, str, str]:
    """Scheme, code and neutral group of the result class; empty where the policy has no scheme."""
    own = scene.house.policy.class_scheme
    scheme = signed_text(scene, "scheme") or (own.name if own is not None else "")
    code = signed_text(scene, "code")
    if not scheme or not code:
        return scheme, "", ""
    try:
        known = resolve(scheme, code)
    except UnknownClass as error:
        raise BadInput("code", str(error), code) from error
    return scheme, known.code, str(known.group or "")


def moved_deadlines(scene: Scene) -> list[Deadline]:
    """The running deadlines that the calendar moves, or whose year it now knows.

    Where `policy` is said, also those that another policy now sets.
    """
    policy = scene.truth("policy")
    found = (
        again_of(kept, scene.case, scene.machine, scene.house, policy=policy)
        for kept in scene.records(Deadline)
    )
    return [again for again in found if again is not None]


def _five_assigned(scene: Scene) -> bool:
    return not missing(assignment(scene))


def _objection_open(scene: Scene) -> bool:
    window = next((one for one in scene.records(Deadline) if one.term == "object"), None)
    return window is None or scene.on <= window.due


def _objection_reasoned(scene: Scene) -> bool:
    setting = scene.house.policy.effective_setting("objection_needs", scene.case.kind)
    needed = {"reason", *(setting[0] if setting else ())}
    return all(scene.text(name) for name in needed)


def _withdrawal_allowed(scene: Scene) -> bool:
    setting = scene.house.policy.effective_setting("withdraw", scene.case.kind)
    only_before = setting is not None and setting[0] == "before_assign"
    return bool(scene.text("reason")) and not (only_before and scene.case.state != "received")


def _all_members_agree(scene: Scene) -> bool:
    setting = scene.house.policy.effective_setting("joint_withdraw_all", scene.case.kind)
    must_all = setting is not None and setting[0] is True
    return not must_all or len(scene.records(Member)) == 1 or scene.truth("all_agree")


def _host_ready(scene: Scene) -> bool:
    host_id = scene.text("host")
    if not host_id or host_id == scene.case.id:
        return False
    try:
        host = scene.work.case(scene.case.office, host_id)
    except CaseNotFound:
        return False
    return (
        host.definition == scene.case.definition and host.state in MERGEABLE and host.host is None
    )


def _host_open(scene: Scene) -> bool:
    host = scene.case.host
    return host is not None and scene.work.case(scene.case.office, host).state in MERGEABLE


def _extension_allowed(scene: Scene) -> bool:
    found = scene.house.policy.effective_extension(scene.case.kind)
    most = found[0].max_times if found and found[0].max_times else 1
    until = scene.day("until")
    return (
        int(scene.case.held.get("extensions", 0)) < most
        and bool(scene.text("reason"))
        and until is not None
        and scene.case.due is not None
        and scene.on <= scene.case.due < until
        and not _too_far(scene, scene.case.due, until)
    )


def _too_far(scene: Scene, due: date, until: date) -> bool:
    """Whether the day lies beyond what the instrument allows, from the start or in one step."""
    found = scene.house.policy.effective_extension(scene.case.kind)
    if found is None:
        return False
    extension, counting, calendar = found[0], scene.house.policy.counting, scene.house.calendar
    if extension.n is not None and extension.unit is not None:
        step = terms.extend(due, extension.n, extension.unit, calendar, counting)
        if until > step:
            return True
    if extension.total_from_start is None or scene.case.round > 1:
        return False
    start = start_of(extension.total_from_start, scene.case, scene.case.assigned_on)
    last = terms.latest(extension, start, calendar, counting)
    return last is not None and until > last


def _extension_consented(scene: Scene) -> bool:
    found = scene.house.policy.effective_extension(scene.case.kind)
    needs_consent = found is None or found[0].consent is not None
    return not needs_consent or bool(scene.text("consent"))


def _contact_waived(scene: Scene) -> bool:
    setting = scene.house.policy.effective_setting("contact_required", scene.case.kind)
    return setting is None or setting[0] is not True


def _classed(scene: Scene) -> bool:
    scheme, code, _ = result_class(scene)
    return not scheme or bool(code)


def _letters_complete(scene: Scene) -> bool:
    letters = documents(scene)
    own = bool(signed_text(scene, "document"))
    return own and all(letters.get(one.id) for one in scene.followers())


def _rework_ordered(scene: Scene) -> bool:
    setting = scene.house.policy.effective_setting("rework_ordered_by", scene.case.kind)
    return setting is None or setting[0] == "automatic" or bool(scene.text("ordered_by"))


def _mute_reasoned(scene: Scene) -> bool:
    until = scene.day("until")
    return bool(scene.text("reason")) and until is not None and scene.on <= until


def _verdicts_of_followers(scene: Scene) -> list[Value]:
    return [follower.held.get("verdict", "none") for follower in scene.followers()]


_FACTS: Mapping[str, Callable[[Scene], bool]] = {
    "five_assigned": _five_assigned,
    "objection_open": _objection_open,
    "objection_reasoned": _objection_reasoned,
    "withdrawal_allowed": _withdrawal_allowed,
    "all_members_agree": _all_members_agree,
    "has_followers": lambda scene: bool(scene.followers()),
    "host_ready": _host_ready,
    "host_open": _host_open,
    "led_by_host": lambda scene: scene.led_by is not None,
    "extension_allowed": _extension_allowed,
    "extension_consented": _extension_consented,
    "contact_waived": _contact_waived,
    "classed": _classed,
    "signed": lambda scene: bool(signed_text(scene, "signer")),
    "letters_complete": _letters_complete,
    "letter_whole": is_whole,
    "countersigned_by_all": countersigned_by_all,
    "countersign_waived": lambda scene: not any(one.units for one in current(scene)),
    "letter_sound": is_sound,
    "document_free": are_free,
    "sent_back_reasoned": lambda scene: bool(scene.text("reason")),
    "lead_answer_known": lambda scene: bool(scene.text("document") or scene.text("note")),
    "forms_complete": lambda scene: standing(scene) is not None,
    "followers_satisfied": lambda scene: all(
        word in POSITIVE for word in _verdicts_of_followers(scene)
    ),
    "followers_unsatisfied": lambda scene: "unsatisfied" in _verdicts_of_followers(scene),
    "rework_ordered": _rework_ordered,
    "deadline_moved": lambda scene: bool(moved_deadlines(scene)),
    "urging_known": lambda scene: bool(sent(scene)),
    "mute_reasoned": _mute_reasoned,
}

_TAKEN: Mapping[str, Callable[[Scene], Value | None]] = {
    "verdict": standing,
    "open_requests": lambda scene: len(saying.requests(scene.args)) or None,
}
