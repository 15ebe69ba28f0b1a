"""The machine of a case this office supports: 协办 and 会办.

Co-handled means our opinion reached the lead unit, answered that the lead
unit answered the member, feedback that the member's verdict was relayed.
"""

from __future__ import annotations

from bihuan.states.effects import Set
from bihuan.states.machine import Duty, Machine, Party, Per, Row, State, Timer, refuse
from bihuan.states.vocabulary import (
    POSITIVE,
    VERDICTS,
    all_members_agree,
    answered,
    contacted_once_more,
    contacts,
    countersign_waived,
    countersignable,
    countersigned_by_all,
    countersigns_letter,
    deadline_moved,
    document_free,
    drafts_letter,
    drops_letter,
    extended_once_more,
    extension_allowed,
    extension_consented,
    extensions,
    five_assigned,
    followers_satisfied,
    followers_unsatisfied,
    forms_complete,
    fresh,
    has_followers,
    host_open,
    host_ready,
    lead_answer_known,
    led_by_host,
    letter,
    letter_sound,
    letter_whole,
    mute_reasoned,
    next_round,
    objection_open,
    objection_reasoned,
    returnable,
    reviewable,
    reviews_letter,
    rework_ordered,
    round_number,
    sendable,
    sent_back_reasoned,
    signable,
    signed,
    signs_letter,
    takes_verdict,
    urged_once_more,
    urges,
    urging_known,
    verdict,
    withdrawal_allowed,
)

_OFFICE = (Party.OFFICE,)
_UNITS = (Party.OFFICE, Party.DIVISION)
_LEAD = (Party.OFFICE, Party.LEAD_UNIT)
_FORMS = (Party.OFFICE, Party.LEAD_UNIT, Party.MEMBER)
_ASSIGNER = (Party.OFFICE, Party.ASSIGNER)
_CLOCK = (Party.CLOCK,)
_URGING = (Party.CLOCK, Party.OFFICE)
_RECEIPTS = (Party.OFFICE, Party.DIVISION, Party.LEAD_UNIT)

_FRESH = fresh(cohandled=False)
_NEXT_ROUND = next_round(cohandled=False)
_objection = objection_open.holds & objection_reasoned.holds & has_followers.fails
_withdrawal = withdrawal_allowed.holds & all_members_agree.holds & has_followers.fails
_extension = extension_allowed.holds & extension_consented.holds
_merging = host_ready.holds & has_followers.fails
_rework = ((verdict == "unsatisfied") | followers_unsatisfied.holds) & rework_ordered.holds
_sent = (Set(answered, "sent"),)
_countersigning = (Party.OFFICE, Party.DIVISION, Party.COHANDLER)
_all_but_one = countersignable & countersigned_by_all.fails
_all = countersignable & countersigned_by_all.holds
_send_back = returnable & sent_back_reasoned.holds
_judged = (answered == "sent") & (verdict == "none")

_EVERYTHING = (
    "dispatch redispatch urge opine redo_opinion lead_answered extend contact reschedule merge "
    "unmerge withdraw return_to_assigner accept_return refuse_return silence "
    "feedback correct_feedback close reassign acknowledge mute "
    "draft countersign review sign send_back"
)

# A row is read, compared and reviewed as one line.
# ruff: noqa: E501
# fmt: off
_ROWS = (
    # The chain: received, dispatched, urged, co-handled, answered, feedback, closed.
    Row("S10", "dispatch", "received", "dispatched", _OFFICE, when=five_assigned.holds),
    Row("S20", "urge", "received", "received", _URGING, then=urged_once_more),
    Row("S21", "urge", "dispatched", "urged", _URGING, then=urged_once_more),
    Row("S22", "urge", "urged", "urged", _URGING, then=urged_once_more),
    Row("S23", "urge", "co_handled", "co_handled", _URGING, then=urged_once_more),
    Row("S24", "urge", "answered", "answered", _URGING, then=urged_once_more),
    Row("S25", "urge", "feedback", "feedback", _URGING, then=urged_once_more),
    Row("S30", "opine", "dispatched", "co_handled", _UNITS, when=sendable),
    Row("S31", "opine", "urged", "co_handled", _UNITS, when=sendable),
    Row("S35", "redo_opinion", "co_handled", "dispatched", _LEAD, then=drops_letter),
    Row("S60", "lead_answered", "co_handled", "answered", _LEAD, when=lead_answer_known.holds, then=_sent),
    Row("S70", "feedback", "answered", "answered", _FORMS, when=forms_complete.fails),
    Row("S71", "feedback", "answered", "feedback", _FORMS, when=forms_complete.holds, then=takes_verdict),
    Row("S75", "correct_feedback", "feedback", "feedback", _FORMS, then=takes_verdict),
    Row("S90", "close", "feedback", "closed", _OFFICE, when=verdict.one_of(*POSITIVE) & followers_satisfied.holds),
    Row("S91", "reassign", "feedback", "dispatched", _OFFICE, when=_rework, then=_NEXT_ROUND),
    # Beside the chain: contact, extension, moved deadlines, internal re-dispatch.
    Row("S100", "contact", "received", "received", _UNITS, then=contacted_once_more),
    Row("S101", "contact", "dispatched", "dispatched", _UNITS, then=contacted_once_more),
    Row("S102", "contact", "urged", "urged", _UNITS, then=contacted_once_more),
    Row("S103", "contact", "co_handled", "co_handled", _UNITS, then=contacted_once_more),
    Row("S104", "contact", "answered", "answered", _UNITS, then=contacted_once_more),
    Row("S105", "contact", "feedback", "feedback", _UNITS, then=contacted_once_more),
    Row("S106", "contact", "merged", "merged", _UNITS, then=contacted_once_more),
    Row("S110", "extend", "dispatched", "dispatched", _OFFICE, when=_extension, then=extended_once_more),
    Row("S111", "extend", "urged", "urged", _OFFICE, when=_extension, then=extended_once_more),
    Row("S115", "reschedule", "received", "received", _URGING, when=deadline_moved.holds),
    Row("S116", "reschedule", "returning", "returning", _URGING, when=deadline_moved.holds),
    Row("S117", "reschedule", "dispatched", "dispatched", _URGING, when=deadline_moved.holds),
    Row("S118", "reschedule", "urged", "urged", _URGING, when=deadline_moved.holds),
    Row("S119", "reschedule", "co_handled", "co_handled", _URGING, when=deadline_moved.holds),
    Row("S125", "reschedule", "answered", "answered", _URGING, when=deadline_moved.holds),
    Row("S126", "reschedule", "feedback", "feedback", _URGING, when=deadline_moved.holds),
    Row("S120", "redispatch", "dispatched", "dispatched", _OFFICE, when=five_assigned.holds),
    Row("S121", "redispatch", "urged", "urged", _OFFICE, when=five_assigned.holds),
    # Beside every urging: it has arrived, or the case's next ones stay in the house for a while.
    Row("S160", "acknowledge", "received", "received", _RECEIPTS, when=urging_known.holds),
    Row("S161", "acknowledge", "dispatched", "dispatched", _RECEIPTS, when=urging_known.holds),
    Row("S162", "acknowledge", "urged", "urged", _RECEIPTS, when=urging_known.holds),
    Row("S163", "acknowledge", "co_handled", "co_handled", _RECEIPTS, when=urging_known.holds),
    Row("S164", "acknowledge", "answered", "answered", _RECEIPTS, when=urging_known.holds),
    Row("S165", "acknowledge", "feedback", "feedback", _RECEIPTS, when=urging_known.holds),
    Row("S170", "mute", "received", "received", _OFFICE, when=mute_reasoned.holds),
    Row("S171", "mute", "dispatched", "dispatched", _OFFICE, when=mute_reasoned.holds),
    Row("S172", "mute", "urged", "urged", _OFFICE, when=mute_reasoned.holds),
    Row("S173", "mute", "co_handled", "co_handled", _OFFICE, when=mute_reasoned.holds),
    Row("S174", "mute", "answered", "answered", _OFFICE, when=mute_reasoned.holds),
    Row("S175", "mute", "feedback", "feedback", _OFFICE, when=mute_reasoned.holds),
    # The letter on its way: drafted, countersigned, reviewed and signed, or sent back to be written anew.
    Row("S180", "draft", "dispatched", "dispatched", _UNITS, when=letter_whole.holds, then=drafts_letter),
    Row("S181", "draft", "urged", "urged", _UNITS, when=letter_whole.holds, then=drafts_letter),
    Row("S185", "countersign", "dispatched", "dispatched", _countersigning, when=_all_but_one),
    Row("S186", "countersign", "urged", "urged", _countersigning, when=_all_but_one),
    Row("S190", "countersign", "dispatched", "dispatched", _countersigning, when=_all, then=countersigns_letter),
    Row("S191", "countersign", "urged", "urged", _countersigning, when=_all, then=countersigns_letter),
    Row("S195", "review", "dispatched", "dispatched", _OFFICE, when=reviewable, then=reviews_letter),
    Row("S196", "review", "urged", "urged", _OFFICE, when=reviewable, then=reviews_letter),
    Row("S200", "sign", "dispatched", "dispatched", _OFFICE, when=signable, then=signs_letter),
    Row("S201", "sign", "urged", "urged", _OFFICE, when=signable, then=signs_letter),
    Row("S205", "send_back", "dispatched", "dispatched", _OFFICE, when=_send_back, then=drops_letter),
    Row("S206", "send_back", "urged", "urged", _OFFICE, when=_send_back, then=drops_letter),
    # Back to the assigner: it accepts, refuses, or stays silent and the office goes on.
    Row("S130", "return_to_assigner", "received", "returning", _OFFICE, when=_objection),
    Row("S131", "return_to_assigner", "dispatched", "returning", _OFFICE, when=_objection, then=_FRESH),
    Row("S136", "return_to_assigner", "urged", "returning", _OFFICE, when=_objection, then=_FRESH),
    Row("S132", "accept_return", "returning", "returned", _ASSIGNER),
    Row("S133", "refuse_return", "returning", "received", _ASSIGNER),
    Row("S134", "silence", "returning", "received", _CLOCK),
    Row("S135", "resume", "returned", "received", _ASSIGNER),
    # Withdrawn by its members, before any answer.
    Row("S140", "withdraw", "received", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("S141", "withdraw", "returning", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("S142", "withdraw", "dispatched", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("S143", "withdraw", "urged", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("S144", "withdraw", "co_handled", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("S145", "resume", "withdrawn", "received", _ASSIGNER),
    # Merged into another case: handled there, but answered and judged under its own number.
    Row("S150", "merge", "received", "merged", _OFFICE, when=_merging, then=_FRESH),
    Row("S151", "merge", "dispatched", "merged", _OFFICE, when=_merging, then=_FRESH),
    Row("S152", "merge", "urged", "merged", _OFFICE, when=_merging, then=_FRESH),
    Row("S153", "unmerge", "merged", "received", _OFFICE, when=host_open.holds, then=_FRESH),
    Row("S154", "lead_answered", "merged", "merged", _LEAD, when=led_by_host.holds, then=_sent),
    Row("S155", "feedback", "merged", "merged", _FORMS, when=_judged & forms_complete.fails),
    Row("S156", "feedback", "merged", "merged", _FORMS, when=_judged & forms_complete.holds, then=takes_verdict),
    Row("S157", "correct_feedback", "merged", "merged", _FORMS, when=verdict.one_of(*VERDICTS), then=takes_verdict),
    Row("S158", "close", "merged", "closed", _OFFICE, when=led_by_host.holds & verdict.one_of(*POSITIVE)),
    Row("S159", "reassign", "merged", "merged", _OFFICE, when=led_by_host.holds, then=_NEXT_ROUND),
)
# fmt: on

_REFUSALS = (
    *refuse(
        "received",
        not_dispatched="redispatch opine redo_opinion lead_answered extend "
        "draft countersign review sign send_back",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "returning",
        awaiting_assigner="dispatch redispatch urge opine redo_opinion lead_answered extend "
        "contact merge return_to_assigner acknowledge mute "
        "draft countersign review sign send_back",
        not_answered="feedback correct_feedback close reassign",
        not_resting="resume unmerge",
    ),
    *refuse("returned", handed_back=_EVERYTHING),
    *refuse("withdrawn", withdrawn=_EVERYTHING),
    *refuse(
        "merged",
        handled_by_host="dispatch redispatch urge opine redo_opinion extend reschedule merge "
        "withdraw return_to_assigner accept_return refuse_return silence resume acknowledge mute "
        "draft countersign review sign send_back",
    ),
    *refuse(
        "dispatched",
        already_dispatched="dispatch",
        opinion_owed="redo_opinion lead_answered",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "urged",
        already_dispatched="dispatch",
        opinion_owed="redo_opinion lead_answered",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "co_handled",
        opinion_sent="dispatch redispatch return_to_assigner merge opine extend "
        "draft countersign review sign send_back",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "answered",
        already_answered="dispatch redispatch opine redo_opinion lead_answered extend "
        "return_to_assigner withdraw merge draft countersign review sign send_back",
        no_feedback_yet="correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "feedback",
        already_answered="dispatch redispatch opine redo_opinion lead_answered extend "
        "return_to_assigner withdraw merge draft countersign review sign send_back",
        feedback_given="feedback",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse("closed", case_closed=f"{_EVERYTHING} resume"),
)

SUPPORT = Machine(
    name="support",
    version="1.0.0",
    duty=Duty.SUPPORT,
    facts=(
        verdict,
        round_number,
        urges,
        contacts,
        extensions,
        answered,
        letter,
        five_assigned,
        objection_open,
        objection_reasoned,
        withdrawal_allowed,
        all_members_agree,
        has_followers,
        host_ready,
        host_open,
        led_by_host,
        extension_allowed,
        extension_consented,
        signed,
        letter_whole,
        countersigned_by_all,
        countersign_waived,
        letter_sound,
        document_free,
        sent_back_reasoned,
        lead_answer_known,
        forms_complete,
        followers_satisfied,
        followers_unsatisfied,
        rework_ordered,
        deadline_moved,
        urging_known,
        mute_reasoned,
    ),
    states=(
        State(name="received", waits_on=Party.OFFICE, initial=True),
        State(name="returning", waits_on=Party.ASSIGNER),
        State(name="returned", resting=True),
        State(name="withdrawn", resting=True),
        State(name="merged", waits_on=Party.HOST, no_timer="host_watches"),
        State(name="dispatched", waits_on=Party.DIVISION),
        State(name="urged", waits_on=Party.DIVISION),
        State(name="co_handled", waits_on=Party.LEAD_UNIT),
        State(name="answered", waits_on=Party.MEMBER),
        State(name="feedback", waits_on=Party.OFFICE),
        State(name="closed", final=True),
    ),
    rows=_ROWS,
    refusals=_REFUSALS,
    timers=(
        Timer(key="intake", while_in=("received",), fires="urge", term="dispatch"),
        Timer(
            key="silence", while_in=("returning",), fires="silence", term="reassign", per=Per.TERM
        ),
        Timer(key="urge", while_in=("dispatched", "urged"), fires="urge", term="co"),
        Timer(key="lead", while_in=("co_handled",), fires="urge", term="answer"),
        Timer(key="feedback", while_in=("answered",), fires="urge", term="feedback"),
        Timer(key="conclude", while_in=("feedback",), fires="urge", term="conclude"),
    ),
)
