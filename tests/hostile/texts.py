"""Names nobody should have, and how their beginning must look on a screen."""

from __future__ import annotations

from typing import NamedTuple


class Hostile(NamedTuple):
    """A hostile text and how it must start when it is shown (written by hand, not computed)."""

    raw: str
    shown: str


HOSTILE: tuple[Hostile, ...] = (
    Hostile("[/foo]", "[/foo]"),
    Hostile("[@click=app.quit]x[/]", "[@click=app.quit"),
    Hostile("Acme [Legacy] vault", "Acme [Legacy] va"),
    Hostile("[$error]red[/] [link=https://evil.example]go[/]", "[$error]red[/] ["),
    Hostile("osc \x1b]52;c;aGFja2Vk\x07 end", "osc ␛]52;c;aGFja"),
    Hostile("csi \x1b[31mred\x1b[2J\x1b[1;1H", "csi ␛[31mred␛[2J"),
    Hostile("dcs \x1bP+q544e\x1b\\ apc \x1b_x\x1b\\", "dcs ␛P+q544e␛\\ "),
    Hostile("title \x1b]0;pwned\x07", "title ␛]0;pwned"),
    Hostile("c1 \x9b31m \x9d52;c;aGFja2Vk\x9c", "c1 ␦31m ␦52;c;aG"),
    Hostile("nul \x00 here", "nul ␀ here"),
    Hostile("del \x7f\x7f here", "del ␡␡ here"),
    Hostile("back \x08\x08\x08\x08 tab\tcr\rlf\nend", "back ␈␈␈␈ tab␉cr"),
    Hostile("rtl \u202egnp.exe\u202c", "rtl ␦gnp.exe␦"),
    Hostile("iso \u2066left\u2069 \u200fmark", "iso ␦left␦ ␦mark"),
    Hostile("zero\u200bwidth\u200d\ufeffname", "zero␦width␦␦name"),
    Hostile("line\u2028para\u2029nel\x85end", "line␦para␦nel␦en"),
    Hostile("soft\u00adhyphen tag\U000e0041", "soft␦hyphen tag␦"),
    Hostile("flood e" + "\u0301" * 500, "flood e\u0301"),
    Hostile("\u0301starts with a mark", "␦starts with a m"),
    Hostile("long " + "x" * 10_000, "long xxxxxxxxxxx"),
    Hostile("emoji \U0001f600\U0001f680 \u2764\ufe0f", "emoji \U0001f600\U0001f680"),
    Hostile("wide 漢字漢字漢字漢字漢字漢字漢字", "wide 漢字漢字"),
    Hostile('=HYPERLINK("https://evil.example","x")', '=HYPERLINK("http'),
    Hostile("@SUM(1+1)*cmd|' /C calc'!A0", "@SUM(1+1)*cmd|'"),
    Hostile("+1-1", "+1-1"),
    Hostile("-2+3", "-2+3"),
    Hostile("\t=1+1", "␉=1+1"),
    Hostile("quote \" and ' and , and ;", "quote \" and ' an"),
    Hostile("<script>&amp;&#27;</script>", "<script>&amp;&#2"),
    Hostile("back\\slash \\[x] {name} %s {0}", "back\\slash \\[x]"),
)

EVERYTHING = (
    "[@click=app.quit]x[/] [Legacy]\x1b]52;c;aGFja2Vk\x07\x1b[2J\x9b31m\x00\x7f\u202eevil\u2028\u200b"
)
"""One text with the worst of all, for places where only one fits."""

EVERYTHING_SHOWN = "[@click=app.quit]x[/] [Legacy]␛]52;c;aGFja2Vk␇␛[2J␦31m␀␡␦evil␦␦"
"""How it must look where nothing is cut off."""
