"""A text, and what the reader judges of the blocks of a page."""

from tasks.clean.body import judge, settle
from tasks.clean.metadata import collect
from tasks.clean.page import parse
from tasks.clean.sift import sift
from tasks.clean.text import block_hash

PARAGRAPHS = [
    "The ferry to Saint Brannoc sails again from Friday, after a winter in which nobody reached the island.",
    "Its owner, a cooperative of forty fishermen, paid for the new engine with the herring of two seasons.",
    "On the quay the mayor thanked the welders by name, and then the band played until the rain began.",
    "Tickets cost four crowns, bicycles travel free, and dogs pay what their owners think they are worth.",
    "The old engine stays on the island, where the school wants to show how it was repaired eleven times.",
    "In summer there will be a second boat at noon, if the council finds a captain who is content with less.",
    "Until then the mail comes twice a week, as it did before the war, in a boat that has no name at all.",
]
TEXT = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)


def reasons(body):
    """The reason of each block, by its text."""
    page = parse("https://news.example/ferry", f"<html><body>{body}</body></html>")
    return {one.block.text: one.reason for one in judge(page.walked.blocks, collect(page))}


def all_wanted(body):
    """The reason of each block, by its text, where the model wants every candidate."""
    page = parse("https://news.example/ferry", f"<html><body>{body}</body></html>")
    blocks, metadata = page.walked.blocks, collect(page)
    found, candidates = sift(blocks, [block_hash(block.text) for block in blocks], metadata)
    settle(blocks, found, candidates, [1.0] * len(candidates.at))
    return {block.text: reason for block, reason in zip(blocks, found, strict=True)}
