"""Whatever is written into a machine's file, loading it gives a machine or says what is wrong."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.states import LEAD, READING, BadMachine, canonical, digest, load, prove

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        ["urge", "received", "noted", "urges", "five_assigned", "clock", "office", "every", "eq"]
    )
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)
CALM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _containers(entry: Any) -> list[Any]:
    """Every list and mapping of a document, the outermost first."""
    found = [entry]
    for container in found:  # it grows while we walk
        found += [item for item in _items(container) if isinstance(item, dict | list) and item]
    return found


def _pool(doc: Any) -> list[Any]:
    """Pieces of the document itself, to be put where they do not belong."""
    return [item for each in _containers(doc) for item in _items(each)]


def _items(container: Any) -> list[Any]:
    return list(container.values() if isinstance(container, dict) else container)


def _mutate(doc: Any, data: st.DataObject) -> None:
    container = data.draw(st.sampled_from(_containers(doc)))
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    if not keys:
        return
    key = data.draw(st.sampled_from(keys))
    how = data.draw(st.sampled_from(["replace", "graft", "drop", "double", "swap", "add"]))
    if how == "replace":
        container[key] = data.draw(JUNK)
    elif how == "graft":
        container[key] = json.loads(json.dumps(data.draw(st.sampled_from(_pool(doc)))))
    elif how == "drop":
        del container[key]
    elif how == "swap":
        other = data.draw(st.sampled_from(keys))
        container[key], container[other] = container[other], container[key]
    elif isinstance(container, list):
        extra = container[key] if how == "double" else data.draw(JUNK)
        container.insert(data.draw(st.integers(0, len(container))), extra)
    else:
        container[data.draw(st.text(max_size=5))] = data.draw(JUNK)


def _load_or_refuse(text: str) -> None:
    try:
        machine = load(text)
    except BadMachine as refused:
        assert str(refused)
        return
    assert prove(machine).holds
    assert digest(load(canonical(machine))) == digest(machine)


@CALM
@given(data=st.data())
def test_a_spoilt_document_is_refused_or_still_a_proven_machine(data: st.DataObject) -> None:
    doc = json.loads(canonical(READING))
    for _ in range(data.draw(st.integers(1, 4))):
        _mutate(doc, data)

    _load_or_refuse(json.dumps(doc))


@settings(CALM, max_examples=50)
@given(data=st.data())
def test_a_spoilt_lead_document_is_refused_or_still_a_proven_machine(data: st.DataObject) -> None:
    doc = json.loads(canonical(LEAD))
    for _ in range(data.draw(st.integers(1, 2))):
        _mutate(doc, data)

    _load_or_refuse(json.dumps(doc))


@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    _load_or_refuse(text)


@given(JUNK)
def test_any_json_is_refused(junk: Any) -> None:
    _load_or_refuse(json.dumps(junk))


@given(data=st.data())
def test_a_text_cut_or_scribbled_on_is_refused_or_still_a_machine(data: st.DataObject) -> None:
    text = canonical(READING)
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 20))
    scribble = data.draw(st.text('[]{}",:0aétrue', max_size=4))

    _load_or_refuse(text[:at] + scribble + text[at + length :])
