"""How letters leave in the demo year, and what comes back for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from bihuan.adapters.demo.cast import ORG
from bihuan.adapters.demo.mail import MailServer
from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.routes import Routes
from bihuan.adapters.notify.texts import Sender
from bihuan.engine.actor import Actor
from bihuan.engine.delivery import tried_anew
from bihuan.engine.engine import Engine
from bihuan.states.machine import Party

Keep = Callable[[Notice], object]
Later = Callable[[datetime, Callable[[], object]], None]


class Mailroom:
    """The courier, and the officers who get what he brings; `keep` gets all of it."""

    def __init__(self, engine: Engine, keep: Keep, later: Later, seed: int, lang: str) -> None:
        self._engine = engine
        self._keep = keep
        self._later = later
        # A chance of its own, so that what happens to letters changes nothing in the cases.
        self._chance = Random(seed)  # noqa: S311  # a play, not a secret
        server = MailServer(engine.clock, self._arrives)
        self.courier = Courier(
            engine=engine,
            routes=Routes({"mail": server}, ("mail",)),
            book=engine.house.book,
            sender=Sender(name=ORG),
            lang=lang,
            random=self._chance.random,
            steadily=lambda: engine.clock.now().timestamp(),
        )

    def send_parked(self) -> dict[str, int]:
        """Try anew what was tried too often, as `bihuan notify outbox retry` does.

        Tells how many were parked, how many of them left now, and how many
        others had failed and left by themselves.
        """
        store, office = self._engine.store, self._engine.house.office
        alone = sum(one.attempts > 1 for one in store.messages(office, status="sent"))
        parked = store.messages(office, status="parked")
        now = self._engine.clock.now()
        store.outbox.settle([tried_anew(one, now) for one in parked], was="parked")
        return {"alone": alone, "parked": len(parked), "sent": self.courier.deliver()}

    def _arrives(self, notice: Notice) -> None:
        """Of two officers who are urged, about one says that he knows."""
        self._keep(notice)
        if notice.fields.get("role") == "officer" and self._chance.random() < 0.5:
            soon = self._engine.clock.now() + timedelta(minutes=self._chance.randint(5, 60))
            self._later(soon, partial(self._acknowledge, notice))

    def _acknowledge(self, notice: Notice) -> None:
        name = str(notice.fields["recipient"])
        said = {"recipient": name, "reply": "收到，抓紧办理"}
        assert notice.case is not None
        self._engine.fire(notice.case, "acknowledge", said, actor=Actor(name, Party.DIVISION))
