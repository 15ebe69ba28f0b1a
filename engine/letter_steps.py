"""What each step of a letter's path leaves on file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bihuan.engine import saying
from bihuan.engine.errors import BadInput
from bihuan.engine.history import digest_of
from bihuan.engine.letter_path import Written, current, numbers_at_hand, waits_for, written
from bihuan.engine.letter_records import Draft, LetterStep
from bihuan.engine.records import Record
from bihuan.engine.scene import Scene


def drafted(scene: Scene) -> list[Record]:
    """A new version, with the units that have to countersign it."""
    units = saying.words(scene.args, "countersigners", ())
    return list(_versions(scene, written(scene), units, scene.text("template")))


def _versions(
    scene: Scene, letters: list[Written], units: tuple[str, ...] = (), template: str = ""
) -> Iterator[Draft]:
    no = max((one.no for one in scene.records(Draft)), default=0) + 1
    for one in letters:
        yield Draft(
            office=scene.case.office,
            case=scene.case.id,
            no=no,
            of=one.of,
            seq=scene.case.seq + 1,
            round=scene.case.round,
            digest=digest_of(one.content),
            name=one.name,
            lines="\n".join(one.paragraphs),
            template=template,
            countersigners="\n".join(units),
            on=scene.on,
        )


def countersigned(scene: Scene) -> list[Record]:
    """One unit agrees; raises BadInput for a unit nobody waits for."""
    unit, waiting = scene.text("unit"), waits_for(scene)
    if unit not in waiting:
        names = ", ".join(waiting) or "-"
        raise BadInput("unit", f"still to countersign are: {names}", unit or None)
    return [_step(scene, "countersigned", unit)]


def reviewed(scene: Scene) -> list[Record]:
    """Somebody has read it through."""
    return [_step(scene, "reviewed", scene.text("reviewer") or scene.actor.id)]


def sent_back(scene: Scene) -> list[Record]:
    """It has to be written anew, for a reason given."""
    return [_step(scene, "sent_back", scene.actor.id, note=scene.text("reason"))]


def signed(scene: Scene) -> list[Record]:
    """Signed, with its number; the finished file that was brought is one more version."""
    versions = list(_versions(scene, written(scene)))
    numbers = numbers_at_hand(scene)
    step = _step(
        scene,
        "signed",
        scene.text("signer"),
        document=numbers.pop(scene.case.id, ""),
        documents=numbers,
        **{name: scene.text(name) for name in ("scheme", "code", "public")},
    )
    return [*versions, replace(step, draft=versions[0].no) if versions else step]


def _step(scene: Scene, step: str, by: str, **said: Any) -> LetterStep:
    return LetterStep(
        office=scene.case.office,
        case=scene.case.id,
        seq=scene.case.seq + 1,
        round=scene.case.round,
        draft=current(scene)[0].no,
        step=step,
        by=by,
        on=scene.on,
        **{"note": scene.text("note"), "documents": {}, **said},
    )
