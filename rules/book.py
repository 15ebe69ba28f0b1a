"""The address book: who is reached where, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bihuan.rules.reading import BadText, Table, did_you_mean, parse_toml


class BookError(BadText):
    """The book cannot be used as it is written."""


class Kind(StrEnum):
    """What an entry is."""

    PERSON = "person"
    DIVISION = "division"
    UNIT = "unit"
    """Another unit, such as one that is asked for its opinion."""
    OFFICE = "office"
    """The office that looks after all cases; whom nobody else answers for comes to it."""


class Role(StrEnum):
    """What somebody is, beside his name."""

    HEAD = "head"
    """Of his division."""
    LEADER = "leader"
    SUPERVISION_OFFICE = "supervision_office"
    ASSIGNER = "assigner"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody who can be written to; addresses stay out of its repr."""

    name: str
    kind: Kind = Kind.PERSON
    division: str | None = None
    roles: tuple[Role, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By the name of a channel."""
    digest: bool = False
    """Whether his notices are gathered into one a day."""
    away: bool = False
    left: bool = False
    """Whether he no longer works here; his name may still stand in old cases."""
    stand_in: str | None = None

    @property
    def present(self) -> bool:
        """Whether he can be written to now."""
        return not (self.away or self.left)

    def address(self, channel: str) -> str | None:
        """Where this channel reaches him; None where it does not."""
        return self.addresses.get(channel)


class Book:
    """Everybody who can be written to; checked when made."""

    __slots__ = ("_by_name",)

    def __init__(self, entries: Iterable[Entry], name: str = "book") -> None:
        known: dict[str, Entry] = {}
        for entry in entries:
            if entry.name in known:
                raise BookError(f"{name}: {entry.name}", "is there twice", "remove one of the two")
            known[entry.name] = entry
        self._by_name = MappingProxyType(known)
        _check(self._by_name, name)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._by_name.values())

    def entry(self, name: str) -> Entry | None:
        """The entry of this name, whether he is present or not."""
        return self._by_name.get(name)

    def head(self, division: str | None) -> Entry | None:
        """Who heads the division, or who stands in for him; None where nobody does."""
        heads = (one for one in self if one.division == division and Role.HEAD in one.roles)
        return next((found for one in heads if (found := self._present(one))), None)

    def of_role(self, role: str) -> tuple[Entry, ...]:
        """Everybody of a role, with stand-ins for those who are away, in the order of the book."""
        holders = (one for one in self if _holds(one, role))
        found = [known for one in holders if (known := self._present(one))]
        return tuple({one.name: one for one in found}.values())

    def reach(self, name: str, division: str | None = None) -> Entry:
        """Whom to write to when this name is meant: somebody who is there.

        Himself, his stand-in, the head of his division, his division, the
        office. For a division that has no address of its own, its head.
        """
        meant = self.entry(name)
        if meant is not None and meant.kind is Kind.DIVISION:
            own = meant if meant.present and meant.addresses else None
            return own or self.head(name) or self._present(meant) or self.office
        if meant is not None and (found := self._present(meant)):
            return found
        unit = meant.division if meant is not None and meant.division else division
        if unit is None:
            return self.office
        entry = self.entry(unit)
        return self.head(unit) or (entry and self._present(entry)) or self.office

    @property
    def office(self) -> Entry:
        """Who looks after all cases."""
        return self.of_role(Role.OFFICE)[0]

    def _present(self, entry: Entry) -> Entry | None:
        """Himself or, along his stand-ins, the first who is there."""
        passed: set[str] = set()
        known: Entry | None = entry
        while known is not None and not known.present and known.name not in passed:
            passed.add(known.name)
            known = self.entry(known.stand_in) if known.stand_in else None
        return known if known is not None and known.present else None


def _holds(entry: Entry, role: str) -> bool:
    return role in entry.roles or (role == Role.OFFICE and entry.kind is Kind.OFFICE)


def _check(known: Mapping[str, Entry], name: str) -> None:
    """Refuse a book with the first thing wrong with it."""
    for entry in known.values():
        _check_names(entry, known, f"{name}: {entry.name}")
    _check_heads(known.values(), name)
    if not any(_holds(one, Role.OFFICE) and one.present for one in known.values()):
        raise BookError(
            name, "nobody is the office", 'write one entry with kind = "office", not away'
        )


def _check_names(entry: Entry, known: Mapping[str, Entry], where: str) -> None:
    divisions = tuple(one.name for one in known.values() if one.kind is Kind.DIVISION)
    if entry.division is not None and entry.division not in divisions:
        raise BookError(
            f"{where}.division",
            f"{entry.division!r} is no division of the book",
            did_you_mean(entry.division, divisions) if divisions else "write an entry for it",
        )
    if entry.stand_in is not None and entry.stand_in not in known:
        raise BookError(
            f"{where}.stand_in",
            f"{entry.stand_in!r} is not in the book",
            did_you_mean(entry.stand_in, tuple(known)),
        )
    if entry.stand_in == entry.name:
        raise BookError(f"{where}.stand_in", "nobody stands in for himself", "name somebody else")
    if Role.HEAD in entry.roles and entry.division is None:
        raise BookError(f"{where}.roles", "heads no division", 'write division = "..."')


def _check_heads(entries: Iterable[Entry], name: str) -> None:
    heads: dict[str | None, str] = {}
    for entry in entries:
        if Role.HEAD in entry.roles and not entry.left:
            other = heads.setdefault(entry.division, entry.name)
            if other != entry.name:
                raise BookError(
                    f"{name}: {entry.name}.roles",
                    f"{entry.division!r} has two heads",
                    f"keep one of {other}, {entry.name}",
                )


def parse_book(text: str, name: str, channels: Iterable[str] | None = None) -> Book:
    """Read the book of a file: one [[entry]] for each person, division and unit.

    `channels` are the names an address may have; any when None.
    """
    root = parse_toml(text, name, BookError)
    root.maybe_text("note")
    known = None if channels is None else tuple(channels)
    entries = [_entry(table, known) for table in root.tables("entry")]
    root.done()
    return Book(entries, name)


def _entry(table: Table, channels: tuple[str, ...] | None) -> Entry:
    entry = Entry(
        name=table.text("name"),
        kind=table.choice("kind", Kind, Kind.PERSON),
        division=table.maybe_text("division"),
        roles=_roles(table),
        addresses=_addresses(table, channels),
        digest=table.maybe_bool("digest") or False,
        away=table.maybe_bool("away") or False,
        left=table.maybe_bool("left") or False,
        stand_in=table.maybe_text("stand_in"),
    )
    table.done()
    return entry


def _roles(table: Table) -> tuple[Role, ...]:
    roles = []
    for word in table.texts("roles") or ():
        if word not in tuple(Role):
            raise table.fail("roles", f"{word!r} is no role", did_you_mean(word, tuple(Role)))
        roles.append(Role(word))
    return tuple(roles)


def _addresses(table: Table, channels: tuple[str, ...] | None) -> dict[str, str]:
    """Addresses by channel; in a table of their own, so that no slip of the pen becomes one."""
    inner = table.table("address")
    if inner is None:
        return {}
    names = list(inner.keys())
    unknown = [name for name in names if channels is not None and name not in channels]
    if unknown:
        cure = did_you_mean(unknown[0], channels) if channels else "configure it under [notify]"
        raise inner.fail(unknown[0], "is no channel", cure)
    return {name: inner.text(name) for name in names}
