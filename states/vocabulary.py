"""The facts and effects the shipped machines share."""

from __future__ import annotations

from bihuan.rules.facts import choice, count, flag
from bihuan.states.effects import Add, Effect, Set, Take

VERDICTS = ("satisfied", "mostly_satisfied", "unsatisfied")
POSITIVE = ("satisfied", "mostly_satisfied")

# Held on the case, changed only by rows.
verdict = choice("verdict", "none", *VERDICTS)
round_number = count("round", check_as=(1, 2))
urges = count("urges", check_as=(0, 1))
contacts = count("contacts", check_as=(0, 1))
extensions = count("extensions", check_as=(0, 1))
open_requests = count("open_requests")
overdue_requests = count("overdue_requests", check_as=(0, 1))
answered = choice("answer", "none", "sent")
letter = choice("letter", "none", "drafted", "countersigned", "reviewed", "signed")

# Given with an event: worked out by the engine from the records and the policy.
five_assigned = flag("five_assigned")
objection_open = flag("objection_open")
objection_reasoned = flag("objection_reasoned")
withdrawal_allowed = flag("withdrawal_allowed")
all_members_agree = flag("all_members_agree")
has_followers = flag("has_followers")
host_ready = flag("host_ready")
host_open = flag("host_open")
led_by_host = flag("led_by_host")
extension_allowed = flag("extension_allowed")
extension_consented = flag("extension_consented")
contact_waived = flag("contact_waived")
classed = flag("classed")
signed = flag("signed")
letters_complete = flag("letters_complete")
letter_whole = flag("letter_whole")
countersigned_by_all = flag("countersigned_by_all")
countersign_waived = flag("countersign_waived")
letter_sound = flag("letter_sound")
document_free = flag("document_free")
sent_back_reasoned = flag("sent_back_reasoned")
lead_answer_known = flag("lead_answer_known")
forms_complete = flag("forms_complete")
followers_satisfied = flag("followers_satisfied")
followers_unsatisfied = flag("followers_unsatisfied")
rework_ordered = flag("rework_ordered")
deadline_moved = flag("deadline_moved")
urging_known = flag("urging_known")
mute_reasoned = flag("mute_reasoned")

urged_once_more = (Add(urges, 1),)
contacted_once_more = (Add(contacts, 1),)
extended_once_more = (Add(extensions, 1),)
takes_verdict = (Take(verdict, VERDICTS),)
drafts_letter = (Set(letter, "drafted"),)
countersigns_letter = (Set(letter, "countersigned"),)
reviews_letter = (Set(letter, "reviewed"),)
signs_letter = (Set(letter, "signed"),)
drops_letter = (Set(letter, "none"),)

countersignable = letter == "drafted"
reviewable = (letter == "countersigned") | ((letter == "drafted") & countersign_waived.holds)
"""Whoever was named at the draft has countersigned it; nobody else need."""
signable = (letter == "reviewed") & signed.holds & letter_sound.holds & document_free.holds
sendable = letter.one_of("none", "signed") & signed.holds & document_free.holds
"""Signed on its path here, or on paper before a path was begun; under a number of its own."""
returnable = letter.one_of("drafted", "countersigned", "reviewed", "signed")


def fresh(*, cohandled: bool) -> tuple[Effect, ...]:
    """What was done no longer counts; that the case was put off does, as long as its round."""
    requests = (Set(open_requests, 0), Set(overdue_requests, 0)) if cohandled else ()
    return (
        Set(verdict, "none"),
        Set(answered, "none"),
        Set(letter, "none"),
        Set(urges, 0),
        Set(contacts, 0),
        *requests,
    )


def next_round(*, cohandled: bool) -> tuple[Effect, ...]:
    """An unsatisfied member starts the next round with nothing carried over."""
    return (Add(round_number, 1), Set(extensions, 0), *fresh(cohandled=cohandled))
