"""WARC files as other programs write them, with pages written for the tests."""

import base64
import gzip
import hashlib
import io

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def page(headline, number=0):
    paragraphs = "".join(
        f"<p>The keeper of lighthouse {number} said on Monday that the lamp had burned for {hour} hours "
        "through the storm, and that no ship had been lost that he knew of.</p>"
        for hour in range(12, 18)
    )
    return (
        f"<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>"
        f"{paragraphs}</article></body></html>"
    ).encode()


def foreign(path, pages, status="200 OK", headers=(), kind="response", date="2024-02-03T04:05:06Z"):
    """A WARC file as another program may write it; pages are (url, body)."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another archive"}))
        for url, body in pages:
            named = [("Content-Type", "text/html; charset=utf-8"), *headers]
            http = StatusAndHeaders(status, named, protocol="HTTP/1.1") if kind == "response" else None
            record = writer.create_warc_record(
                url,
                kind,
                io.BytesIO(body),
                len(body),
                http_headers=http,
                warc_content_type="text/html",
                warc_headers_dict={"WARC-Date": date},
            )
            writer.write_record(record)
    return path


def visits(path, dates, names_original=True, first=None):
    """A page that another program archived packed, as it came, and its revisits; gives the page's record id.

    Where `first` is the id of a record elsewhere, the file holds revisits only.
    """
    url, body = "https://coast.example/lamp.html", gzip.compress(page("Lamp"), mtime=0)
    http = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for date in dates:
            named = {"WARC-Date": date}
            status = StatusAndHeaders("200 OK", http, protocol="HTTP/1.1")
            if first is None:
                packed = io.BytesIO(body)
                record = writer.create_warc_record(
                    url, "response", packed, len(body), http_headers=status, warc_headers_dict=named
                )
                first = record.rec_headers.get_header("WARC-Record-ID")
            else:
                digest = "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()
                record = writer.create_revisit_record(url, digest, url, dates[0], status, named)
                if names_original:
                    record.rec_headers.add_header("WARC-Refers-To", first)
            writer.write_record(record)
    return first
