"""The machine of a case this office only reads: 参阅.

It has no final state, so nothing can be closed by it.
"""

from __future__ import annotations

from bihuan.states.machine import Duty, Machine, Party, Per, Row, State, Timer, refuse
from bihuan.states.vocabulary import (
    all_members_agree,
    deadline_moved,
    five_assigned,
    mute_reasoned,
    objection_open,
    objection_reasoned,
    urged_once_more,
    urges,
    urging_known,
    withdrawal_allowed,
)

_OFFICE = (Party.OFFICE,)
_UNITS = (Party.OFFICE, Party.DIVISION)
_ASSIGNER = (Party.OFFICE, Party.ASSIGNER)
_URGING = (Party.CLOCK, Party.OFFICE)

_objection = objection_open.holds & objection_reasoned.holds
_withdrawal = withdrawal_allowed.holds & all_members_agree.holds

READING = Machine(
    name="reading",
    version="1.0.0",
    duty=Duty.READING,
    facts=(
        urges,
        five_assigned,
        objection_open,
        objection_reasoned,
        withdrawal_allowed,
        all_members_agree,
        deadline_moved,
        urging_known,
        mute_reasoned,
    ),
    states=(
        State(name="received", waits_on=Party.OFFICE, initial=True),
        State(name="returning", waits_on=Party.ASSIGNER),
        State(name="returned", resting=True),
        State(name="withdrawn", resting=True),
        State(name="dispatched", waits_on=Party.DIVISION),
        State(name="noted", resting=True),
    ),
    rows=(
        Row("R10", "dispatch", "received", "dispatched", _OFFICE, when=five_assigned.holds),
        Row("R20", "urge", "received", "received", _URGING, then=urged_once_more),
        Row("R21", "urge", "dispatched", "dispatched", _URGING, then=urged_once_more),
        Row("R30", "note", "dispatched", "noted", _UNITS),
        Row("R115", "reschedule", "received", "received", _URGING, when=deadline_moved.holds),
        Row("R116", "reschedule", "returning", "returning", _URGING, when=deadline_moved.holds),
        Row("R117", "reschedule", "dispatched", "dispatched", _URGING, when=deadline_moved.holds),
        Row("R120", "redispatch", "dispatched", "dispatched", _OFFICE, when=five_assigned.holds),
        Row("R160", "acknowledge", "received", "received", _UNITS, when=urging_known.holds),
        Row("R161", "acknowledge", "dispatched", "dispatched", _UNITS, when=urging_known.holds),
        Row("R170", "mute", "received", "received", _OFFICE, when=mute_reasoned.holds),
        Row("R171", "mute", "dispatched", "dispatched", _OFFICE, when=mute_reasoned.holds),
        Row("R130", "return_to_assigner", "received", "returning", _OFFICE, when=_objection),
        Row("R131", "return_to_assigner", "dispatched", "returning", _OFFICE, when=_objection),
        Row("R132", "accept_return", "returning", "returned", _ASSIGNER),
        Row("R133", "refuse_return", "returning", "received", _ASSIGNER),
        Row("R134", "silence", "returning", "received", (Party.CLOCK,)),
        Row("R135", "resume", "returned", "received", _ASSIGNER),
        Row("R140", "withdraw", "received", "withdrawn", _OFFICE, when=_withdrawal),
        Row("R141", "withdraw", "returning", "withdrawn", _OFFICE, when=_withdrawal),
        Row("R142", "withdraw", "dispatched", "withdrawn", _OFFICE, when=_withdrawal),
        Row("R145", "resume", "withdrawn", "received", _ASSIGNER),
    ),
    refusals=(
        *refuse(
            "received",
            not_dispatched="note redispatch",
            not_returning="accept_return refuse_return silence",
            not_resting="resume",
        ),
        *refuse(
            "returning",
            awaiting_assigner="dispatch redispatch urge note return_to_assigner acknowledge mute",
            not_resting="resume",
        ),
        *refuse(
            "returned",
            handed_back="dispatch redispatch urge note withdraw return_to_assigner accept_return "
            "refuse_return silence reschedule acknowledge mute",
        ),
        *refuse(
            "withdrawn",
            withdrawn="dispatch redispatch urge note withdraw return_to_assigner accept_return "
            "refuse_return silence reschedule acknowledge mute",
        ),
        *refuse(
            "dispatched",
            already_dispatched="dispatch",
            not_returning="accept_return refuse_return silence",
            not_resting="resume",
        ),
        *refuse(
            "noted",
            already_noted="dispatch redispatch urge note withdraw return_to_assigner accept_return "
            "refuse_return silence resume reschedule acknowledge mute",
        ),
    ),
    timers=(
        Timer(key="intake", while_in=("received",), fires="urge", term="dispatch"),
        Timer(
            key="silence", while_in=("returning",), fires="silence", term="reassign", per=Per.TERM
        ),
        Timer(key="urge", while_in=("dispatched",), fires="urge", term="reading"),
    ),
)
