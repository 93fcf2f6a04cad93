"""Charsets as mails declare them, and as they are: names that mean another, wrong ones, none at all."""

import codecs

# Names that mean another charset than they say: as browsers read them, or as Windows wrote them.
_CHARSETS = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "ks_c_5601": "cp949", "shift_jis": "cp932", "x-sjis": "cp932",
    "iso-8859-8-i": "cp1255", "iso-8859-8-e": "cp1255", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "iso-2022-jp": "iso2022_jp_ext",
}  # fmt: skip
_UNKNOWN = frozenset(["unknown-8bit", "x-unknown", "unknown", "ansi", "default", "binary", "8bit", "utf-7", "none"])


def codec(name: str | None) -> str | None:
    """The Python codec for a charset's name, as Windows and browsers mean it; None where there is none such."""
    folded = (name or "").strip().strip("'\"").lower()
    if not folded or folded in _UNKNOWN:
        return None
    try:
        found = codecs.lookup(_CHARSETS.get(folded, folded))
    except (LookupError, ValueError):
        return None
    return _CHARSETS.get(found.name, found.name) if found._is_text_encoding else None


def choose(data: bytes, declared: str, encoding: str | None, warnings: list[str]) -> str:
    """The codec that reads a body: as declared, else UTF-8 where it fits, else what the user says, or cp1252."""
    named = codec(declared)
    if data.isascii() and (named is None or not named.startswith(("utf", "iso2022", "hz"))):
        return "utf-8"
    if named and not named.startswith("cp125"):
        try:
            data.decode(named)
            return named
        except (UnicodeDecodeError, ValueError):
            pass
    try:
        data.decode("utf-8")
        found = "utf-8"
    except UnicodeDecodeError:
        if named and named.startswith("cp125"):
            return named
        found = codec(encoding) or "cp1252"
    said = f"declared as {declared}" if declared else "not declared"
    if declared or found != "utf-8":
        warnings.append(f"encoding: {said}, read as {found.upper() if found == 'utf-8' else found}")
    return found
