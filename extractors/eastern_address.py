"""Chinese, Japanese and Korean addresses, from the large to the small, mostly without spaces; Thai ones."""

from __future__ import annotations

import re

from extractors.places import region_of

_HAS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,8}")
_JAPAN = re.compile(
    r"(?:〒\s?)?(?P<postcode>\d{3}[-‐−ー–]\d{4})?[\s　,，]*"
    r"(?P<region>東京都|北海道|(?:京都|大阪)府|[一-龥]{2,3}県)?[\s　]*"
    r"(?P<city>[一-龥ぁ-んァ-ヶ]{1,8}?(?:市(?:[一-龥]{1,4}区)?|区|郡[一-龥ぁ-んァ-ヶ]{1,6}?[町村]))[\s　]*"
    r"(?P<street>[一-龥ぁ-んァ-ヶー々〇ノ]{1,14}[\s　]?[\d０-９一二三四五六七八九十]+[^\n|｜]{0,50})"
)
_CHINA = re.compile(
    r"(?:中国)?[\s,，]*(?P<region>[一-龥]{2,3}省|(?:广西|内蒙古|宁夏|新疆|西藏)[一-龥]{0,4}自治区)?[\s,，]*"
    r"(?P<city>[一-龥]{2,5}?市)[\s,，]*"
    r"(?P<street>[一-龥A-Za-z\d（）()\-－#、\s]{0,40}?(?:路|街|道|巷|弄|大厦|广场|村|镇|园区|工业区|开发区|号)[^\n,，;；|]{0,40})"
)
_KOREA = re.compile(
    r"(?:\(?(?P<code1>\d{5})\)?\s*)?(?P<region>[가-힣]{1,6}(?:특별시|광역시|특별자치시|특별자치도|도)|서울시?|부산시?|경기)\s+"
    r"(?P<city>[가-힣]{1,5}(?:시|군|구)(?:\s[가-힣]{1,5}구)?)\s+(?P<street>[가-힣\d]+(?:로|길|동|읍|면)[^\n,|]{0,50})"
)
_THAI = re.compile(r"[ก-๙]")
_THAILAND = re.compile(
    r"(?P<street>[^\n]{3,80}?)\s+(?:(?:แขวง|ตำบล|ต\.)\s?[ก-๙]+\s+)?(?:เขต|อำเภอ|อ\.)\s?[ก-๙]+\s+"
    r"(?:จังหวัด|จ\.)?\s?(?P<city>[ก-๙]+)\.?\s+(?P<postcode>\d{5})"
)
_CHINESE_CODE = re.compile(r"(?:邮编|邮政编码|郵編)?\s*[:：]?\s*(?<!\d)([1-8]\d{5})(?!\d)")
_TAIL = re.compile(
    r"[\s　,，;；(（]*(?:(?:TEL|Tel|FAX|Fax|電話|电话|传真|邮编|邮政编码|邮箱|E-?mail"
    r"|전화|팩스|우편번호|手机|联系).*|[(（]?〒.*|[\[［【]?(?:地図|周辺地図|マップ|MAP|Map|アクセス|지도|약도|查看地图|地图).{0,12}|(?<!\d)\d{5,6}[)）]?)$",
    re.DOTALL,
)


def eastern_address(text: str) -> dict[str, str]:
    """Return the parts of the one Chinese, Japanese, Korean or Thai address in ``text``; {} for none."""
    if text.isascii() or len(text) > 300:
        return {}
    if _THAI.search(text) and (match := _THAILAND.search(text)):
        return {key: value.strip(" ,") for key, value in match.groupdict().items()}
    if not _HAS.search(text):
        return {}
    for pattern in (_JAPAN, _CHINA, _KOREA):
        match = pattern.search(text)
        if not match:
            continue
        parts = {key: value.strip(" 　,，") for key, value in match.groupdict().items() if value}
        if pattern is _JAPAN and not (parts.keys() & {"postcode", "region"}):
            continue
        if pattern is _KOREA and (code := parts.pop("code1", None) or _korean_code(text)):
            parts["postcode"] = code
        parts["street"] = _TAIL.sub("", parts["street"]).strip(" 　,，(（")
        if pattern is _CHINA and (code := _CHINESE_CODE.search(text.replace(parts["street"], " "))):
            parts["postcode"] = code[1]
        return {key: parts[key] for key in ("street", "postcode", "city", "region") if parts.get(key)}
    return {}


def eastern_place(text: str) -> dict[str, str]:
    """Return region and city of a text that is a Chinese province and a town, ``广东 东莞``; else {}."""
    region, _, city = text.strip().partition(" ")
    if not _HAN.fullmatch(city) or not _HAN.fullmatch(region) or region_of(region) != "CN":
        return {}
    return {"region": region, "city": city}


def _korean_code(text: str) -> str | None:
    found = re.search(r"(?<!\d)(\d{5})(?!\d)", text)
    return found[1] if found else None


def with_code_near(parts: dict[str, str], above: str, below: str) -> dict[str, str]:
    """Return ``parts`` with the postcode that stands alone, or under its own label, in the line above or
    below.
    """
    if "postcode" in parts:
        return parts
    for line in (above, below):
        if match := _CODE_LINE.match(line):
            return parts | {"postcode": match[1] or match[2]}
    return parts


_CODE_LINE = re.compile(
    r"\s*(?:(?:邮\s*编|邮\s*政\s*编\s*码|郵遞區號|郵便番号|우편번호|[Pp]ostcode|[Zz]ip)\s*[:：]?\s*〒?\s?(\d{3}[-‐−ー–]?\d{2,4})|〒\s?(\d{3}[-‐−ー–]?\d{4}))(?!\d)"
)
