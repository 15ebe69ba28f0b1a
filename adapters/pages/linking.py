"""Make links for members: 256 random bits, of which only the SHA-256 is kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from bihuan.engine import saying
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, LinkUnwanted
from bihuan.engine.inviting import may_be_asked, present
from bihuan.engine.links import CORRECT, RATE, Link
from bihuan.engine.records import Case, Member

DAYS = 30
"""How long a link may be used, unless the office says otherwise."""
_BYTES = 32
LONGEST = 64
"""Characters of a secret that are looked at."""


def give(
    engine: Engine, case: Case, member: object = None, *, days: int = DAYS, by: str
) -> tuple[str, Link]:
    """A new link for a member to rate the answer by, the lead one's unless said: secret and link.

    Raises LinkUnwanted where nobody waits for a form, and BadInput for a member who is not there.
    """
    if not may_be_asked(engine, case):
        raise LinkUnwanted(case.id, case.state)
    members = engine.store.records(Member, case.office, case.id)
    no = saying.whole({"member": member}, "member")
    wanted = no if no is not None else next(one.no for one in members if one.lead)
    if wanted not in {one.no for one in members}:
        known = ", ".join(str(one.no) for one in members)
        raise BadInput("member", f"there are members {known}", wanted)
    return _kept(engine, case, wanted, RATE, days, by)


def give_again(engine: Engine, link: Link, *, days: int) -> tuple[str, Link]:
    """A link to correct what was handed in by this one."""
    case = engine.store.case(link.office, link.case)
    return _kept(engine, case, link.member, CORRECT, days, link.key)


def _kept(
    engine: Engine, case: Case, member: int, purpose: str, days: int, by: str
) -> tuple[str, Link]:
    now = present(engine)
    secret = secrets.token_urlsafe(_BYTES)
    link = Link(
        office=case.office,
        id=secrets.token_hex(6),
        digest=digest(secret),
        case=case.id,
        round=case.round,
        member=member,
        purpose=purpose,
        created_at=now,
        created_by=by,
        expires_at=now + timedelta(days=days),
    )
    engine.store.links.add(link)
    return secret, link


def digest(secret: str) -> str:
    """What is kept of a secret; of one too long to be ours nothing more is looked at."""
    return sha256(secret[: LONGEST + 1].encode("utf-8", "surrogatepass")).hexdigest()


def place(secret: str) -> str:
    """Where a link leads, below the server's address."""
    return f"/f/{secret}"
