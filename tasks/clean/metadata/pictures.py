"""Pictures: whether a credit line belongs to one, as most elements of class "credit" do, and what is none."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from tasks.clean.names import said
from tasks.clean.promises import IS_AUTHOR

MAX_CLIMB = 5  # levels up the tree
MAX_CAPTION_CHARACTERS = 300  # of what stands around a picture: an element with more text holds the story too

_STAND_IN = re.compile(r"/(?:blank|spacer|pixel|1x1|favicon)\.\w+(?:\?|$)|favicon", re.IGNORECASE)
_PICTURES = "img,picture,figure,video,amp-img,source"
_OWN_CLASS = re.compile(r"image|img|photo|picture|foto(?!n)|bild(?!ung)")
_PICTURE_CLASS = re.compile(
    r"caption|image|img|photo|picture|figure|foto|bild(?!ung)|galler|galeri|slide|lightbox|thumb|teaser"
)


def is_stand_in(address: str) -> bool:
    """True for the address of a picture that shows nothing, or the site's sign, where one is wanted."""
    return bool(_STAND_IN.search(address))


def is_of_picture(node: LexborNode) -> bool:
    """True if the element stands with a picture; what an author's portrait stands with is a byline."""
    current: LexborNode | None = node
    for level in range(MAX_CLIMB):
        if current is None or not current.is_element_node:
            return False
        names = (current.attrs.get("class") or "").lower()
        if said(names)[1] & IS_AUTHOR:
            return False
        if level and len(current.text(deep=True, strip=True)) > MAX_CAPTION_CHARACTERS:
            return False
        if level == 0 and _OWN_CLASS.search(names):
            return True
        if level and (_PICTURE_CLASS.search(names) or current.css_first(_PICTURES) is not None):
            return True
        current = current.parent
    return False


def is_in_caption(node: LexborNode) -> bool:
    """True inside a caption: who is named there as an author took the picture."""
    current: LexborNode | None = node
    for _ in range(MAX_CLIMB):
        if current is None:
            return False
        if current.tag in ("figcaption", "figure"):
            return True
        current = current.parent
    return False
