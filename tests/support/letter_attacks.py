"""What somebody with a database shell might do to letters, their numbers and what they promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from support.raw_sql import CLOSED, FRESH, kept, number, promise

ON_LETTERS: Mapping[str, Sequence[str]] = {
    "changing a draft": ["update bihuan_draft set lines = 'x'"],
    "removing a draft": ["delete from bihuan_draft"],
    "truncating drafts": ["truncate bihuan_draft"],
    "replacing a draft": ["replace into bihuan_draft select * from bihuan_draft"],
    "changing who signed a letter": ["update bihuan_letter_step set by_ = '李某'"],
    "removing a signature": ["delete from bihuan_letter_step"],
    "truncating the steps of letters": ["truncate bihuan_letter_step"],
    "replacing a signature": ["replace into bihuan_letter_step select * from bihuan_letter_step"],
    "changing a file": ["update bihuan_paper set name = 'x'"],
    "removing a file": ["delete from bihuan_paper"],
    "truncating files": ["truncate bihuan_paper"],
    "changing what was promised": [promise(FRESH), "update bihuan_commitment set text = 'x'"],
    "removing what was promised": [promise(FRESH), "delete from bihuan_commitment"],
    "replacing what was promised": [
        promise(FRESH), promise(FRESH).replace("insert", "replace", 1)
    ],
    "truncating what was promised": ["truncate bihuan_commitment cascade"],
    "promising for a case nobody knows": [promise("c-404")],
    "changing what came of a promise": [
        promise(FRESH), kept(FRESH), "update bihuan_fulfilment set status = 'failed'"
    ],
    "removing what came of a promise": [
        promise(FRESH),
        kept(FRESH),
        "delete from bihuan_fulfilment",
    ],
    "replacing what came of a promise": [
        promise(FRESH), kept(FRESH), kept(FRESH).replace("insert", "replace", 1)
    ],
    "truncating what came of promises": ["truncate bihuan_fulfilment"],
    "keeping what nobody promised": [kept(FRESH)],
    "using a number for another case": [number("used", FRESH), number("used", CLOSED, no=2)],
    "using a number reserved for another case": [
        number("reserved", FRESH), number("used", CLOSED, no=2)
    ],
    "using a void number": [number("void"), number("used", FRESH, no=2)],
    "using a number for nobody": [number("used")],
    "using a number for a case nobody knows": [number("used", "c-404")],
    "making a used number void": [number("used", FRESH), number("void", FRESH, no=2)],
    "reserving a number twice": [number("reserved"), number("reserved", no=2)],
    "writing a number's first turn twice": [number("reserved", FRESH), number("used", CLOSED)],
    "writing a number's turn over": [
        number("used", FRESH), number("used", CLOSED).replace("insert", "replace", 1)
    ],
    "leaving out a turn of a number": [number("reserved", FRESH, no=2)],
    "a turn of a number that does not exist": [number("lent", FRESH)],
    "a number's turn in a state unknown, with CHECK off": [
        "pragma ignore_check_constraints = on", number("lent", FRESH)
    ],
    "giving a used number to another case": [
        number("used", FRESH), f"update bihuan_document_number set case_ = '{CLOSED}'"
    ],
    "freeing a used number": [
        number("used", FRESH), "update bihuan_document_number set status = 'reserved'"
    ],
    "removing a used number": [number("used", FRESH), "delete from bihuan_document_number"],
    "truncating the register of numbers": ["truncate bihuan_document_number"],
}  # fmt: skip
