"""The groups of commands, each a list of places."""

from __future__ import annotations

from bihuan.adapters.cli import tree
from bihuan.adapters.cli.commands import LazyGroup

case = LazyGroup("case", tree.CASE)
commitment = LazyGroup("commitment", tree.COMMITMENT)
deadline = LazyGroup("deadline", tree.DEADLINE)
urge = LazyGroup("urge", tree.URGE)
notify = LazyGroup("notify", tree.NOTIFY)
platform = LazyGroup("platform", tree.PLATFORM)
outbox = LazyGroup("outbox", tree.OUTBOX)
doc = LazyGroup("doc", tree.DOC)
number = LazyGroup("number", tree.NUMBER)
templates = LazyGroup("templates", tree.TEMPLATES)
calendar = LazyGroup("calendar", tree.CALENDAR)
definition = LazyGroup("definition", tree.DEFINITION)
migrate = LazyGroup("migrate", tree.MIGRATE)
timer = LazyGroup("timer", tree.TIMER)
audit = LazyGroup("audit", tree.AUDIT)
incident = LazyGroup("incident", tree.INCIDENT)
db = LazyGroup("db", tree.DB)
config = LazyGroup("config", tree.CONFIG)
service = LazyGroup("service", tree.SERVICE)
token = LazyGroup("token", tree.TOKEN)
link = LazyGroup("link", tree.LINK)
webhook = LazyGroup("webhook", tree.WEBHOOK)
