"""The version of the reader. It changes when the same page would give another draft or article."""

EXTRACTOR_VERSION = "10"
