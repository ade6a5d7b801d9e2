"""What a page says of itself: JSON-LD, microdata, metas, and the visible lines near the headline."""

from tasks.clean.metadata.collect import collect
from tasks.clean.metadata.record import Metadata

__all__ = ["Metadata", "collect"]
