"""Every verb of the command line, as it is typed in an office that was just set up."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bihuan.rules.instants import beijing_date
from bihuan.states.canonical import canonical
from bihuan.states.reading import READING
from support.terminal import LETTER

OTHER = ("--title", "关于另一件事的提案", "--member", "某委员", "--received", "2025-03-03")
FIVE = (
    *("--leader", "某领导", "--division", "甲处", "--officer", "某经办"),
    *("--task", "提出办理意见", "--time", "2025-05-30"),
)
CALENDAR = """
[source]
name = "本单位"
[off]
"2025-03-10" = "停电"
"""
ANSWER = """
关于第1号提案的答复
某委员：
您提出的提案收悉。现答复如下：
一、关于××。已办。
某厅
2025年3月20日
"""

CHAIN: tuple[tuple[str, int], ...] = (
    ("case add --kind 提案 --role 主办 --number 1 {other}", 0),
    ("case list", 0),
    ("case show 1", 0),
    ("case why-not 1", 0),
    ("case why-not 1 reply", 3),
    ("case assign 1 {five} --at 2025-03-05", 0),
    ("case contact 1 --how 走访 --at 2025-03-06", 0),
    ("case ask 1 --unit 乙处 --at 2025-03-06 --due 2025-03-20", 0),
    ("urge send 1 --to 会办单位", 0),
    ("urge ack 1 --by 乙处 --reply 三日内回复", 0),
    ("urge mute 1 --until 2098-12-31", 3),
    ("urge mute 1 --until 2098-12-31 --reason 正在会商", 0),
    ("urge list 1", 0),
    ("urge list --open --unacknowledged", 0),
    ("notify test console 某经办", 0),
    ("notify deliveries 1", 0),
    ("notify outbox list", 0),
    ("notify outbox retry --all", 0),
    ("notify outbox drop --all --apply", 2),
    ("case opinion 1 --from 乙处", 0),
    ("deadline list", 0),
    ("deadline explain 1", 0),
    ("deadline extend 1 --until 2025-06-30", 3),
    ("deadline recompute", 0),
    ("deadline recompute --policy --apply", 2),
    ("deadline recompute --policy --apply --reason 无", 0),
    ("case fire 1 contact --arg how=phone", 0),
    ("case letter 1", 0),
    ("case sign 1 --signer 某厅长", 3),
    ("case draft 1 answer.txt --countersign 乙处", 0),
    ("case draft 1 own.doc", 2),
    ("case review 1", 3),
    ("case countersign 1 --unit 丙处", 2),
    ("case countersign 1 --unit 乙处", 0),
    ("case review 1 --reviewer 某主任", 0),
    ("case sign 1 --signer 某厅长 --document 某函〔2025〕3号", 3),
    ("case send-back 1", 3),
    ("case send-back 1 --reason 要素不全", 0),
    ("case letter 1 --out first.txt", 0),
    ("case letter 1 --no 9 --out none.txt", 2),
    ("case reply 1 {letter} 某函〔2025〕1号", 0),
    ("link add 1", 0),
    ("link add 404", 4),
    ("doc check answer.txt", 7),
    ("doc check answer.txt --case 1", 7),
    ("doc check answer.txt --case 1 --kind 提案", 2),
    ("doc check ledger.csv", 2),
    ("doc check own.doc", 2),
    ("doc fields --case 1", 0),
    ("doc fields --template", 0),
    ("doc render 1 --template 催办通知", 3),
    ("doc render 1 --template 征询意见表 --set 文号=x", 4),
    ("doc templates list", 0),
    ("doc templates export 催办通知", 0),
    ("doc templates check 催办通知.docx", 0),
    ("doc templates check own.doc", 4),
    ("doc fields --policy shanghai_2015 --letter 复函", 0),
    ("doc number next", 78),
    ("-c numbers.toml doc number next --case 1", 0),
    ("doc number reserve 某函〔2025〕7号 --reason 另行发文", 0),
    ("doc number reserve 某函(2025)7号", 5),
    ("doc number reserve 某函七号", 2),
    ("doc number void 某函〔2025〕7号 --reason 写错", 0),
    ("doc number void 某函〔2025〕7号", 2),
    ("doc number list --status 作废", 0),
    ("doc number show 某函[2025]7号", 0),
    ("case commitment list 1", 0),
    ("case commitment report 1 --status 已落实", 2),
    ("case commitment add 1 --text 修通东路 --due 2098-12-31", 0),
    ("case commitment report 1 --status 推进中", 0),
    ("case commitment report 1 2 --status 已落实", 2),
    ("case feedback 1 --verdict 满意 --no-follow-up", 0),
    ("case reassign 1", 3),
    ("case close 1", 0),
    ("case history 1", 0),
)
ASIDE: tuple[tuple[str, int], ...] = (
    ("case add --kind 提案 --role 主办 --number 1 {other}", 0),
    ("case add --kind 提案 --role 主办 --number 1 {other}", 5),
    ("case add --kind 提案 --role 主办 --number 2 {other}", 0),
    ("case add --kind 提案 --role 参阅 --number 3 {other}", 0),
    ("case import ledger.csv", 0),
    ("case import ledger.csv --apply --reason 交办会", 0),
    ("case show 99", 4),
    ("case merge 2 --into 1", 0),
    ("case unmerge 2", 0),
    ("case return 2 --reason 不属本单位 --to-unit 省某厅 --at 2025-03-05", 0),
    ("case return 2 --accepted", 0),
    ("case resume 2", 0),
    ("case withdraw 2 --reason 来函撤回", 0),
    ("case assign 3 {five} --at 2025-03-05", 0),
    ("case note 3", 0),
    ("run --once", 0),
    ("simulate --until {soon}", 0),
    ("simulate --until {soon} --seed 7", 0),
    ("simulate --until 2025-03-01", 2),
    ("status", 0),
    ("report annual --year 2025", 0),
    ("report annual --year 2025 --to 某机关 --out annual.docx", 0),
    ("report annual --year 2025 --to 某机关 --out annual.docx", 2),
    ("report annual --year 2025 --case 8 --rounding 截断 --digits 2 --out annual.xlsx", 0),
    ("report annual --format docx", 2),
    ("report annual --year 2024 --case 8", 2),
    ("report template --out annual-form.docx", 0),
    ("report annual --year 2025 --template annual-form.docx --out own.docx", 0),
    ("report annual --year 2025 --template ledger.csv --out other.docx", 2),
    ("report period --from 2025-03-01 --to 2025-03-31", 0),
    ("report period --from 2025-03-31 --to 2025-03-01", 2),
    ("report period --from 2025-03-01 --to 2025-03-31 --out period.xlsx", 0),
    ("report board --year 2025", 0),
    ("report board --out board.docx", 0),
    ("report own nobody_brings_it", 2),
    ("report list ledger --year 2025 --out list.xlsx", 0),
    ("report list ledger --year 2025 --out list.xlsx", 2),
    ("report list 责任清单 --year 2025 --out list.csv", 0),
    ("report list 承诺事项 --year 2025 --out promised.xlsx", 0),
    ("case import list.xlsx", 0),
    ("audit verify", 0),
    ("audit repair", 0),
    ("incident list", 0),
    ("doctor --only config", 0),
    ("doctor --only servers --network", 0),
    ("doctor --only discs", 2),
    ("incident show ffff", 4),
    ("incident retry ffff", 4),
    ("incident resolve ffff --reason 已处理", 4),
    ("audit export histories.jsonl", 0),
    ("audit verify --file histories.jsonl", 0),
    ("audit verify --file ledger.csv", 2),
    ("audit anchor --out anchors.jsonl", 0),
    ("audit verify --anchor anchors.jsonl", 0),
    ("timer list", 0),
    ("timer list 1 --all", 0),
    ("timer overdue --bucket", 0),
    ("timer reconcile", 0),
    ("timer reconcile --apply", 2),
    ("timer reconcile --apply --reason 恢复之后", 0),
)
UPKEEP: tuple[tuple[str, int], ...] = (
    ("version", 0),
    ("init", 2),
    ("calendar show 2025", 0),
    ("calendar check", 0),
    ("calendar import own.toml", 0),
    ("calendar import own.toml --apply", 2),
    ("calendar import own.toml --apply --reason 停电", 0),
    ("definition list", 0),
    ("definition show lead", 0),
    ("definition diagram lead", 0),
    ("definition prove", 0),
    ("definition prove own.toml", 7),
    ("definition add reading.json", 0),
    ("definition diff reading reading@1.1.1", 0),
    ("definition activate reading@1.1.1", 0),
    ("definition activate reading@1.1.1 --apply", 2),
    ("definition activate reading@1.1.1 --apply --reason 改版", 0),
    ("definition retire reading@1.1.1", 3),
    (f"definition retire reading@{READING.version} --apply --reason 收尾", 0),
    ("definition drain reading@1.1.1", 0),
    (f"migrate plan reading@{READING.version} reading@1.1.1 -o plan.toml", 0),
    (f"migrate plan reading@{READING.version} reading@1.1.1 -o plan.toml", 2),
    ("migrate check plan.toml", 0),
    ("migrate check own.toml", 78),
    ("migrate apply plan.toml", 0),
    ("migrate apply plan.toml --apply", 2),
    ("migrate apply plan.toml --apply --reason 改版", 0),
    ("migrate status", 0),
    ("migrate revert plan.toml", 3),
    ("migrate revert plan.toml --apply --reason 有误", 3),
    ("migrate revert ffffff", 4),
    ("definition retire reading@9", 4),
    ("token add --role 处室 --for 甲处经办", 2),
    ("token add --role 处室 --for 甲处经办 --division 甲处 --days 30", 0),
    ("token list", 0),
    ("link list", 0),
    ("link revoke ffff", 4),
    ("token revoke ffff", 4),
    ("webhook add https://oa.example.gov.cn/hook", 3),
    ("webhook list", 0),
    ("webhook rotate ffff", 4),
    ("webhook revoke ffff", 4),
    ("webhook deliveries ffff", 4),
    ("service print-unit --serve --host 10.0.0.5 --trust-proxy 10.0.0.1", 0),
    ("platform check-mapping renda", 0),
    ("platform check-mapping none", 78),
    ("platform pull renda", 4),
    ("platform push renda", 4),
    ("platform status renda", 4),
    ("platform conflicts renda", 4),
    ("platform resolve renda A-1 --take 平台", 4),
    ("platform replay renda 1", 4),
    ("serve --trust-proxy proxy.example.gov.cn", 2),
    ("serve --host 203.0.113.7 --port 0", 78),
    ("db current", 0),
    ("db check", 0),
    ("db backup copy.db", 0),
    ("db backup copy.db", 2),
    ("db restore copy.db", 0),
    ("db restore copy.db --apply", 0),
    ("db restore bihuan.toml", 7),
    ("db init", 0),
    ("db upgrade", 0),
    ("db sql", 0),
    ("db sql --from 0001 --to head", 0),
    ("db sql --from 0099", 2),
    ("config show --origin", 0),
    ("config check", 0),
    ("config policies", 0),
    ("service print-unit", 0),
    ("config explain database.url", 0),
    ("config explain nothing.here", 2),
    ("config path", 0),
    ("config schema", 0),
    ("-c nowhere.toml status", 78),
    ("fly", 2),
)
JOURNEYS = {"chain": CHAIN, "aside": ASIDE, "upkeep": UPKEEP}
"""What is typed, in this order, and the code each ends with."""


def words(line: str) -> list[str]:
    """The line as typed, with what is the same each time filled in."""
    soon = (f"{beijing_date(datetime.now(UTC)) + timedelta(days=9)}",)
    parts = {"{other}": OTHER, "{five}": FIVE, "{letter}": LETTER, "{soon}": soon}
    return [word for part in line.split() for word in parts.get(part, (part,))]


def supply(folder: Path) -> None:
    """Lay a ledger, a calendar file, a definition and letters where the lines name them."""
    (folder / "answer.txt").write_text(ANSWER, "utf-8")
    (folder / "own.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    settings = (folder / "bihuan.toml").read_text("utf-8").replace("[numbers]", "")
    settings += '\n[numbers]\nletter = { prefix = "某函" }\n'
    (folder / "numbers.toml").write_text(settings, "utf-8")
    (folder / "own.toml").write_text(CALENDAR, "utf-8")
    newer = canonical(replace(READING, version="1.1.1"))
    (folder / "reading.json").write_text(newer, "utf-8")
    with (folder / "ledger.csv").open("w", encoding="utf-8-sig", newline="") as opened:
        ledger = csv.writer(opened)
        ledger.writerow(["案号", "案由", "第一提案人", "类型", "办理方式", "收到日期"])
        ledger.writerow(["第0008号", "关于绿化的提案", "某委员", "提案", "主办", "2025-03-03"])
