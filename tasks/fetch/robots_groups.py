"""The part of a robots.txt that is meant for one robot, bounded, so that a parser never sees the rest.

Protego keeps every rule once for each robot that its group names: 4,000 names over 1,600 rules, 92 kB, take
it eight seconds and half a gigabyte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ANY = "*"
MAX_RULES = 5_000  # lines for one robot; those that stand behind them are not read
# In these, over all rules: each may be looked for in the whole of a URL, and that for every URL.
MAX_WILDCARDS = 1_000
_AGENT = re.compile(r"user(?:-|\s*)agent(?:\s*:|\s|$)(.*)", re.IGNORECASE)
# What Protego takes for a rule though no colon stands in the line; other lines without one say nothing to it.
_RULE = re.compile(
    r"(?:diss?all?ow|diasllow|disallaw|allow|(?:crawl|request)(?:-|\s+)(?:delay|rate)|visit(?:-|\s+)time)(?:\s|$)",
    re.IGNORECASE,
)
_SITE_WIDE = re.compile(r"(?:site-?maps?|host)(?:\s*:|\s)", re.IGNORECASE)  # of no group, and no end of one


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    rules: list[str] = field(default_factory=list)


def meant_for(text: str, product: str) -> str:
    """The robots.txt with the rules for this robot only, as rules for any, and the lines of no group.

    Those are the rules of the groups that name it longest, else of those for any robot, all as one group
    (RFC 9309 2.2.1). A name is one that Protego would take for it too: what the product begins with.
    """
    site_wide: list[str] = []
    groups: list[_Group] = []
    for line in _lines(text):
        if agent := _AGENT.match(line):
            if not groups or groups[-1].rules:
                groups.append(_Group())
            groups[-1].agents.add(_name(agent[1]))
        elif _SITE_WIDE.match(line):
            site_wide.append(line)
        elif groups and (":" in line or _RULE.match(line)):
            groups[-1].rules.append(line)
    named = set().union(*(group.agents for group in groups)) & (_names_of(product) | {ANY})
    if not named:
        return "\n".join(site_wide)
    ours = max(named - {ANY}, key=len, default=ANY)
    rules = [rule for group in groups if ours in group.agents for rule in group.rules]
    return "\n".join([*site_wide, f"User-agent: {ANY}", *_bounded(rules)])


def _lines(text: str) -> Iterator[str]:
    """The lines that say something."""
    for line in text.splitlines():
        if line := line.partition("#")[0].strip():
            yield line


def _name(agent: str) -> str:
    """The name of a robot as it is compared; sites write some with asterisks, which mean nothing there."""
    agent = agent.strip().lower()
    return agent if agent == ANY else agent.replace(ANY, "")


def _names_of(product: str) -> set[str]:
    """What a group may call the robot: what its name, or a word of it, begins with."""
    product = product.lower()
    begins = [found.start() for found in re.finditer(r"(?<![\w-]).", product)]
    return {product[begin:end] for begin in begins for end in range(begin + 1, len(product) + 1)}


def _bounded(rules: list[str]) -> Iterator[str]:
    wildcards = 0
    for rule in rules[:MAX_RULES]:
        wildcards += rule.count("*")
        if wildcards > MAX_WILDCARDS:
            return
        yield rule
