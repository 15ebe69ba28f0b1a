"""Notices to a group in 企业微信, 钉钉 or 飞书, through the group's robot.

These services answer with status 200 when they refuse (a robot may speak
twenty times a minute), and say so in a code. apprise does not read it in the
first two, so that an urging would count as sent which nobody saw. What is
theirs is small: a form each, and a signature.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.http import check
from bihuan.adapters.notify.texts import shortened
from bihuan.adapters.notify.web import Gate, knock, post, target


class Service(StrEnum):
    """Whose group it is."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A group's robot: who speaks, with which token, signing with which secret."""

    service: Service
    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    base: str = ""
    """Where the service is; empty for the public one. An office may run its own."""

    @property
    def place(self) -> str:
        """Where the service is."""
        return (self.base or _PUBLIC[self.service]).rstrip("/")


_PUBLIC = {
    Service.WECOM: "https://qyapi.weixin.qq.com",
    Service.DINGTALK: "https://oapi.dingtalk.com",
    Service.FEISHU: "https://open.feishu.cn",
}
_SUCCESS: Mapping[Service, Mapping[str, int]] = {
    Service.WECOM: {"errcode": 0},
    Service.DINGTALK: {"errcode": 0},
    Service.FEISHU: {"code": 0},
}
_TOO_OFTEN: Mapping[Service, frozenset[int]] = {
    # 全局错误码, developer.work.weixin.qq.com/document/path/90313: too many calls, or too many at
    # once.
    Service.WECOM: frozenset({45009, 45033}),
    # 自定义机器人, open.dingtalk.com, lists 410100; 130101 is what robots report they were answered
    # ("send too fast, exceed 20 times per minute", ccfos/nightingale#369).
    Service.DINGTALK: frozenset({130101, 410100}),
    # 自定义机器人使用指南, open.feishu.cn/document/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN. Its 9499 is
    # a notice in the wrong form.
    Service.FEISHU: frozenset({11232}),
}
"""What each says to a robot that speaks more often than it may."""
ROOM = {Service.WECOM: 2048, Service.DINGTALK: 19_000, Service.FEISHU: 19_000}
"""How many bytes of text each takes; WeCom cuts the rest off without a word."""

Form = Callable[[Robot, str, Notice], tuple[str, dict[str, object]]]
"""The URL and the document for a text."""


class ChatChannel:
    """Lets a robot say each notice in its group; an address is whom to point at."""

    addressed = False

    def __init__(self, robot: Robot, gate: Gate, name: str = "", lang: str = "zh") -> None:
        target(f"{robot.place}/", gate)  # a place that cannot be posted to is said at once
        self.seconds = gate.seconds
        self._robot = robot
        self._gate = gate
        self._name = name or robot.service.value
        self._lang = lang

    def knock(self) -> None:
        """Connect as for a notice, and say nothing."""
        knock(self._name, target(f"{self._robot.place}/", self._gate), self._gate)

    def send(self, notice: Notice) -> str:
        """Say it; the receipt is the status of the answer."""
        robot = self._robot
        text = shortened(f"{notice.subject}\n{notice.text}", ROOM[robot.service], self._lang)
        url, document = _FORMS[robot.service](robot, text, notice)
        answer = post(
            self._name,
            target(url, self._gate),
            json.dumps(document, ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8"},
            self._gate,
        )
        check(self._name, answer, _SUCCESS[robot.service], _TOO_OFTEN[robot.service])
        return str(answer.status)


def _wecom(robot: Robot, text: str, notice: Notice) -> tuple[str, dict[str, object]]:
    said: dict[str, object] = {"content": text}
    if notice.address:
        said["mentioned_list"] = [notice.address]
    url = f"{robot.place}/cgi-bin/webhook/send?key={quote(robot.token, safe='')}"
    return url, {"msgtype": "text", "text": said}


def _dingtalk(robot: Robot, text: str, notice: Notice) -> tuple[str, dict[str, object]]:
    url = f"{robot.place}/robot/send?access_token={quote(robot.token, safe='')}"
    if robot.secret:
        stamp = str(int(notice.at.timestamp() * 1000))
        signature = _mac(robot.secret, f"{stamp}\n{robot.secret}")
        url += f"&timestamp={stamp}&sign={quote(signature, safe='')}"
    document: dict[str, object] = {"msgtype": "text", "text": {"content": text}}
    if notice.address:
        document["at"] = {"atUserIds": [notice.address]}
    return url, document


def _feishu(robot: Robot, text: str, notice: Notice) -> tuple[str, dict[str, object]]:
    url = f"{robot.place}/open-apis/bot/v2/hook/{quote(robot.token, safe='')}"
    if notice.address:
        text = f'<at user_id="{quote(notice.address)}"></at> {text}'
    document: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        stamp = str(int(notice.at.timestamp()))
        document |= {"timestamp": stamp, "sign": _mac(f"{stamp}\n{robot.secret}", "")}
    return url, document


def _mac(key: str, message: str) -> str:
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


_FORMS: Mapping[Service, Form] = {
    Service.WECOM: _wecom,
    Service.DINGTALK: _dingtalk,
    Service.FEISHU: _feishu,
}
