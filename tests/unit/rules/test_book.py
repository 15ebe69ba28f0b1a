"""Who is reached where, and who stands in for whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.rules.book import Book, BookError, Entry, Kind, Role, parse_book

TEXT = """
note = "示例"
[[entry]]
name = "办公室"
kind = "office"
address = { mail = "office@example.gov.cn" }

[[entry]]
name = "甲处"
kind = "division"

[[entry]]
name = "某处长"
division = "甲处"
roles = ["head"]
address = { mail = "head@example.gov.cn", wecom = "head" }

[[entry]]
name = "某经办"
division = "甲处"
digest = true
address = { mail = "officer@example.gov.cn" }

[[entry]]
name = "休假经办"
division = "甲处"
away = true
stand_in = "某经办"

[[entry]]
name = "调离经办"
division = "甲处"
left = true

[[entry]]
name = "某厅长"
roles = ["leader"]

[[entry]]
name = "乙局"
kind = "unit"
address = { mail = "b@example.org" }
"""


@pytest.fixture
def book() -> Book:
    return parse_book(TEXT, "book.toml", ("mail", "wecom"))


@pytest.mark.parametrize(
    ("name", "division", "reached"),
    [
        ("某经办", None, "某经办"),
        ("休假经办", None, "某经办"),
        ("调离经办", None, "某处长"),
        ("甲处", None, "某处长"),
        ("某厅长", None, "某厅长"),
        ("乙局", None, "乙局"),
        ("无名氏", None, "办公室"),
        ("无名氏", "甲处", "某处长"),
        ("无名氏", "没有的处", "办公室"),
        ("office", None, "办公室"),
    ],
)
def test_a_notice_reaches_somebody_who_is_there(
    book: Book, name: str, division: str | None, reached: str
) -> None:
    assert book.reach(name, division).name == reached


def test_an_entry_knows_its_addresses_and_whether_it_wants_a_digest(book: Book) -> None:
    head, officer = book.entry("某处长"), book.entry("某经办")

    assert head is not None
    assert officer is not None
    assert (head.address("mail"), head.address("wecom")) == ("head@example.gov.cn", "head")
    assert (officer.address("wecom"), officer.digest, head.digest) == (None, True, False)
    assert "example.gov.cn" not in repr(head)


def test_those_of_a_role_are_found_in_the_order_of_the_book(book: Book) -> None:
    assert [one.name for one in book.of_role("leader")] == ["某厅长"]
    assert [one.name for one in book.of_role("office")] == ["办公室"]
    assert book.of_role("supervision_office") == ()


def test_a_division_with_an_address_of_its_own_gets_its_notices_itself() -> None:
    book = Book(
        [
            Entry(name="办公室", kind=Kind.OFFICE),
            Entry(name="甲处", kind=Kind.DIVISION, addresses={"mail": "a@example.gov.cn"}),
            Entry(name="某处长", division="甲处", roles=(Role.HEAD,)),
        ]
    )

    assert book.reach("甲处").name == "甲处"


def test_stand_ins_who_are_all_away_lead_to_the_head_and_never_in_a_circle() -> None:
    book = Book(
        [
            Entry(name="办公室", kind=Kind.OFFICE),
            Entry(name="甲处", kind=Kind.DIVISION),
            Entry(name="子", division="甲处", away=True, stand_in="丑"),
            Entry(name="丑", division="甲处", away=True, stand_in="子"),
            Entry(name="寅", division="甲处", roles=(Role.HEAD,)),
        ]
    )

    assert book.reach("子").name == "寅"


@pytest.mark.parametrize(
    ("text", "where", "cure"),
    [
        ("[[entry]]\nkind = 'office'", "book.toml: entry[1].name", "write name"),
        ("[[entry]]\nname = '甲'\nkind = 'ofice'", "entry[1].kind", "'office'"),
        ("[[entry]]\nname = '甲'\nmail = 'a@example.org'", "entry[1].mail", "use one of"),
        ("[[entry]]\nname = '甲'\nroles = ['hed']", "entry[1].roles", "'head'"),
        ("[[entry]]\nname = '甲'\naddress = { mial = 'a' }", "entry[1].address.mial", "'mail'"),
        ("[[entry]]\nname = '甲'\nroles = ['head']", "book.toml: 甲.roles", "write division"),
        ("[[entry]]\nname = '甲'\ndivision = '乙'", "book.toml: 甲.division", "write an entry"),
        ("[[entry]]\nname = '甲'\nstand_in = '甲'", "book.toml: 甲.stand_in", "somebody else"),
        ("[[entry]]\nname = '甲'\nstand_in = '乙'", "book.toml: 甲.stand_in", "use one of"),
        ("[[entry]]\nname = '甲'\n[[entry]]\nname = '甲'", "book.toml: 甲", "remove one"),
        ("[[entry]]\nname = '甲'", "book.toml", 'kind = "office"'),
        ("[[entry]]\nname = '甲'\nkind = 'office'\naway = true", "book.toml", "not away"),
        ("entry = 3", "book.toml: entry", "list of tables"),
        ("nonsense", "book.toml", "correct that line"),
    ],
)
def test_a_fault_names_its_place_and_its_cure(text: str, where: str, cure: str) -> None:
    with pytest.raises(BookError) as told:
        parse_book(text, "book.toml", ("mail",))

    assert where in told.value.where
    assert cure in told.value.cure


def test_a_division_has_one_head() -> None:
    heads = [Entry(name=one, division="甲处", roles=(Role.HEAD,)) for one in ("子", "丑")]
    rest = [Entry(name="办公室", kind=Kind.OFFICE), Entry(name="甲处", kind=Kind.DIVISION)]

    with pytest.raises(BookError, match="two heads"):
        Book([*rest, *heads])


NAMES = ("子", "丑", "寅", "卯")


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A book of four people, some of them away, with stand-ins anywhere."""
    people = [
        Entry(
            name=name,
            division=draw(st.sampled_from([None, "甲处"])),
            away=draw(st.booleans()),
            left=draw(st.booleans()),
            stand_in=draw(st.sampled_from([None, *(other for other in NAMES if other != name)])),
        )
        for name in NAMES
    ]
    rest = [Entry(name="办公室", kind=Kind.OFFICE), Entry(name="甲处", kind=Kind.DIVISION)]
    return Book([*rest, *people])


@given(books(), st.sampled_from([*NAMES, "甲处", "无名氏"]), st.sampled_from([None, "甲处"]))
def test_whoever_is_meant_somebody_present_is_reached(
    book: Book, name: str, division: str | None
) -> None:
    reached = book.reach(name, division)
    meant = book.entry(name)

    assert reached.present
    if meant is not None and meant.present and meant.kind is Kind.PERSON:
        assert reached == meant
