"""Where each command lives; nothing here is loaded until it is asked for."""

from __future__ import annotations

_HERE = "bihuan.adapters.cli"

ROOT = {
    "demo": f"{_HERE}.demo:demo",
    "init": f"{_HERE}.setup:init",
    "run": f"{_HERE}.running:run",
    "serve": f"{_HERE}.web:serve",
    "token": f"{_HERE}.groups:token",
    "link": f"{_HERE}.groups:link",
    "webhook": f"{_HERE}.groups:webhook",
    "status": f"{_HERE}.status:status",
    "doctor": f"{_HERE}.doctor:doctor",
    "case": f"{_HERE}.groups:case",
    "deadline": f"{_HERE}.groups:deadline",
    "urge": f"{_HERE}.groups:urge",
    "simulate": f"{_HERE}.simulate:simulate",
    "notify": f"{_HERE}.groups:notify",
    "platform": f"{_HERE}.groups:platform",
    "doc": f"{_HERE}.groups:doc",
    "report": f"{_HERE}.report:report",
    "calendar": f"{_HERE}.groups:calendar",
    "definition": f"{_HERE}.groups:definition",
    "migrate": f"{_HERE}.groups:migrate",
    "timer": f"{_HERE}.groups:timer",
    "audit": f"{_HERE}.groups:audit",
    "incident": f"{_HERE}.groups:incident",
    "db": f"{_HERE}.groups:db",
    "config": f"{_HERE}.groups:config",
    "service": f"{_HERE}.groups:service",
    "version": f"{_HERE}.setup:version",
}
"""Every command of `bihuan`, in the order of its help page."""

GLOBALS = (
    ("-c, --config FILE", "config"),
    ("--db URL", "db"),
    ("--office ID", "office"),
    ("--json", "json"),
    ("--lang zh|en", "lang"),
    ("-v, --verbose", "verbose"),
    ("-q, --quiet", "quiet"),
    ("-V, --version", "version"),
    ("-h, --help", "help"),
)
"""The options before the command, with the names of their words."""

CASE = {
    "import": f"{_HERE}.imports:import_",
    "add": f"{_HERE}.cases_write:add",
    "list": f"{_HERE}.cases_read:list_",
    "show": f"{_HERE}.cases_show:show",
    "history": f"{_HERE}.cases_read:history",
    "assign": f"{_HERE}.cases_write:assign",
    "contact": f"{_HERE}.cases_write:contact",
    "ask": f"{_HERE}.cases_write:ask",
    "opinion": f"{_HERE}.cases_write:opinion",
    "draft": f"{_HERE}.letter_path:draft",
    "countersign": f"{_HERE}.letter_path:countersign",
    "review": f"{_HERE}.letter_path:review",
    "send-back": f"{_HERE}.letter_path:send_back",
    "sign": f"{_HERE}.letter_path:sign",
    "letter": f"{_HERE}.letter_path:letter",
    "reply": f"{_HERE}.cases_write:reply",
    "feedback": f"{_HERE}.cases_end:feedback",
    "close": f"{_HERE}.cases_end:close",
    "reassign": f"{_HERE}.cases_end:reassign",
    "return": f"{_HERE}.cases_aside:return_",
    "merge": f"{_HERE}.cases_aside:merge",
    "unmerge": f"{_HERE}.cases_aside:unmerge",
    "withdraw": f"{_HERE}.cases_aside:withdraw",
    "resume": f"{_HERE}.cases_aside:resume",
    "commitment": f"{_HERE}.groups:commitment",
    "note": f"{_HERE}.cases_aside:note",
    "fire": f"{_HERE}.cases_aside:fire",
    "why-not": f"{_HERE}.cases_why:why_not",
}
COMMITMENT = {
    "list": f"{_HERE}.commitments:list_",
    "add": f"{_HERE}.commitments:add",
    "report": f"{_HERE}.commitments:report",
}
DEADLINE = {
    "list": f"{_HERE}.deadlines:list_",
    "explain": f"{_HERE}.deadlines:explain",
    "extend": f"{_HERE}.deadlines:extend",
    "recompute": f"{_HERE}.recomputing:recompute",
}
URGE = {
    "list": f"{_HERE}.urgings:list_",
    "send": f"{_HERE}.urgings:send",
    "ack": f"{_HERE}.urgings:ack",
    "mute": f"{_HERE}.urgings:mute",
}
NOTIFY = {
    "test": f"{_HERE}.notices:test",
    "outbox": f"{_HERE}.groups:outbox",
    "deliveries": f"{_HERE}.notices:deliveries",
}
OUTBOX = {
    "list": f"{_HERE}.notices:list_",
    "retry": f"{_HERE}.notices:retry",
    "drop": f"{_HERE}.notices:drop",
}
DOC = {
    "render": f"{_HERE}.papers:render",
    "templates": f"{_HERE}.groups:templates",
    "check": f"{_HERE}.letters:check",
    "fields": f"{_HERE}.letters:fields",
    "number": f"{_HERE}.groups:number",
}
NUMBER = {
    "next": f"{_HERE}.numbers:next_",
    "reserve": f"{_HERE}.numbers:reserve",
    "void": f"{_HERE}.numbers:void",
    "list": f"{_HERE}.numbers:list_",
    "show": f"{_HERE}.numbers:show",
}
TEMPLATES = {
    "list": f"{_HERE}.templates:list_",
    "export": f"{_HERE}.templates:export",
    "check": f"{_HERE}.templates:check",
}
TOKEN = {
    "add": f"{_HERE}.tokens:add",
    "list": f"{_HERE}.tokens:list_",
    "revoke": f"{_HERE}.tokens:revoke",
}
LINK = {
    "add": f"{_HERE}.links:add",
    "list": f"{_HERE}.links:list_",
    "revoke": f"{_HERE}.links:revoke",
}
WEBHOOK = {
    "add": f"{_HERE}.webhooks:add",
    "list": f"{_HERE}.webhooks:list_",
    "rotate": f"{_HERE}.webhooks:rotate",
    "revoke": f"{_HERE}.webhooks:revoke",
    "deliveries": f"{_HERE}.webhooks:deliveries",
}
PLATFORM = {
    "pull": f"{_HERE}.platforms:pull",
    "push": f"{_HERE}.platforms:push",
    "status": f"{_HERE}.platforms:status",
    "conflicts": f"{_HERE}.platforms:conflicts",
    "resolve": f"{_HERE}.platforms:resolve",
    "replay": f"{_HERE}.platforms:replay",
    "check-mapping": f"{_HERE}.platforms:check_mapping",
}
CALENDAR = {
    "show": f"{_HERE}.calendars:show",
    "check": f"{_HERE}.calendars:check",
    "import": f"{_HERE}.calendars:import_",
}
DEFINITION = {
    "list": f"{_HERE}.definitions:list_",
    "show": f"{_HERE}.definitions:show",
    "diagram": f"{_HERE}.definitions:diagram",
    "prove": f"{_HERE}.definitions:prove",
    "add": f"{_HERE}.definition_turns:add",
    "diff": f"{_HERE}.definition_turns:diff",
    "activate": f"{_HERE}.definition_turns:activate",
    "drain": f"{_HERE}.definition_turns:drain",
    "retire": f"{_HERE}.definition_turns:retire",
}
MIGRATE = {
    "plan": f"{_HERE}.migrations:plan",
    "check": f"{_HERE}.migrations:check",
    "apply": f"{_HERE}.migrations:apply",
    "status": f"{_HERE}.migrations:status",
    "revert": f"{_HERE}.migrations:revert",
}
TIMER = {
    "list": f"{_HERE}.timers:list_",
    "overdue": f"{_HERE}.timers:overdue",
    "reconcile": f"{_HERE}.timers:reconcile",
}
AUDIT = {
    "verify": f"{_HERE}.audits:verify",
    "repair": f"{_HERE}.audits:repair",
    "export": f"{_HERE}.audits:export",
    "anchor": f"{_HERE}.audits:anchor",
}
DB = {
    "init": f"{_HERE}.databases:init",
    "current": f"{_HERE}.databases:current",
    "check": f"{_HERE}.databases:check",
    "upgrade": f"{_HERE}.databases:upgrade",
    "sql": f"{_HERE}.databases:sql",
    "backup": f"{_HERE}.backups:backup",
    "restore": f"{_HERE}.backups:restore",
}
INCIDENT = {
    "list": f"{_HERE}.incidents:list_",
    "show": f"{_HERE}.incidents:show",
    "retry": f"{_HERE}.incidents:retry",
    "resolve": f"{_HERE}.incidents:resolve",
}
CONFIG = {
    "show": f"{_HERE}.configs:show",
    "check": f"{_HERE}.configs:check",
    "explain": f"{_HERE}.configs:explain",
    "policies": f"{_HERE}.configs:policies",
    "path": f"{_HERE}.configs:path",
    "schema": f"{_HERE}.configs:schema",
}
SERVICE = {"print-unit": f"{_HERE}.service:print_unit"}
