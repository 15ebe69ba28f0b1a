"""The machine of a case this office leads: 主办, 独办 and 分办."""

from __future__ import annotations

from bihuan.states.effects import Add, Set, Take
from bihuan.states.machine import Duty, Machine, Party, Per, Row, State, Timer, refuse
from bihuan.states.vocabulary import (
    POSITIVE,
    VERDICTS,
    all_members_agree,
    answered,
    classed,
    contact_waived,
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
    led_by_host,
    letter,
    letter_sound,
    letter_whole,
    letters_complete,
    mute_reasoned,
    next_round,
    objection_open,
    objection_reasoned,
    open_requests,
    overdue_requests,
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
_FORMS = (Party.OFFICE, Party.MEMBER)
_ASSIGNER = (Party.OFFICE, Party.ASSIGNER)
_CLOCK = (Party.CLOCK,)
_URGING = (Party.CLOCK, Party.OFFICE)
_RECEIPTS = (Party.OFFICE, Party.DIVISION, Party.COHANDLER)

_FRESH = fresh(cohandled=True)
_NEXT_ROUND = next_round(cohandled=True)
_objection = objection_open.holds & objection_reasoned.holds & has_followers.fails
_withdrawal = withdrawal_allowed.holds & all_members_agree.holds & has_followers.fails
_extension = extension_allowed.holds & extension_consented.holds
_merging = host_ready.holds & has_followers.fails
_answerable = (
    (open_requests == 0)
    & ((contacts >= 1) | contact_waived.holds)
    & classed.holds
    & sendable
    & letters_complete.holds
)
_none_open = open_requests == 0
_rework = ((verdict == "unsatisfied") | followers_unsatisfied.holds) & rework_ordered.holds
_opinion_in = (Add(open_requests, -1),)
_opinion_missed = (Add(open_requests, -1), Add(overdue_requests, 1))
_opinion_late = (Add(overdue_requests, -1),)
_sent = (Set(answered, "sent"),)
_countersigning = (Party.OFFICE, Party.DIVISION, Party.COHANDLER)
_all_but_one = countersignable & countersigned_by_all.fails
_all = countersignable & countersigned_by_all.holds
_sign = signable & (open_requests == 0)
_send_back = returnable & sent_back_reasoned.holds
_judged = (answered == "sent") & (verdict == "none")
_ask = (Take(open_requests, (1, 2)),)

# A row is read, compared and reviewed as one line.
# ruff: noqa: E501
# fmt: off
_ROWS = (
    # The chain: received, dispatched, urged, co-handled, answered, feedback, closed.
    Row("L10", "dispatch", "received", "dispatched", _OFFICE, when=five_assigned.holds),
    Row("L20", "urge", "received", "received", _URGING, then=urged_once_more),
    Row("L21", "urge", "dispatched", "urged", _URGING, then=urged_once_more),
    Row("L22", "urge", "urged", "urged", _URGING, then=urged_once_more),
    Row("L23", "urge", "co_handled", "co_handled", _URGING, then=urged_once_more),
    Row("L24", "urge", "answered", "answered", _URGING, then=urged_once_more),
    Row("L25", "urge", "feedback", "feedback", _URGING, then=urged_once_more),
    Row("L30", "co_handle", "dispatched", "dispatched", _UNITS, when=_none_open, then=_ask),
    Row("L31", "co_handle", "urged", "urged", _UNITS, when=_none_open, then=_ask),
    Row("L32", "co_handle", "co_handled", "dispatched", _UNITS, when=_none_open, then=_ask),
    Row("L40", "opinion", "dispatched", "dispatched", _UNITS, when=open_requests >= 2, then=_opinion_in),
    Row("L41", "opinion", "dispatched", "co_handled", _UNITS, when=open_requests == 1, then=_opinion_in),
    Row("L42", "opinion", "urged", "urged", _UNITS, when=open_requests >= 2, then=_opinion_in),
    Row("L43", "opinion", "urged", "co_handled", _UNITS, when=open_requests == 1, then=_opinion_in),
    Row("L45", "opinion_overdue", "dispatched", "dispatched", _CLOCK, when=open_requests >= 1, then=_opinion_missed),
    Row("L46", "opinion_overdue", "urged", "urged", _CLOCK, when=open_requests >= 1, then=_opinion_missed),
    Row("L50", "late_opinion", "dispatched", "dispatched", _UNITS, when=overdue_requests >= 1, then=_opinion_late),
    Row("L51", "late_opinion", "urged", "urged", _UNITS, when=overdue_requests >= 1, then=_opinion_late),
    Row("L52", "late_opinion", "co_handled", "co_handled", _UNITS, when=overdue_requests >= 1, then=_opinion_late),
    Row("L53", "late_opinion", "answered", "answered", _UNITS, when=overdue_requests >= 1, then=_opinion_late),
    Row("L54", "late_opinion", "feedback", "feedback", _UNITS, when=overdue_requests >= 1, then=_opinion_late),
    Row("L60", "answer", "dispatched", "answered", _UNITS, when=_answerable, then=_sent),
    Row("L61", "answer", "urged", "answered", _UNITS, when=_answerable, then=_sent),
    Row("L62", "answer", "co_handled", "answered", _UNITS, when=_answerable, then=_sent),
    Row("L70", "feedback", "answered", "answered", _FORMS, when=forms_complete.fails),
    Row("L71", "feedback", "answered", "feedback", _FORMS, when=forms_complete.holds, then=takes_verdict),
    Row("L75", "correct_feedback", "feedback", "feedback", _FORMS, then=takes_verdict),
    Row("L90", "close", "feedback", "closed", _OFFICE, when=verdict.one_of(*POSITIVE) & followers_satisfied.holds),
    Row("L91", "reassign", "feedback", "dispatched", _OFFICE, when=_rework, then=_NEXT_ROUND),
    # Beside the chain: contact, extension, moved deadlines, internal re-dispatch.
    Row("L100", "contact", "received", "received", _UNITS, then=contacted_once_more),
    Row("L101", "contact", "dispatched", "dispatched", _UNITS, then=contacted_once_more),
    Row("L102", "contact", "urged", "urged", _UNITS, then=contacted_once_more),
    Row("L103", "contact", "co_handled", "co_handled", _UNITS, then=contacted_once_more),
    Row("L104", "contact", "answered", "answered", _UNITS, then=contacted_once_more),
    Row("L105", "contact", "feedback", "feedback", _UNITS, then=contacted_once_more),
    Row("L106", "contact", "merged", "merged", _UNITS, then=contacted_once_more),
    Row("L110", "extend", "dispatched", "dispatched", _OFFICE, when=_extension, then=extended_once_more),
    Row("L111", "extend", "urged", "urged", _OFFICE, when=_extension, then=extended_once_more),
    Row("L112", "extend", "co_handled", "co_handled", _OFFICE, when=_extension, then=extended_once_more),
    Row("L115", "reschedule", "received", "received", _URGING, when=deadline_moved.holds),
    Row("L116", "reschedule", "returning", "returning", _URGING, when=deadline_moved.holds),
    Row("L117", "reschedule", "dispatched", "dispatched", _URGING, when=deadline_moved.holds),
    Row("L118", "reschedule", "urged", "urged", _URGING, when=deadline_moved.holds),
    Row("L119", "reschedule", "co_handled", "co_handled", _URGING, when=deadline_moved.holds),
    Row("L125", "reschedule", "answered", "answered", _URGING, when=deadline_moved.holds),
    Row("L126", "reschedule", "feedback", "feedback", _URGING, when=deadline_moved.holds),
    Row("L120", "redispatch", "dispatched", "dispatched", _OFFICE, when=five_assigned.holds),
    Row("L121", "redispatch", "urged", "urged", _OFFICE, when=five_assigned.holds),
    Row("L122", "redispatch", "co_handled", "co_handled", _OFFICE, when=five_assigned.holds),
    # Beside every urging: it has arrived, or the case's next ones stay in the house for a while.
    Row("L160", "acknowledge", "received", "received", _RECEIPTS, when=urging_known.holds),
    Row("L161", "acknowledge", "dispatched", "dispatched", _RECEIPTS, when=urging_known.holds),
    Row("L162", "acknowledge", "urged", "urged", _RECEIPTS, when=urging_known.holds),
    Row("L163", "acknowledge", "co_handled", "co_handled", _RECEIPTS, when=urging_known.holds),
    Row("L164", "acknowledge", "answered", "answered", _RECEIPTS, when=urging_known.holds),
    Row("L165", "acknowledge", "feedback", "feedback", _RECEIPTS, when=urging_known.holds),
    Row("L170", "mute", "received", "received", _OFFICE, when=mute_reasoned.holds),
    Row("L171", "mute", "dispatched", "dispatched", _OFFICE, when=mute_reasoned.holds),
    Row("L172", "mute", "urged", "urged", _OFFICE, when=mute_reasoned.holds),
    Row("L173", "mute", "co_handled", "co_handled", _OFFICE, when=mute_reasoned.holds),
    Row("L174", "mute", "answered", "answered", _OFFICE, when=mute_reasoned.holds),
    Row("L175", "mute", "feedback", "feedback", _OFFICE, when=mute_reasoned.holds),
    # The letter on its way: drafted, countersigned, reviewed and signed, or sent back to be written anew.
    Row("L180", "draft", "dispatched", "dispatched", _UNITS, when=letter_whole.holds, then=drafts_letter),
    Row("L181", "draft", "urged", "urged", _UNITS, when=letter_whole.holds, then=drafts_letter),
    Row("L182", "draft", "co_handled", "co_handled", _UNITS, when=letter_whole.holds, then=drafts_letter),
    Row("L185", "countersign", "dispatched", "dispatched", _countersigning, when=_all_but_one),
    Row("L186", "countersign", "urged", "urged", _countersigning, when=_all_but_one),
    Row("L187", "countersign", "co_handled", "co_handled", _countersigning, when=_all_but_one),
    Row("L190", "countersign", "dispatched", "dispatched", _countersigning, when=_all, then=countersigns_letter),
    Row("L191", "countersign", "urged", "urged", _countersigning, when=_all, then=countersigns_letter),
    Row("L192", "countersign", "co_handled", "co_handled", _countersigning, when=_all, then=countersigns_letter),
    Row("L195", "review", "dispatched", "dispatched", _OFFICE, when=reviewable, then=reviews_letter),
    Row("L196", "review", "urged", "urged", _OFFICE, when=reviewable, then=reviews_letter),
    Row("L197", "review", "co_handled", "co_handled", _OFFICE, when=reviewable, then=reviews_letter),
    Row("L200", "sign", "dispatched", "dispatched", _OFFICE, when=_sign, then=signs_letter),
    Row("L201", "sign", "urged", "urged", _OFFICE, when=_sign, then=signs_letter),
    Row("L202", "sign", "co_handled", "co_handled", _OFFICE, when=signable, then=signs_letter),
    Row("L205", "send_back", "dispatched", "dispatched", _OFFICE, when=_send_back, then=drops_letter),
    Row("L206", "send_back", "urged", "urged", _OFFICE, when=_send_back, then=drops_letter),
    Row("L207", "send_back", "co_handled", "co_handled", _OFFICE, when=_send_back, then=drops_letter),
    # Back to the assigner: it accepts, refuses, or stays silent and the office goes on.
    Row("L130", "return_to_assigner", "received", "returning", _OFFICE, when=_objection),
    Row("L131", "return_to_assigner", "dispatched", "returning", _OFFICE, when=_objection & _none_open, then=_FRESH),
    Row("L136", "return_to_assigner", "urged", "returning", _OFFICE, when=_objection & _none_open, then=_FRESH),
    Row("L132", "accept_return", "returning", "returned", _ASSIGNER),
    Row("L133", "refuse_return", "returning", "received", _ASSIGNER),
    Row("L134", "silence", "returning", "received", _CLOCK),
    Row("L135", "resume", "returned", "received", _ASSIGNER),
    # Withdrawn by its members, before any answer.
    Row("L140", "withdraw", "received", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("L141", "withdraw", "returning", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("L142", "withdraw", "dispatched", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("L143", "withdraw", "urged", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("L144", "withdraw", "co_handled", "withdrawn", _OFFICE, when=_withdrawal, then=_FRESH),
    Row("L145", "resume", "withdrawn", "received", _ASSIGNER),
    # Merged into another case: handled there, but answered and judged under its own number.
    Row("L150", "merge", "received", "merged", _OFFICE, when=_merging, then=_FRESH),
    Row("L151", "merge", "dispatched", "merged", _OFFICE, when=_merging, then=_FRESH),
    Row("L152", "merge", "urged", "merged", _OFFICE, when=_merging, then=_FRESH),
    Row("L153", "unmerge", "merged", "received", _OFFICE, when=host_open.holds, then=_FRESH),
    Row("L154", "answer", "merged", "merged", _UNITS, when=led_by_host.holds, then=_sent),
    Row("L155", "feedback", "merged", "merged", _FORMS, when=_judged & forms_complete.fails),
    Row("L156", "feedback", "merged", "merged", _FORMS, when=_judged & forms_complete.holds, then=takes_verdict),
    Row("L157", "correct_feedback", "merged", "merged", _FORMS, when=verdict.one_of(*VERDICTS), then=takes_verdict),
    Row("L158", "close", "merged", "closed", _OFFICE, when=led_by_host.holds & verdict.one_of(*POSITIVE)),
    Row("L159", "reassign", "merged", "merged", _OFFICE, when=led_by_host.holds, then=_NEXT_ROUND),
)
# fmt: on

_EVERYTHING = (
    "dispatch redispatch urge co_handle opinion opinion_overdue late_opinion answer extend contact "
    "reschedule merge unmerge withdraw return_to_assigner accept_return refuse_return silence "
    "feedback correct_feedback close reassign acknowledge mute "
    "draft countersign review sign send_back"
)

_REFUSALS = (
    *refuse(
        "received",
        not_dispatched="co_handle opinion opinion_overdue late_opinion answer extend redispatch "
        "draft countersign review sign send_back",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "returning",
        awaiting_assigner="dispatch redispatch urge co_handle opinion opinion_overdue "
        "late_opinion answer extend contact merge return_to_assigner acknowledge mute "
        "draft countersign review sign send_back",
        not_answered="feedback correct_feedback close reassign",
        not_resting="resume unmerge",
    ),
    *refuse("returned", handed_back=_EVERYTHING),
    *refuse("withdrawn", withdrawn=_EVERYTHING),
    *refuse(
        "merged",
        handled_by_host="dispatch redispatch urge co_handle opinion opinion_overdue late_opinion "
        "extend reschedule merge withdraw return_to_assigner accept_return refuse_return "
        "silence resume acknowledge mute draft countersign review sign send_back",
    ),
    *refuse(
        "dispatched",
        already_dispatched="dispatch",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "urged",
        already_dispatched="dispatch",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "co_handled",
        already_dispatched="dispatch",
        opinions_in="return_to_assigner merge",
        no_open_request="opinion opinion_overdue",
        not_answered="feedback correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "answered",
        already_answered="dispatch redispatch co_handle opinion opinion_overdue answer extend "
        "return_to_assigner withdraw merge draft countersign review sign send_back",
        no_feedback_yet="correct_feedback close reassign",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse(
        "feedback",
        already_answered="dispatch redispatch co_handle opinion opinion_overdue answer extend "
        "return_to_assigner withdraw merge draft countersign review sign send_back",
        feedback_given="feedback",
        not_returning="accept_return refuse_return silence",
        not_resting="resume unmerge",
    ),
    *refuse("closed", case_closed=f"{_EVERYTHING} resume"),
)

LEAD = Machine(
    name="lead",
    version="1.0.0",
    duty=Duty.LEAD,
    facts=(
        verdict,
        round_number,
        urges,
        contacts,
        extensions,
        open_requests,
        overdue_requests,
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
        contact_waived,
        classed,
        signed,
        letter_whole,
        countersigned_by_all,
        countersign_waived,
        letter_sound,
        document_free,
        sent_back_reasoned,
        letters_complete,
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
        State(name="co_handled", waits_on=Party.DIVISION),
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
        Timer(
            key="urge", while_in=("dispatched", "urged", "co_handled"), fires="urge", term="answer"
        ),
        Timer(
            key="co_opinion",
            while_in=("dispatched", "urged"),
            fires="opinion_overdue",
            term="co",
            per=Per.REQUEST,
            when=open_requests >= 1,
        ),
        Timer(key="feedback", while_in=("answered",), fires="urge", term="feedback"),
        Timer(key="conclude", while_in=("feedback",), fires="urge", term="conclude"),
    ),
)
