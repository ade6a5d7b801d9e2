"""Bylines in Chinese, Japanese and Korean: roles before, behind and between names, without a space.

「記者王小明／台北報導」, 「取材・文：山田太郎」, "홍길동·김철수 기자".
"""

from __future__ import annotations

import re

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WRAPPED = re.compile(r"[（(【\[［〔](?P<inner>[^（()）【】\[\]［］〔〕]+)[）)】\]］〕]")
_PLACE_IS = re.compile(r"[^\W\d_]{1,12}\s?[=＝]\s?")  # ロンドン=山田太郎, 서울=연합뉴스

# Who is named behind these did not write the text; an editor is better than nobody.
_ROLE_END = r"(?:\s?[・／/]\s?\S{1,4})?\s?[：:／/｜|・\s]\s?"
_EDITORS = r"责任编辑|責任編輯|责编|責編|编辑|編輯|编审|编校|美编|校对|校對|审核|審核|監修|編集|편집"
_OTHERS = re.compile(
    rf"(?:(?P<editor>{_EDITORS})|监制|監製|制作|製作|摄影|攝影|摄|攝|图|圖|图片|圖片|来源|來源|写真|撮影|画像|イラスト"
    rf"|사진|영상|그래픽|삽화){_ROLE_END}"
)
_LEAD = re.compile(
    r"[^\s：:、，,]{0,8}?(?:特派|実習|见习|見習|实习|實習|駐\S{1,3})?(?:記者|记者|通訊員|通讯员|特派員|特約撰述|撰稿人?)(?![）)])"
    r"[：:／/｜|・\s]*(?=\S)"
    r"|(?:作者|撰文|執筆|文責|取材\s?[・、]\s?文|取材|聞き手|構成|編譯|编译|文字|文|글|취재|기자)\s?[：:／/｜|・\s]\s?"
    r"|(?:編集委員|論説委員|解説委員|本社客員編集委員)\s"
)
_TAIL = re.compile(
    r"\s?(?:(?<=\s)\S{0,4}기자|(?:선임|수습|인턴|객원|전문)?기자|특파원|논설위원|편집위원|논설실장|인턴|통신원|앵커|(?<=\S)PD|칼럼니스트|記者|记者|特派員|論説委員|編集委員"
    r"|さん|氏)\s?$"
)
_REPORTS = re.compile(r"^\S{0,8}(?:報導|报道|報道|電|电|訊|讯|連線|连线|專訪|专访)$")
_DATED = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,3})[\u4e00-\u9fff]{2,4}\d{1,2}日?(?:專|专)?[電电訊讯]")
_BETWEEN = re.compile(
    r"[、，；;／/｜|\u3000,&]|\s?(?:和|与|與|及)\s(?=\S)|(?<=[\uac00-\ud7af])[·・ㆍ](?=[\uac00-\ud7af])"
)

# Who reports, as a text opens in its language: （中央社記者王小明台北21日電）, (서울=연합뉴스) 홍길동 기자 =
_OPENINGS = (
    re.compile(
        r"(?:[^（(〔【\[，。]{0,30}(?:电|電|讯|訊)\s*)?[（(〔【\[]"
        r"(?P<names>[^（()）〔〕【】\[\]]{0,20}(?:记者|記者)[^（()）〔〕【】\[\]]{2,40})[）)〕】\]]"
    ),
    re.compile(
        r"[（(\[][^()（）\[\]]{1,20}[=＝][^()（）\[\]]{1,20}[）)\]]\s*(?P<names>[^=＝\n]{2,40}?기자)\s*[=＝]"
    ),
)
_BETWEEN_REPORTERS = re.compile(
    r"(?<!记者)(?<!記者)(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2,4}(?:\s|$))"
    r"|(?<=[\uac00-\ud7a3]{2})\s+(?=(?!선임|수습|인턴|전문|객원)[\uac00-\ud7a3]{2,4}\s기자)"
)


def reporters_in(opening: str) -> str | None:
    """The byline that the first line of a text holds, if it does."""
    match = next(filter(None, (form.match(opening) for form in _OPENINGS)), None)
    return _BETWEEN_REPORTERS.sub("、", match["names"]) if match else None


def is_unspaced(text: str) -> bool:
    """Whether a byline holds Chinese, Japanese or Korean letters."""
    return not text.isascii() and bool(_UNSPACED.search(text))


def names_in(byline: str) -> list[str]:
    """The names of such a byline; an editor stands only where nobody else is named."""
    written: list[str] = []
    edited: list[str] = []
    for text in byline.split("; "):
        text = text.strip()
        if (match := _WRAPPED.fullmatch(text)) and len(text) > 2:
            text = match["inner"]
        text = _PLACE_IS.sub("", _WRAPPED.sub(" ", text)).strip()
        others = list(_OTHERS.finditer(text))
        written += _names(text[: others[0].start()] if others else text)
        ends = [*(other.start() for other in others[1:]), len(text)]
        for other, end in zip(others, ends, strict=False):
            if other["editor"]:
                edited += _names(text[other.end() : end])
    return written or edited


def _names(text: str) -> list[str]:
    names = []
    for part in _BETWEEN.split(_LEAD.sub("；", text)):
        part = part.strip(" ·・：:")
        if match := _DATED.match(part):
            part = match["name"]
        before = None
        while part != before:
            before, part = part, _TAIL.sub("", part).strip()
        words = [word for word in part.split() if not _REPORTS.match(word)]
        if words:
            names.append(" ".join(words))
    return names
