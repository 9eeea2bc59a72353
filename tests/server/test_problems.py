import pytest

from tolmach.errors import DataError, ModelError, RequestError, RunError, TolmachError
from tolmach.server.problems import RefusalError, problem, status_of, title_of
from tolmach.server.state.keys import QuotaError
from tolmach.service.scheduler import OverloadError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RequestError(""), 400),
        (DataError(""), 400),
        (ModelError(""), 500),
        (RunError(""), 503),
        (OverloadError("", 3), 429),
        (OverloadError("", 3, closed=True), 503),
        (QuotaError(""), 456),
        (RefusalError(418, ""), 418),
    ],
)
def test_each_kind_of_error_has_a_status(error: TolmachError, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v2/translate", b'{"message":"no"}'),
        ("/v3/glossaries", b'{"message":"no"}'),
        ("/translate", b'{"error":"no"}'),
        (
            "/v1/translate",
            b'{"type":"about:blank","title":"Quota Exceeded","status":456,"detail":"no"}',
        ),
    ],
)
def test_each_interface_has_a_form(path: str, body: bytes) -> None:
    answer = problem(path, 456, "no", {"Retry-After": "3"})
    assert (answer.status_code, answer.body, answer.headers["retry-after"]) == (456, body, "3")


def test_titles() -> None:
    assert [title_of(status) for status in (404, 499)] == ["Not Found", "Client Closed Request"]
