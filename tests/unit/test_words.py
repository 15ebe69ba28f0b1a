"""Every word a person meets is in the catalogue, in both languages, and none is unused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from string import Formatter

import click
import pytest

import bihuan.adapters
from bihuan.adapters.assembly import SHIPPED
from bihuan.adapters.cli import reasons
from bihuan.adapters.cli.failures import EXITS
from bihuan.adapters.cli.root import root
from bihuan.engine.errors import BihuanError
from bihuan.rules.words import LANGUAGES, catalogue
from bihuan.states.machine import Machine
from support import said

OWN_WORDS = ("ledger", "foreign_file", "hostile_file", "unreadable_file", "reader_stopped")
OWN_WORDS += ("office_missing", "bad_input", "paper")
"""Errors that bring their own sentence and cure, or whose cure is their reason."""


OTHERWISE_MET = {"remedy.contact_waived"}
"""A condition nobody can bring about, beside one that anybody can."""


ENGLISH_ONLY = {"file_fault.not_json": {"reason"}}
"""What a library says in English and a Chinese sentence leaves out."""


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_entry_speaks_both_languages_with_the_same_values(key: str) -> None:
    texts = catalogue()[key]

    values = [
        {name for _, name, _, _ in Formatter().parse(texts[lang]) if name} for lang in LANGUAGES
    ]

    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert values[0] == values[1] - ENGLISH_ONLY.get(key, set())


def test_every_key_the_code_asks_for_is_in_the_catalogue() -> None:
    asked = said.asked_for()

    unknown = {key for key in asked if not any(re.fullmatch(key, one) for one in catalogue())}

    assert unknown == set()


def test_no_entry_is_there_for_nobody() -> None:
    mentioned = [re.compile(pattern) for pattern in said.mentioned()]

    unused = [key for key in catalogue() if not any(one.fullmatch(key) for one in mentioned)]

    assert [key for key in unused if not key.startswith("reason.")] == []


def test_every_reason_the_rooms_give_can_be_said_in_chinese() -> None:
    given = said.reasons()

    untold = sorted(text for text in given if reasons.translated(text) is None)

    assert len(given) > 60
    assert untold == []


def test_no_two_reasons_read_alike_in_english() -> None:
    counted = Counter(
        texts["en"] for key, texts in catalogue().items() if key.startswith("reason.")
    )

    assert [text for text, times in counted.items() if times > 1] == []


def test_a_whole_sentence_is_never_taken_for_one_with_values_in_it() -> None:
    whole = {
        key: texts
        for key, texts in catalogue().items()
        if key.startswith("reason.") and "{" not in texts["en"]
    }

    taken = {key for key, texts in whole.items() if reasons.translated(texts["en"]) != texts["zh"]}

    assert taken == set()


def test_every_reason_in_the_catalogue_is_given_by_somebody_or_by_a_library() -> None:
    libraries = {"extra", "be_string", "be_list", "be_table", "be_path", "env_value"}
    libraries |= {"be_at_least", "be_at_most", "be_number", "be_hour", "be_bool", "be_one_of"}
    libraries |= {"field_missing", "be_integer", "plain_list", "plain_table", "plain_bool"}
    libraries |= {"text_form", "text_short", "text_long", "list_short", "list_long"}
    text = "\n".join(path.read_text("utf-8") for path in _python_files())

    longest = {
        key: max(re.split(r"\{\w+\}", texts["en"]), key=len).strip(" '")
        for key, texts in catalogue().items()
        if key.startswith("reason.") and key.removeprefix("reason.") not in libraries
    }

    assert [
        key for key, part in longest.items() if part.removeprefix("write ") not in _joined(text)
    ] == []


def test_every_error_has_a_sentence_a_cure_and_an_exit_code() -> None:
    codes = {error.code for error in _errors()}

    wordless = {
        code
        for code in codes
        if not code.startswith(OWN_WORDS)
        and not {f"error.{code}", f"cure.{code}"} <= set(catalogue())
    }

    assert wordless == set()
    assert codes == set(EXITS)


@pytest.mark.parametrize("machine", SHIPPED, ids=lambda machine: machine.name)
def test_everything_a_machine_names_has_its_word(machine: Machine) -> None:
    named = {f"machine.{machine.name}"}
    named |= {f"state.{state.name}" for state in machine.states}
    named |= {f"event.{event}" for event in machine.events}
    named |= {f"fact.{fact.name}" for fact in machine.facts}
    named |= {f"refusal.{refusal.code}" for refusal in machine.refusals}
    named |= {f"party.{party}" for row in machine.rows for party in row.by}

    assert named - set(catalogue()) == set()


@pytest.mark.parametrize("machine", SHIPPED, ids=lambda machine: machine.name)
def test_every_refusal_says_what_to_do(machine: Machine) -> None:
    conditions = {f"remedy.{fact.name}" for row in machine.rows for fact in row.when.facts()}
    conditions -= OTHERWISE_MET

    reasons_given = {f"next.{refusal.code}" for refusal in machine.refusals}

    assert (conditions | reasons_given) - set(catalogue()) == set()


def test_every_command_and_every_option_has_its_help_and_no_help_is_for_nothing() -> None:
    needed = {one for words in _help_keys() for one in words}

    known = {key for key in catalogue() if key.split(".")[0] in ("help", "option")}

    assert {key for key in needed if key.startswith(("help.", "option."))} == known


def _python_files() -> Iterator[said.Path]:
    for room in said.ROOMS:
        yield from (said.ROOT / room).rglob("*.py")


def _joined(text: str) -> str:
    """Source with the strings that stand on two lines put together."""
    return re.sub(r'"\s*\n\s*f?"', "", text).replace('\\"', '"')


def _errors() -> Iterator[type[BihuanError]]:
    for module in walk_packages(bihuan.adapters.__path__, "bihuan.adapters."):
        if "migrations" not in module.name and not module.name.endswith(".child"):
            import_module(module.name)
    waiting = [BihuanError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        yield error


def _help_keys() -> Iterator[set[str]]:
    """The keys each command's page of help reads."""
    group = root()
    yield from _of(group, click.Context(group, info_name="bihuan"), "")


def _shown(command: click.Command, context: click.Context) -> list[click.Parameter]:
    return [one for one in command.get_params(context) if not getattr(one, "hidden", False)]


def _of(command: click.Command, context: click.Context, path: str) -> Iterator[set[str]]:
    if path:
        yield {f"help.{path}" if "_" in path else f"front.{path}"}
        for param in _shown(command, context):
            name = "help" if "--help" in param.opts else param.name
            own = f"option.{path}__{name}"
            yield {own if own in catalogue() else f"option.{name}"}
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            inner = click.Context(child, info_name=name, parent=context)
            below = f"{path}_{name}".strip("_").replace("-", "_")
            yield from _of(child, inner, below)
