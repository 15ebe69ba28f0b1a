"""What somebody with a database shell, and every right but the owner's last ones, cannot do.

The laws stand against plain statements, even of the tables' owner, and on
SQLite even with foreign keys, recursive triggers and CHECK off. An owner can
still take a law down first (`DROP TRIGGER`, `ALTER TABLE … DISABLE TRIGGER`,
`session_replication_role = replica`, editing the file), and can write a step
with a history entry that fits it, or change what no law explains and leave a
note of a repair. None of that is prevented here; all of it is found by `audit
verify`, which decides every history again and recomputes its hashes.
"""

import sqlite3
from collections.abc import Sequence

import psycopg
import pytest
from sqlalchemy import Engine

from bihuan.adapters.sql import SqlStore, tables
from bihuan.engine.query import Query
from support.letter_attacks import ON_LETTERS
from support.raw_sql import (
    APPOINTED,
    CLOSE,
    CLOSED,
    CORRECTED,
    FRESH,
    GOOD,
    LATER,
    OLD_ROUND,
    OTHER,
    TO_CLOSED,
    UNSATISFIED,
    Shell,
    another,
    beside_five_cases,
    birth_of,
    by_row_number,
    entry,
    form,
    move,
    repair,
    stored,
)
from support.samples import DEFINITION, OFFICE


@pytest.fixture
def shell(database_url: str, engine: Engine) -> Shell:
    """A database shell beside five cases."""
    return beside_five_cases(database_url, engine)


ATTACKS: dict[str, Sequence[str]] = {
    "closing without feedback": [move(FRESH, **CLOSE)],
    "closing without feedback, with an entry": [entry(FRESH, 2, **TO_CLOSED), move(FRESH, **CLOSE)],
    "closing while the flag says it is open": [
        entry(FRESH, 2, **TO_CLOSED),
        move(FRESH, **(CLOSE | {"final": "false"})),
    ],
    "closing with the flag alone": [
        entry(FRESH, 2),
        move(FRESH, final="true", seq="2", closing="1", **GOOD),
    ],
    "closing by an unsatisfied feedback": [
        entry(UNSATISFIED, 3, **TO_CLOSED),
        move(UNSATISFIED, **CLOSE, closing="2", closing_standing="'unsatisfied'"),
    ],
    "closing by an unsatisfied feedback said to be satisfied": [
        entry(UNSATISFIED, 3, **TO_CLOSED),
        move(UNSATISFIED, **CLOSE, closing="2", **GOOD),
    ],
    "closing by an earlier round's feedback": [
        entry(OLD_ROUND, 4, round="2", **TO_CLOSED),
        move(OLD_ROUND, **CLOSE, closing="2", **GOOD),
    ],
    "closing in an earlier round": [
        entry(OLD_ROUND, 4, round="1", **TO_CLOSED),
        move(OLD_ROUND, **CLOSE, round="1", closing="2", **GOOD),
    ],
    "closing by feedback that was corrected": [
        entry(CORRECTED, 4, **TO_CLOSED),
        move(CORRECTED, **CLOSE, closing="2", **GOOD),
    ],
    "closing by another case's feedback": [
        entry(FRESH, 2, **TO_CLOSED),
        move(FRESH, **CLOSE, closing="2", **GOOD),
    ],
    "closing without an entry": [form(FRESH, 2), move(FRESH, **CLOSE, closing="2", **GOOD)],
    "feedback nobody gave": [form(FRESH, 1)],
    "feedback ahead of the history": [form(FRESH, 2)],
    "feedback on a closed case": [form(CLOSED, 3)],
    "feedback written over": [form(UNSATISFIED, 2).replace("insert", "replace", 1)],
    "changing a feedback": ["update bihuan_feedback set standing = 'satisfied'"],
    "changing the feedback of a closed case": [
        f"update bihuan_feedback set standing = 'unsatisfied' where case_ = '{CLOSED}'"
    ],
    "changing a comment": ["update bihuan_feedback set comment_ = 'x'"],
    "deleting the feedback of a closed case": [
        f"delete from bihuan_feedback where case_ = '{CLOSED}'"
    ],
    "deleting a correction": [
        f"delete from bihuan_feedback where case_ = '{CORRECTED}' and seq = 3"
    ],
    "truncating feedback": ["truncate bihuan_feedback cascade"],
    "editing history": ["update bihuan_history set actor = '李某'"],
    "editing history to what it is": ["update bihuan_history set actor = actor"],
    "deleting history": ["delete from bihuan_history"],
    "deleting the last entry": [f"delete from bihuan_history where case_ = '{CLOSED}' and seq = 3"],
    "replacing history": [entry(FRESH, 1, source="null").replace("insert", "replace", 1)],
    "replacing history by its key": [
        entry(FRESH, 2, key_="'k'"),
        move(FRESH, seq="2"),
        entry(FRESH, 3, key_="'k'").replace("insert", "replace", 1),
    ],
    "updating history on conflict": [
        entry(FRESH, 1, source="null")
        + " and true on conflict (office, case_, seq) do update set actor = '李某'"
    ],
    "truncating history": ["truncate bihuan_history"],
    "truncating everything": ["truncate bihuan_cases, bihuan_feedback, bihuan_history cascade"],
    "inventing a state": [entry(FRESH, 2, target="'limbo'"), move(FRESH, state="'limbo'", seq="2")],
    "declaring a state": [
        f"insert into bihuan_definition_state (hash, state, is_final) values"
        f" ('{DEFINITION.hash}', 'limbo', false)"
    ],
    "declaring closed to be open": [
        "update bihuan_definition_state set is_final = false where state = 'closed'"
    ],
    "undeclaring a state": ["delete from bihuan_definition_state where state = 'withdrawn'"],
    "changing a definition": ["update bihuan_definition set text = '{}'"],
    "changing what a definition declares": [
        """update bihuan_definition set states = '{"closed":false}'"""
    ],
    "deleting a definition": [f"delete from bihuan_definition where hash = '{DEFINITION.hash}'"],
    "using an unknown definition": [
        entry(FRESH, 2, definition="'0'"),
        move(FRESH, definition="'0'", seq="2"),
    ],
    "moving a case without history": [move(FRESH, state="'dispatched'")],
    "moving a case with the number of an entry to come": [
        move(FRESH, state="'dispatched'", seq="2")
    ],
    "moving a case where its entry does not lead": [
        entry(FRESH, 2, target="'dispatched'"),
        move(FRESH, state="'answered'", seq="2"),
    ],
    "an entry from where the case does not stand": [
        entry(FRESH, 2, source="'answered'", target="'feedback'")
    ],
    "changing what is held without history": [move(FRESH, held="'{}'")],
    "changing what is held under the same number": [move(UNSATISFIED, held="'{}'", seq="seq")],
    "changing a title without history": [move(FRESH, title="'x'")],
    "pointing at another entry than the last": [
        entry(FRESH, 2),
        move(
            FRESH,
            seq="2",
            head="(select hash from bihuan_history h where h.case_ = bihuan_cases.id limit 1)",
        ),
    ],
    "skipping a number": [entry(FRESH, 2), move(FRESH, seq="3")],
    "going back": [move(UNSATISFIED, seq="1", state="'received'")],
    "lowering the round": [entry(OLD_ROUND, 4, round="1"), move(OLD_ROUND, seq="4", round="1")],
    "renaming a case": [entry(FRESH, 2), move(FRESH, seq="2", id="'c-6'")],
    "changing a closed case": [move(CLOSED, title="'x'")],
    "reopening a closed case": [move(CLOSED, state="'dispatched'", final="false", seq="seq + 1")],
    "an entry after the closing": [entry(CLOSED, 4)],
    "deleting a case": [f"delete from bihuan_cases where id = '{FRESH}'"],
    "deleting a closed case": [f"delete from bihuan_cases where id = '{CLOSED}'"],
    "forking the chain": [entry(CORRECTED, 4, previous="(select max(hash) from bihuan_history h2"
        f" where h2.case_ = '{CORRECTED}' and h2.seq = 2)")],
    "a second entry with the same number": [entry(CORRECTED, 3)],
    "an entry for nobody, not the first": [entry(FRESH, 2, case_="'c-9'")],
    "an entry that skips": [entry(FRESH, 3)],
    "a case written twice": [
        f"insert into bihuan_cases select * from bihuan_cases where id = '{FRESH}'"
    ],
    "replacing a case": [
        f"replace into bihuan_cases select * from bihuan_cases where id = '{FRESH}'",
    ],
    "replacing another case's history by its row number": [
        by_row_number(entry(FRESH, 2), "bihuan_history", f"case_ = '{CLOSED}'")
    ],
    "replacing a closed case by its row number": [
        birth_of("c-9")[0],
        by_row_number(birth_of("c-9")[1], "bihuan_cases", f"id = '{CLOSED}'"),
    ],
    "taking a closed case's row number": [
        entry(FRESH, 2),
        move(FRESH, seq="2", rowid=f"(select rowid from bihuan_cases where id = '{CLOSED}')")
        .replace("update", "update or replace", 1),
    ],
    "closing without feedback, with CHECK off": [
        "pragma ignore_check_constraints = on",
        entry(FRESH, 2, **TO_CLOSED),
        move(FRESH, **CLOSE),
    ],
    "closing by an unsatisfied feedback, with CHECK off": [
        "pragma ignore_check_constraints = on",
        entry(UNSATISFIED, 3, **TO_CLOSED),
        move(UNSATISFIED, **CLOSE, closing="2", closing_standing="'unsatisfied'"),
    ],
    "closing by a feedback without a standing, with CHECK off": [
        "pragma ignore_check_constraints = on",
        entry(UNSATISFIED, 3, **TO_CLOSED),
        move(UNSATISFIED, **CLOSE, closing="2", closing_standing="null"),
    ],
    "being born in an invented state": birth_of("c-9", state="'limbo'"),
    "being born closed, flagged as open": birth_of("c-9", state="'closed'"),
    "being born under an unknown definition": birth_of("c-9", definition="'0'"),
    "upserting a case": [
        f"insert into bihuan_cases select * from bihuan_cases where id = '{FRESH}'"
        " on conflict (office, id) do update set state = 'closed', final = true".replace(
            " on conflict", " and true on conflict"
        )
    ],
    "moving a case to another office": [
        entry(FRESH, 2),
        move(FRESH, seq="2", office="'other'"),
    ],
    "changing how a definition was proven": ["update bihuan_definition set proof = '{}'"],
    "truncating definitions": ["truncate bihuan_definition cascade"],
    "a temporary table in place of the feedback": [
        "create temporary table bihuan_feedback as select * from bihuan_feedback"
        f" where case_ = '{CORRECTED}' and seq = 2",
        entry(CORRECTED, 4, **TO_CLOSED),
        move(CORRECTED, **CLOSE, closing="2", **GOOD),
    ],
    "a temporary table in place of history": [
        "create temporary table bihuan_history as select * from bihuan_history"
        f" where case_ = '{FRESH}'",
        "update bihuan_history set seq = 2, source = 'received', target = 'dispatched',"
        " hash = 'forged'",
        move(FRESH, state="'dispatched'", seq="2", head="'forged'"),
    ],
    "replacing a case through another's identity": [
        entry(FRESH, 2),
        move(FRESH, seq="2", identity=f"(select identity from bihuan_cases where id = '{CLOSED}')")
        .replace("update", "update or replace", 1),
    ],
    "putting a case right without a note": [move(FRESH, title="'x'", changed_at=LATER)],
    "putting a closed case right without a note": [move(CLOSED, title="'x'", changed_at=LATER)],
    "putting a closed case right by opening it": [
        repair(CLOSED, 3), move(CLOSED, state="'dispatched'", final="false", closing="null",
            closing_standing="null", changed_at=LATER),
    ],
    "putting a case right twice with one note": [
        repair(FRESH, 1),
        move(FRESH, title="'x'", changed_at=LATER),
        move(FRESH, title="'y'", changed_at=LATER),
    ],
    "putting a case right by closing it": [
        repair(FRESH, 1),
        move(FRESH, state="'closed'", final="true", closing="1", **GOOD, changed_at=LATER),
    ],
    "putting a case right by an earlier entry": [
        repair(UNSATISFIED, 1), move(UNSATISFIED, seq="1", state="'received'", changed_at=LATER)
    ],
    "putting a case right by another case's note": [
        repair(UNSATISFIED, 2), move(FRESH, title="'x'", changed_at=LATER)
    ],
    "putting a case right in the past": [
        repair(FRESH, 1).replace("2099", "1999"),
        move(FRESH, title="'x'", changed_at=LATER.replace("2099", "1999")),
    ],
    "taking a case to another definition by an ordinary entry": [
        *another("draft"),
        entry(FRESH, 2, target="'dispatched'", definition=OTHER),
        move(FRESH, seq="2", state="'dispatched'", definition=OTHER),
    ],
    "taking a case to another definition without an entry": [
        *another("draft"), move(FRESH, definition=OTHER)
    ],
    "taking a closed case to another definition": [
        *another("draft"),
        entry(CLOSED, 4, event="'migrate'", source="'closed'", definition=OTHER),
        move(CLOSED, seq="4", definition=OTHER),
    ],
    "two definitions that begin new cases": another("active"),
    "changing whom a definition serves": ["update bihuan_definition set duty = 'reading'"],
    "changing who appointed a definition": [
        APPOINTED,
        "update bihuan_appointment set actor = '李某'",
    ],
    "removing an appointment": [APPOINTED, "delete from bihuan_appointment"],
    "truncating appointments": ["truncate bihuan_appointment"],
    "replacing an appointment": [APPOINTED, APPOINTED.replace("insert", "replace", 1)],
    "a note of a repair that is to come": [repair(FRESH, 2)],
    "changing the note of a repair": [repair(FRESH, 1), "update bihuan_repair set actor = '李某'"],
    "removing the note of a repair": [repair(FRESH, 1), "delete from bihuan_repair"],
    "replacing a repair's note": [repair(FRESH, 1), repair(FRESH, 1).replace("insert", "replace")],
    **ON_LETTERS,
}  # fmt: skip
ONLY_SQLITE = ("replace into", "update or replace", "replace ", "pragma")
ONLY_POSTGRES = ("truncate",)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_refuses(attack: str, shell: Shell, engine: Engine) -> None:
    statements = ATTACKS[attack]
    foreign = ONLY_POSTGRES if shell.is_sqlite else ONLY_SQLITE
    if any(statement.startswith(foreign) for statement in statements):
        pytest.skip("there is no such statement in this database")
    before = stored(engine)

    with pytest.raises((sqlite3.DatabaseError, psycopg.Error)) as refusal:
        shell.run(*statements)

    assert isinstance(refusal.value, (sqlite3.IntegrityError, psycopg.IntegrityError))
    assert stored(engine) == before


def test_what_is_refused_is_the_attack_and_not_its_spelling(shell: Shell, engine: Engine) -> None:
    """The forged statements, used for what the law allows, are accepted."""
    shell.run(
        entry(FRESH, 2, target="'feedback'"),
        form(FRESH, 2),
        move(FRESH, state="'feedback'", seq="2"),
        entry(FRESH, 3, hash="'forged again'", **TO_CLOSED, source="'feedback'"),
        move(FRESH, **CLOSE, head="'forged again'", closing="2", **GOOD),
    )

    assert SqlStore(engine).case(OFFICE, FRESH).final


def test_a_migration_s_entry_takes_a_case_to_another_definition(
    shell: Shell, engine: Engine
) -> None:
    shell.run(
        *another("draft"),
        entry(FRESH, 2, event="'migrate'", target="'dispatched'", definition=OTHER),
        move(FRESH, seq="2", state="'dispatched'", definition=OTHER),
    )

    assert SqlStore(engine).case(OFFICE, FRESH).definition == OTHER.strip("'")


def test_a_case_cannot_be_born_closed(shell: Shell, engine: Engine) -> None:
    values = {column.name: column.name for column in tables.cases.columns}
    values |= {"id": "'c-9'", "identity": "'new'", "seq": "1", "head": "'forged'", "closing": "1"}

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="law_case_begins"):
        shell.run(
            entry(FRESH, 1, case_="'c-9'", target="'closed'", source="null", previous="null"),
            f"insert into bihuan_cases ({', '.join(values)}) select {', '.join(values.values())}"
            f" from bihuan_cases where id = '{CLOSED}'",
        )

    assert SqlStore(engine).find(OFFICE, Query(after="c-5")) == []
