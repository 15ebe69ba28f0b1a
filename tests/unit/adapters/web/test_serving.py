"""Where the service listens."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from bihuan.adapters.web.errors import CannotListen
from bihuan.adapters.web.serving import address_of, listening


def test_answers_do_not_wait_for_acknowledgements() -> None:
    with closing(listening("127.0.0.1", 0)) as server:
        assert server.proto == socket.IPPROTO_TCP  # by which asyncio knows to turn Nagle off
        assert address_of(server).startswith("http://127.0.0.1:")


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "", "::ffff:zz", "2001:db8::1"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotListen) as refused:
        listening(host or "host.invalid", 0).close()

    assert refused.value.address.startswith(host)


def test_a_port_is_served_at_once_only() -> None:
    with closing(listening("127.0.0.1", 0)) as server, pytest.raises(CannotListen):
        listening("127.0.0.1", server.getsockname()[1])
