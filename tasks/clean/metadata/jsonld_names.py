"""What JSON-LD's objects are called, and the names of people and organisations in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tasks.clean.metadata.text import plain

Node = dict[str, Any]

MAX_NAMES = 50  # of authors
MAX_DESCRIPTION = 200  # characters of a person's description that are looked at
MAX_NAME_WORDS = 4  # of a name that is found in one
_PUNCTUATION = ".,;:!?"
MAX_NESTED_NAMES = 6  # lists and objects around a name


def types(node: Node) -> tuple[str, ...]:
    """The object's schema.org types, without their namespace and in lower case."""
    value = node.get("@type") or node.get("type")
    if isinstance(value, str):
        return (_type(value),)
    return tuple(_type(v) for v in value if isinstance(v, str)) if isinstance(value, list) else ()


@lru_cache(maxsize=1_000)
def _type(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip().lower()


def first_text(value: Any) -> Any:
    """The first text or number in a list or an object, as a text; any other value as it is."""
    for _ in range(3):
        if isinstance(value, list):
            value = next((v for v in value if isinstance(v, (str, dict, int)) and v), None)
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("alternateName")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def people_first(authors: Any, known: dict[str, Node]) -> tuple[Any, list[Any]]:
    """The authors without the organisations, and these, where people are among them."""
    if not isinstance(authors, list):
        return authors, []
    authors = authors[:MAX_NAMES]
    objects = [one if isinstance(one, dict) else {} for one in authors]
    kinds = [types(known.get(str(one.get("@id")), {}) | one) for one in objects]
    if not any("person" in each for each in kinds):
        return authors, []
    people: list[Any] = []
    houses: list[Any] = []
    for one, each in zip(authors, kinds, strict=True):
        is_house = "person" not in each and any(kind.endswith("organization") for kind in each)
        (houses if is_house else people).append(one)
    return people, houses


def names(value: Any, known: dict[str, Node], depth: int = MAX_NESTED_NAMES) -> Iterator[str]:
    """Names of people and organisations: texts, objects, lists of them, pointers to an object elsewhere."""
    if depth <= 0:
        return
    if isinstance(value, dict) and value and all(map(str.isdigit, value)):
        value = list(value.values())  # how PHP writes a list with gaps
    if isinstance(value, list):
        for inner in value[:MAX_NAMES]:
            yield from names(inner, known, depth - 1)
        return
    if isinstance(value, str):
        value = known.get(value, value)
    if isinstance(value, dict):
        pointer = value.get("@id")
        if not value.get("name") and isinstance(pointer, str):
            value = known.get(pointer, value)
        name = value.get("name")
        if isinstance(name, (list, dict)):
            yield from names(name, known, depth - 1)
            return
        if name:
            whole = known.get(str(pointer), {}) | value
            is_person = "Person" in plain(first_text(whole.get("@type")))
            value = _whole_name(plain(name), plain(whole.get("description"))) if is_person else name
        else:
            value = " ".join(filter(None, (plain(value.get(k)) for k in ("givenName", "familyName"))))
    text = plain(value)
    if text and "://" not in text:
        yield text


def _whole_name(name: str, about: str) -> str:
    """A given name with what follows it where the person's description begins with it: "Nils Holm is …"."""
    if not name or " " in name or not about.startswith(f"{name} "):
        return name
    whole = [name]
    for word in about[:MAX_DESCRIPTION].split()[1:MAX_NAME_WORDS]:
        if not word.rstrip(_PUNCTUATION)[:1].isupper():
            break
        whole.append(word.rstrip(_PUNCTUATION))
        if word[-1] in _PUNCTUATION:
            break
    return " ".join(whole)
