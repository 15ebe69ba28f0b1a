"""What can go wrong on the way out of the house.

BihuanError
└── NotifyError
    ├── Undelivered     this notice did not go, now or ever
    │   └── Unavailable nothing could have gone: it was not about the notice
    ├── UnknownChannel  no channel of this name is configured
    ├── NoAddress       the book has no address of this person for the channel
    ├── NotWaiting      this message has left, or never will: nothing is to be done
    ├── WebhooksOff     the configuration lets no webhook be told
    ├── WebhookNotFound no subscription that stands has this id
    └── PartMissing     what the channel needs is not installed
"""

from __future__ import annotations

from bihuan.engine.errors import BihuanError


class NotifyError(BihuanError):
    """A notice cannot leave."""

    code = "notify"


class Undelivered(NotifyError):
    """The notice did not go; `permanent` when it never will as it stands.

    The reason can be logged: it holds no address, no secret and nothing that
    a server said, since servers repeat addresses.
    """

    code = "undelivered"

    def __init__(self, channel: str, reason: str, permanent: bool = False) -> None:
        super().__init__(channel, reason, permanent)
        self.channel = channel
        self.reason = reason
        self.permanent = permanent

    def __str__(self) -> str:
        return f"{self.channel}: {self.reason}"


class Unavailable(Undelivered):
    """Nothing can go now, whatever it says and whomever it is for; the channel needs a rest.

    The server cannot be reached, or does not let us in, or takes longer than
    it may, or says that we ask too often. Programs know it as `undelivered`.
    """


class UnknownChannel(NotifyError):
    """No channel of this name is configured."""

    code = "unknown_channel"

    def __init__(self, channel: str, known: tuple[str, ...]) -> None:
        super().__init__(channel, known)
        self.channel = channel
        self.known = known

    def __str__(self) -> str:
        return f"no channel {self.channel!r}; there are: {', '.join(self.known)}"


class NoAddress(NotifyError):
    """The channel needs an address, and the book has none for this recipient."""

    code = "no_address"

    def __init__(self, recipient: str, channel: str) -> None:
        super().__init__(recipient, channel)
        self.recipient = recipient
        self.channel = channel

    def __str__(self) -> str:
        return f"{self.recipient!r} has no address for the channel {self.channel!r}"


class NotWaiting(NotifyError):
    """The message has left already, or was given up: there is nothing to try again."""

    code = "not_waiting"

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message, status)
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return f"the message {self.message} is {self.status} and waits no longer"


class PartMissing(NotifyError):
    """A channel is configured that needs a library which is not installed."""

    code = "part_missing"

    def __init__(self, channel: str, library: str) -> None:
        super().__init__(channel, library)
        self.channel = channel
        self.library = library

    def __str__(self) -> str:
        return f"the channel {self.channel!r} needs {self.library}, which is not installed"


class WebhooksOff(NotifyError):
    """No webhook can be told, since the configuration says nothing under `key`."""

    code = "webhooks_off"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class WebhookNotFound(NotifyError):
    """No subscription that still stands has this id."""

    code = "webhook_not_found"

    def __init__(self, webhook: str) -> None:
        super().__init__(webhook)
        self.webhook = webhook
