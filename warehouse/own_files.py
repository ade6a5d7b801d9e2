"""Which WARC files are the project's own, to be written anew or removed."""

# Those of others, backfilled, are known by a whole path or by the URL of a store; nobody writes to them.
OWN_FILE = "warc_file IS NOT NULL AND NOT regexp_matches(warc_file, '^(/|[A-Za-z]:|[a-z0-9]+://)')"
