"""The JSON schema of the exchange format, made from the code that reads and writes it."""

import json
import sys
from pathlib import Path
from typing import Any

from bihuan.adapters.platforms.document import FORMAT, LONGEST_NAME, VERSION
from bihuan.engine.platforms import INCOMING, OUTGOING
from project import ROOT

PAGE = Path("docs/reference/exchange-format.schema.json")
DIGEST = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
NAME = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
FIELDS = {"type": "object"}


def schema() -> dict[str, Any]:
    """One schema with a definition for each document."""
    head = {"format": {"const": FORMAT}, "version": {"const": VERSION}}
    incoming = _object(
        id=NAME,
        kind={"enum": [*INCOMING]},
        proposal=NAME,
        version={"type": "integer", "minimum": 1},
        checksum=DIGEST,
        fields=FIELDS,
    )
    outgoing = _object(
        key=NAME, kind={"enum": [*OUTGOING]}, proposal=NAME, fields=FIELDS, letter=DIGEST
    )
    outgoing["required"].remove("letter")
    outcome = {"enum": ["taken", "known", "refused"]}
    result = _object(key=NAME, outcome=outcome, reason={"type": "string"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT} {VERSION}",
        "$defs": {
            "pull_request": _object(
                **head, after={"type": "string"}, limit={"type": "integer", "minimum": 1}
            ),
            "pull_answer": _object(
                **head,
                cursor={"type": "string", "maxLength": 500},
                more={"type": "boolean"},
                records={"type": "array", "items": incoming},
            ),
            "push_request": _object(**head, records={"type": "array", "items": outgoing}),
            "push_answer": _object(**head, results={"type": "array", "items": result}),
            "files_answer": _object(**head, digest=DIGEST),
        },
    }


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties]}


def main() -> int:
    """With --write, write the file; else 1 when it is not what the code says."""
    text = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    file = ROOT / PAGE
    if "--write" in sys.argv[1:]:
        file.write_text(text, "utf-8")
        return 0
    if not file.exists() or file.read_text("utf-8") != text:
        print(f"{PAGE} is not current; run python tools/exchange_schema.py --write")
        return 1
    print("exchange schema: ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
