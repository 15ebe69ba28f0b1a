"""A template can do nothing but show what it was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.adapters.outside.errors import FileError
from bihuan.adapters.papers.filling import Form
from bihuan.adapters.papers.rendering import render
from bihuan.adapters.papers.tags import Flaw
from support.templates import said, small

CANARY = "/tmp/canary"
ATTACKS = [
    "{{ cycler.__init__.__globals__.os.popen('touch CANARY').read() }}",
    "{{ joiner.__init__.__globals__.os.system('touch CANARY') }}",
    "{{ namespace.__init__.__globals__['os'].system('touch CANARY') }}",
    "{{ lipsum.__globals__.os.popen('touch CANARY').read() }}",
    "{{ lipsum.__globals__['__builtins__'].open('CANARY','w').write('x') }}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').system('touch CANARY') }}",
    "{{ self._TemplateReference__context }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ 标题['__cla' ~ 'ss__'] }}",
    "{{ 标题|attr('__class__') }}",
    "{{ 标题|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ().__class__.__bases__[0].__subclasses__()[100]('touch CANARY', shell=True) }}",
    "{{ 标题.format.__globals__ }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(标题) }}",
    "{{ '%s' % 标题 }}",
    "{{ 人.items() }}",
    "{{ 人.pop('姓名') }}",
    "{{ 名单.append('x') }}",
    "{{ dict(a=1) }}",
    "{{ range(999999999) }}",
    "{{ 'A' * 20000000 }}",
    "{{ 标题|map(attribute='__class__')|list }}",
    "{{ 名单|map('upper')|list }}",
    "{% set x = 标题.__class__ %}{{ x }}",
    "{% import 'os' as os %}{{ os.system('touch CANARY') }}",
    "{% include '/etc/passwd' %}",
    "{% extends '/etc/passwd' %}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
    "{% for x in 名单 recursive %}{{ loop(名单) }}{% endfor %}",
    "{% for x in 标题.__class__.__mro__ %}{{ x }}{% endfor %}",
    "{{ loop.__init__.__globals__ }}",
    "{{ url_for.__globals__ }}",
    "{{ config }}",
    "{{ request.application.__globals__ }}",
    "{{ 标题|safe }}",
    "{{ 标题 if 标题.__class__ else '' }}",
    "{% with a=标题 %}{{ a }}{% endwith %}",
    "{% do 名单.append('x') %}",
    "{% raw %}{{ 标题 }}{% endraw %}",
    "{# 标题 #}",
    "{{ 标题 -}}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_executes_nothing(attack: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    people = {"姓名": "某委员"}
    names = ["某委员"]

    with pytest.raises(Flaw):
        Form(small(attack.replace("CANARY", str(canary)))).filled(
            {"标题": "答复", "人": people, "名单": names}
        )

    assert not canary.exists()
    assert (people, names) == ({"姓名": "某委员"}, ["某委员"])


def test_the_child_refuses_an_attack_as_well(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    attack = ATTACKS[0].replace("CANARY", str(canary))

    with pytest.raises(FileError):
        render(small(attack), {})

    assert not canary.exists()


BOMBS = {
    "signal": ("{% for 甲 in 列 %}" * 4 + "{% endfor %}" * 4, ["长"] * 400),
    "memory": ("{% for 甲 in 列 %}" * 2 + "{{ 甲 }}" + "{% endfor %}" * 2, ["长" * 490] * 1000),
}


@pytest.mark.parametrize("end", BOMBS)
def test_a_template_that_wants_too_much_ends_with_its_child(end: str) -> None:
    bomb, column = BOMBS[end]

    with pytest.raises(FileError) as refused:
        render(small(bomb), {"列": column}, name="答复函.docx")

    assert refused.value.reason == "stopped"
    assert end in refused.value.detail


def test_text_that_looks_like_markup_stays_text() -> None:
    hostile = "</w:t></w:r></w:p><w:p><w:r><w:t>伪造 &amp; &#x0; <!-- "

    assert said(render(small("{{ 正文 }}"), {"正文": hostile})) == [hostile]


def test_a_paper_shows_nothing_of_the_properties_of_its_template() -> None:
    with pytest.raises(Flaw):
        Form(small("{{ 标题.title }}")).filled({"标题": {"x": "y"}})
