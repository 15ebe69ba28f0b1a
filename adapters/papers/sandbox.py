"""What a tag may do: show a field, repeat over a list, choose, and nothing else.

Jinja's sandbox keeps a tag away from Python; on top of it only a short list of constructs is
allowed, so that a template cannot call, calculate, import or define anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from bihuan.adapters.papers.tags import Flaw

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.Filter,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)
_NUMERALS = "零一二三四五六七八九"


class MissingValue(UndefinedError):
    """A tag asks for what was not handed over."""

    def __init__(self, name: str, owner: object, message: str | None) -> None:
        super().__init__(message)
        self.name = name
        self.owner = owner


class _Missing(StrictUndefined):
    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        del exc
        raised = partial(MissingValue, name or "", obj)
        super().__init__(hint, obj, name, raised)  # type: ignore[arg-type]


class NotText(Exception):
    """A tag shows what is no text: a list, a group of fields, yes or no."""


def shown(value: object) -> object:
    """The value, when it can be printed as it is."""
    if isinstance(value, bool) or not isinstance(value, str | int | StrictUndefined):
        raise NotText(type(value).__name__)
    return value


def joined(values: object, between: str = "、") -> str:
    """A list in one line."""
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        raise NotText(type(values).__name__)
    return between.join(values)


def padded(value: str | int, width: int = 4) -> str:
    """A number with noughts before it."""
    return str(value).rjust(min(width, 20), "0")


def numeral(value: int) -> str:
    """A number below a hundred in Chinese: 一, 十二, 三十."""
    tens, ones = divmod(int(value), 10)
    if not 0 <= tens < 10:
        return str(value)
    ten = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return ten + (_NUMERALS[ones] if ones or not tens else "")


FILTERS = {"连接": joined, "补零": padded, "中文数字": numeral, "个数": len}
"""The only ones there are."""


def environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """Jinja with nothing in it but our filters; a missing field is an error."""
    made = ImmutableSandboxedEnvironment(
        autoescape=autoescape, undefined=_Missing, finalize=shown, keep_trailing_newline=True
    )
    made.globals.clear()
    made.filters.clear()
    made.filters.update(FILTERS)
    made.tests.clear()
    return made


@dataclass(frozen=True, slots=True)
class Use:
    """A field that a template shows or asks for, by its outermost name, and its line."""

    name: str
    line: int


def parsed(source: str) -> nodes.Template:
    """The template, when every construct in it is allowed; Flaw's paragraph is the line."""
    try:
        tree = environment(autoescape=False).parse(source)
    except TemplateSyntaxError as problem:
        raise _syntax(problem) from None
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise Flaw("not_allowed", node.lineno, detail=type(node).__name__.lower())
        if isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.dyn_args):
            raise Flaw("no_filter", node.lineno, detail=node.name)
        if isinstance(node, nodes.For) and (node.recursive or node.test):
            raise Flaw("not_allowed", node.lineno, detail="for")
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise Flaw("not_allowed", node.lineno, detail=node.attr)
    return tree


def _syntax(problem: TemplateSyntaxError) -> Flaw:
    message = problem.message or ""
    if "end of template" in message.lower() or "unexpected end" in message.lower():
        return Flaw("block_open", problem.lineno, detail=message)
    return Flaw("tag_syntax", problem.lineno, detail=message)


def uses(tree: nodes.Template) -> Iterator[Use]:
    """Every field the template names, but for the names its own loops give."""
    yield from _uses(tree, frozenset({"loop"}) if _has_loop(tree) else frozenset())


def _has_loop(tree: nodes.Template) -> bool:
    return tree.find(nodes.For) is not None


def _uses(node: nodes.Node, known: frozenset[str]) -> Iterator[Use]:
    if isinstance(node, nodes.Name):
        if node.ctx == "load" and node.name not in known:
            yield Use(node.name, node.lineno)
        return
    if isinstance(node, nodes.For):
        given = frozenset(name.name for name in _targets(node))
        yield from _uses(node.iter, known)
        for child in node.body:
            yield from _uses(child, known | given)
        for child in node.else_:
            yield from _uses(child, known)
        return
    for child in node.iter_child_nodes():
        yield from _uses(child, known)


def _targets(loop: nodes.For) -> Iterator[nodes.Name]:
    if isinstance(loop.target, nodes.Name):
        yield loop.target
    yield from loop.target.find_all(nodes.Name)


def bare(tree: nodes.Template, late: Collection[str]) -> None:
    """Hold fields that are filled in later to plain tags: nothing can be done with them yet."""
    plain = {
        id(child)
        for output in tree.find_all(nodes.Output)
        for child in output.nodes
        if isinstance(child, nodes.Name)
    }
    for name in tree.find_all(nodes.Name):
        if name.name in late and id(name) not in plain:
            raise Flaw("late_bare", name.lineno, field=name.name)


def rendered(template: Template, fields: Mapping[str, object]) -> str:
    """The text of a template of plain text; Flaw's paragraph is the line where it failed."""
    try:
        return template.render(fields)
    except MissingValue as problem:
        kept = problem.owner if isinstance(problem.owner, Mapping) else {}
        near = ",".join(str(name) for name in kept)
        line = _line(problem.__traceback__)
        raise Flaw("unknown_part", line, field=problem.name, detail=near) from None
    except NotText as problem:
        raise Flaw("not_text", _line(problem.__traceback__), detail=str(problem)) from None
    except SecurityError as problem:
        raise Flaw("not_allowed", _line(problem.__traceback__), detail=str(problem)) from None
    except (TypeError, ValueError, ArithmeticError, LookupError) as problem:
        raise Flaw("tag_fails", _line(problem.__traceback__), detail=str(problem)) from None


def _line(trace: TracebackType | None) -> int:
    """The last line of the template that was being rendered."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
