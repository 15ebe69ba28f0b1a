"""Put a message into words, on the day it is sent: what it is about, what to do, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import category

from bihuan.engine.messages import Message
from bihuan.rules.ladders import Level
from bihuan.rules.words import catalogue, label, say, say_day

FOR_ROLES = {"member": "feedback_request", "cohandler": "cohandling"}
"""Those outside the office have words of their own, whatever the rung says."""
TITLE = 40
"""Letters of a title in a subject; the text has all of it."""
_ENDS = "。！？；\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who speaks, and whom to ask."""

    name: str
    contact: str = ""
    telephone: str = ""

    @property
    def spelled(self) -> str:
        """All of it on one line."""
        return " ".join(part for part in (self.name, self.contact, self.telephone) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A notice in words."""

    subject: str
    text: str


def told(message: Message, recipient: str, today: date, sender: Sender, lang: str = "zh") -> Words:
    """The message for this recipient on this day in Beijing.

    The body may hold `kind`, `number`, `title`, `year`, `due`, `round`, the
    `text` of a rung and the `role` of its recipient. A digest holds `items`,
    each a body with its `level`; what it does not hold is not spoken of.
    """
    body = message.body
    name = name_of(message)
    values = {
        **_values(body, today, lang),
        "topic": label(f"level.{message.topic}", lang),
        "channel": message.channel,
    }
    lines = [
        say("notice.greeting", lang, recipient=recipient),
        say(f"notice.{name}_text", lang, **values),
        *_items(body, today, lang),
        *(_standing(body, today, lang) if name != FOR_ROLES["member"] else ()),
        say("notice.ask", lang, whom=sender.spelled) if sender.contact or sender.telephone else "",
        sender.name,
    ]
    brief = values | {"case": _case(body, lang, TITLE)}
    subject = one_line(say(f"notice.{name}_subject", lang, **brief))
    return Words(subject=subject, text="\n".join(line for line in lines if line))


def name_of(message: Message) -> str:
    """Which of the catalogue's notices it is."""
    body = message.body
    own = body.get("text") if body.get("text") not in tuple(Level) else None
    said = (FOR_ROLES.get(str(body.get("role"))), own, message.topic)
    known = (str(name) for name in said if f"notice.{name}_subject" in catalogue())
    return next(known, "other")


def days_left(body: Mapping[str, object], today: date) -> int | None:
    """Days until the date that matters, negative when it has passed; None without one."""
    due = body.get("due")
    return (date.fromisoformat(str(due)) - today).days if due else None


def one_line(text: str) -> str:
    """A text that can stand in a header: without line breaks and control characters."""
    return " ".join("".join(" " if is_control(char) else char for char in text).split())


def is_control(char: str) -> bool:
    """Whether it could end a line somewhere; a rare character of a name never does."""
    return category(char) in ("Cc", "Zl", "Zp")


def shortened(text: str, room: int, lang: str = "zh") -> str:
    """What fits into so many bytes: whole sentences, and a mark that more is missing."""
    if len(text.encode()) <= room:
        return text
    mark = say("notice.cut", lang)
    kept = text.encode()[: room - len(mark.encode())].decode(errors="ignore")
    end = max(kept.rfind(sign) for sign in _ENDS) + 1
    return kept[: end or len(kept)].rstrip("\n") + mark


def _values(body: Mapping[str, object], today: date, lang: str) -> dict[str, object]:
    """What the notices speak of; what a body does not hold is empty."""
    items = body.get("items")
    return {
        "case": _case(body, lang),
        "left": _left(body, today, lang),
        "count": len(items) if isinstance(items, list | tuple) else 0,
        "year": body.get("year", ""),
        "what": label(f"trouble.{body.get('what', '')}", lang),
        "about": body.get("about", ""),
        "detail": body.get("detail", ""),
        "times": body.get("times", 1),
    }


def _case(body: Mapping[str, object], lang: str, room: int | None = None) -> str:
    title = str(body.get("title", ""))
    if room is not None and len(title) > room:
        title = title[:room] + "…"
    kind = body.get("kind")
    return say(
        "notice.case_of_year" if body.get("year") else "notice.case",
        lang,
        year=body.get("year", ""),
        kind=label(f"kind.{kind}", lang) if kind else "",
        number=body.get("number") or "",
        title=title,
    )


def _left(body: Mapping[str, object], today: date, lang: str) -> str:
    match days_left(body, today):
        case None:
            return ""
        case 0:
            return say("notice.today", lang)
        case int() as days if days < 0:
            return say("notice.late", lang, days=-days)
        case days:
            return say("notice.left", lang, days=days)


def _standing(body: Mapping[str, object], today: date, lang: str) -> Iterator[str]:
    """Its deadline, its round and its own delay; a member is not told that anything is late."""
    due, round = body.get("due"), body.get("round")
    if due:
        day = say_day(date.fromisoformat(str(due)), lang)
        yield say("notice.due", lang, day=day, left=_left(body, today, lang))
    if isinstance(round, int) and round > 1:
        yield say("notice.round", lang, round=round)
    yield from _delay(body, lang)


def _delay(body: Mapping[str, object], lang: str) -> Iterator[str]:
    """That it leaves late, and why only where nothing but the office's hours held it back."""
    delayed, closed, planned = (body.get(name) for name in ("delayed", "closed", "planned"))
    if not isinstance(delayed, int) or delayed <= 0:
        return
    if closed == delayed:
        yield say("notice.delayed", lang, days=delayed)
    elif planned:
        yield say("notice.overdue", lang, day=say_day(date.fromisoformat(str(planned)), lang))


def _items(body: Mapping[str, object], today: date, lang: str) -> list[str]:
    items = body.get("items")
    if not isinstance(items, list | tuple):
        return []
    return [
        say(
            "notice.digest_line",
            lang,
            no=no,
            level=label(f"level.{item.get('level', 'urging')}", lang),
            case=_case(item, lang),
            left=_left(item, today, lang),
        ).rstrip()
        for no, item in enumerate(items, start=1)
    ]
