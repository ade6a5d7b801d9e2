"""What politeness counts as one host."""

from tasks.fetch.hosts import host_of


def test_a_host_is_one_with_and_without_the_port_of_its_scheme():
    same = {
        "https://paper.example/a",
        "https://PAPER.example:443/b",
        "https://paper.example./",
        "http://paper.example:80",
    }
    assert {host_of(url) for url in same} == {"paper.example"}
    assert host_of("http://paper.example:443/") == "paper.example:443"
    assert host_of("https://paper.example:8443/") == "paper.example:8443"


def test_what_is_no_url_has_no_host():
    assert {host_of(url) for url in ("http://[::1", "http://x:port/", "no url")} == {""}
