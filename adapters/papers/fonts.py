"""Which face stands in for a font that papers name and a machine has not.

Templates keep the usual names, since Word and WPS know them. When a paper is turned into pages
here, fontconfig is told what comes next to each name; no font is shipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

FACES: Mapping[str, Sequence[str]] = {
    "仿宋_GB2312": ("仿宋", "FangSong", "STFangsong", "FandolFang R", "Noto Serif CJK SC"),
    "楷体_GB2312": ("楷体", "KaiTi", "STKaiti", "AR PL UKai CN", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "STHeiti", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "STZhongsong", "Noto Serif CJK SC"),
    "宋体": ("SimSun", "STSong", "AR PL UMing CN", "Noto Serif CJK SC"),
}
"""For each name, what may stand in for it, the nearest first."""
_FACE = '<alias binding="same"><family>{name}</family><prefer>{others}</prefer></alias>'


def configuration(folder: Path | None, cache: Path) -> str:
    """A fontconfig file: the machine's fonts, those of the folder, and the faces above."""
    own = f"<dir>{escape(str(folder))}</dir>" if folder else ""
    faces = "".join(
        _FACE.format(
            name=escape(name),
            others="".join(f"<family>{escape(one)}</family>" for one in (name, *others)),
        )
        for name, others in FACES.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{own}'
        f"<cachedir>{escape(str(cache))}</cachedir>{faces}</fontconfig>"
    )
