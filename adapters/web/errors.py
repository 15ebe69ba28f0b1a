"""What can go wrong between a request and the engine.

BihuanError
├── TokenNotFound         no token has this id
├── WebMissing            the libraries of the extra `web` are not installed
├── CannotListen          the address cannot be served at
└── WebError
    ├── Unauthenticated   no token, or none that is valid; never says which
    ├── NotPermitted      the token's role may not do this
    ├── ForgedForm        a form that did not come from a page of ours
    ├── BadRequest        the request cannot be read
    ├── BodyTooLarge      it is longer than is taken
    ├── TooMany           too much is asked at once; later it is answered
    ├── NoSuchPlace       nothing is at this address
    └── WrongMethod       something is, but not for this method
"""

from __future__ import annotations

from bihuan.engine.errors import BihuanError


class WebError(BihuanError):
    """A request that did not reach the engine."""

    code = "web"
    status = 400


class Unauthenticated(WebError):
    """No token, or none that is valid; which of the two is told to nobody."""

    code = "unauthenticated"
    status = 401


class NotPermitted(WebError):
    """The token's role may not do this, whatever the case."""

    code = "not_permitted"
    status = 403

    def __init__(self, role: str, operation: str) -> None:
        super().__init__(role, operation)
        self.role = role
        self.operation = operation


class ForgedForm(WebError):
    """A form that did not come from a page of ours, or from one of a session that has ended."""

    code = "forged_form"
    status = 403


class BadRequest(WebError):
    """The request cannot be read; `field` says where."""

    code = "bad_request"
    status = 400

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


class BodyTooLarge(WebError):
    """A body longer than is taken."""

    code = "body_too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooMany(WebError):
    """Too much is asked at once, by this token or by all; after so many seconds ask again."""

    code = "too_many"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class NoSuchPlace(WebError):
    """Nothing is at this address."""

    code = "no_such_place"
    status = 404


class WrongMethod(WebError):
    """Something is at this address, but not for this method."""

    code = "wrong_method"
    status = 405


class TokenNotFound(BihuanError):
    """No token that could still be revoked has this id."""

    code = "token_not_found"

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.token = token


class WebMissing(BihuanError):
    """The libraries of the extra `web` are not installed."""

    code = "web_missing"

    def __init__(self, library: str) -> None:
        super().__init__(library)
        self.library = library


class CannotListen(BihuanError):
    """The address cannot be served at: it is taken, or not this machine's."""

    code = "cannot_listen"

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address = address
        self.reason = reason
