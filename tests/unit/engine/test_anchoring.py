"""An anchor says what it holds, in one way only, and nobody can make one without the key."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engine.anchoring import Anchor, Tree, genuine

KEY = b"sixteen bytes or more"
NOON = datetime(2024, 3, 4, 4, tzinfo=UTC)
ANCHOR = Anchor(office="某厅", at=NOON, cases=1, entries=2, root="ab", young={"c-1": 2})


def root(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


@given(st.lists(st.binary(max_size=3), max_size=70))
def test_the_root_is_that_of_the_standard_however_many_leaves_there_are(
    leaves: list[bytes],
) -> None:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)

    assert tree.root == root(leaves).hex()


def kinds(*anchors: Anchor, key: bytes | None = KEY, office: str = "某厅") -> list[str]:
    return [one.kind for one in genuine(anchors, office, key)]


def test_anchors_that_follow_one_another_and_are_signed_are_genuine() -> None:
    first = ANCHOR.signed(KEY, "HMAC-SHA256")
    second = replace(ANCHOR, previous=first.fingerprint).signed(KEY, "HMAC-SHA256")

    assert kinds(first, second) == []


@pytest.mark.parametrize(
    "change", [{"entries": 3}, {"root": "cd"}, {"at": NOON.replace(year=2025)}, {"young": {}}]
)
def test_a_changed_anchor_is_not_signed_any_more(change: dict[str, object]) -> None:
    forged = replace(ANCHOR.signed(KEY, "HMAC-SHA256"), **change)  # type: ignore[arg-type]

    assert kinds(forged) == ["forged"]


def test_without_the_key_no_signature_fits() -> None:
    other = ANCHOR.signed(b"another key altogether", "HMAC-SHA256")

    assert kinds(other) == ["forged"]


def test_an_anchor_taken_out_of_the_middle_is_missed() -> None:
    first = ANCHOR.signed(KEY, "HMAC-SHA256")
    second = replace(ANCHOR, previous=first.fingerprint).signed(KEY, "HMAC-SHA256")
    third = replace(ANCHOR, previous=second.fingerprint).signed(KEY, "HMAC-SHA256")

    assert kinds(first, third) == ["chain"]


def test_a_bare_anchor_among_signed_ones_and_another_offices_are_named() -> None:
    assert kinds(ANCHOR) == ["unsigned"]
    assert kinds(ANCHOR, key=None, office="另一厅") == ["office"]


@pytest.mark.skipif(
    "sm3" not in hashlib.algorithms_available, reason="this machine's OpenSSL has no SM3"
)
def test_an_anchor_can_be_signed_with_sm3() -> None:
    signed = ANCHOR.signed(KEY, "HMAC-SM3")

    assert kinds(signed) == []
    assert signed.mac != ANCHOR.signed(KEY, "HMAC-SHA256").mac
