"""How often somebody may ask: so many times an hour from one address, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from threading import Lock

WINDOW = timedelta(hours=1)
REMEMBERED = 10_000
"""So many addresses are remembered; whoever asked longest ago is forgotten first."""


class Limits:
    """Counts what each address asked for in the last hour."""

    def __init__(self, most: int, remembered: int = REMEMBERED) -> None:
        self._most = most
        self._remembered = remembered
        self._asked: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str, now: datetime) -> timedelta | None:
        """Count one more; None where it is fine, else how long to wait."""
        with self._lock:
            who = self.address(who)
            began, times = self._asked.pop(who, (now, 0))
            if not timedelta(0) <= now - began < WINDOW:
                began, times = now, 0
            self._asked[who] = (began, times + 1)
            while len(self._asked) > self._remembered:
                self._asked.popitem(last=False)
            return None if times < self._most else began + WINDOW - now

    @staticmethod
    def address(host: str) -> str:
        """Who is counted together: an IPv6 line has 2^64 addresses of its own and is one."""
        try:
            known = ip_address(host)
        except ValueError:
            return host
        if known.version == 4:
            return host
        whole = known.ipv4_mapped
        return str(whole) if whole else str(ip_network((int(known), 64), strict=False))

    def __len__(self) -> int:
        return len(self._asked)
