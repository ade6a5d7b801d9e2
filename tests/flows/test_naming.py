"""What runs are called."""

import pytest

from flows.naming import work_of


@pytest.mark.parametrize(
    ("flow_name", "parameters", "work"),
    [
        ("ingest", {"source_ids": ["bay", "quay"]}, "ingest bay quay"),
        ("ingest", {"source_ids": ["a", "b", "c", "d"]}, "ingest a b c …"),
        ("ingest", {"source_ids": []}, "ingest all sources"),
        ("ingest", {"source_ids": [], "due_only": True}, "ingest what is due"),
        (
            "load",
            {"what": ["saved/", "https://u:secret@paper.example/"]},
            "load saved/ https://paper.example/",
        ),
        ("maintain", {"home": "data"}, "maintain"),
    ],
)
def test_a_run_is_called_after_its_flow_and_what_it_works_on_without_secrets(flow_name, parameters, work):
    assert work_of(flow_name, parameters) == work
