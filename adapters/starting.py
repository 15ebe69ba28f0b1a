"""The configuration an office starts with: every part of it, most of it commented out."""

from __future__ import annotations


def template(org: str, url: str, policy: str) -> str:
    """A commented file to start from."""
    return f'''# bihuan 配置。密码不要写在这里：用环境变量 BIHUAN_DATABASE__URL。
[org]
id   = "office"
name = "{org}"
# contact = "某办公室"     # 通知中写明有疑问找谁
# telephone = ""

[database]
url = "{url}"
# url = "postgresql://bihuan@db.local/bihuan"

[rules]
policy = "{policy}"        # bihuan config policies 列出可用的地区
# ladders = "ladders.toml" # 本单位的催办梯次
# machines = ["lead.json"] # 本单位改过的流程定义，启用前先证明

[calendar]
files = []                 # 本单位或本省的日历文件，前面的优先

[numbers]                  # 文号：本单位各类函件的编号
# letter  = {{ prefix = "某函" }}
# opinion = {{ prefix = "某提函" }}    # 会办意见另编一列的
# 年中启用的，写明当年从几号起：letter = {{ prefix = "某函", starts = {{ 2025 = 38 }} }}

[notify]
# file = "outbox.jsonl"    # 催办消息写入的文件；不写则只显示在屏幕上
# default = ["mail"]       # 梯次中的 notice 走哪条通道
# book = "book.toml"       # 通讯录
# lang = "en"              # 通知用英文；--lang 只管屏幕
# [notify.mail]            # 密码只写引用：secret:名称 或 file:路径
# kind = "smtp"
# host = "mail.example.gov.cn"
# from = "bljy@example.gov.cn"

# [notify.hours]           # 通知只在工作日的这段时间内发出
# opens  = "09:00"
# closes = "17:30"
# quiet  = ["12:00-14:00"] # 其间不发
# always = true            # 不分昼夜、不分节假日，随时发出

# [platforms.renda]        # 省级平台；bihuan platform --help
# url = "https://platform.example.gov.cn/bihuan"
# secret = "secret:RENDA"
# every = 600              # 守护进程每隔几秒交换一次；0 为不自动

[webhooks]                 # 告诉其他系统发生了什么
# key = "secret:webhooks"  # 各订阅的签名密钥由它算出，至少 32 个字符
# hosts = ["oa.example.gov.cn"] # 只向这些主机推送

[documents]
# templates = "templates"  # 本单位自己的模板；bihuan doc templates export 导出一份来改
# fonts = "fonts"          # 转 PDF 时另用的字体
# soffice = "/usr/bin/soffice"
# ofd = {{ command = ["程序", "{{in}}", "{{out}}"] }}

[run]
interval = 60              # 守护进程每隔几秒查看一次到期
# listen = "127.0.0.1:9464" # /healthz /readyz /metrics；"" 为不开
# nightly = "02:30"        # 每夜检查的时刻(北京时间)

[pages]
# address = "https://jy.example.gov.cn" # 代表委员用的网址，写在反馈链接里
# correct_within = 3       # 点错了，几天内可自行更正一次；不写则找办公室
# key = "file:pages.key"   # 几个进程一起服务时共用

[log]
# level = "info"           # debug | info | warning | error
# file = "bihuan.log"      # 不写则写到标准错误
'''
