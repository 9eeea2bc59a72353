import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.curves import healthy, train, validation
from tolmach.errors import TolmachError
from tolmach.training.monitoring.metrics_log import MetricsLog, Record, WarningRecord


def _told(update: int, message: str) -> WarningRecord:
    return {"event": "warning", "update": update, "message": message}


def _written(folder: Path, records: list[Record]) -> MetricsLog:
    log = MetricsLog(folder / "run" / "metrics.jsonl")
    for record in records:
        log.append(record)
    return log


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    records = healthy(2000)
    assert _written(tmp_path, records).read() == records


def test_no_log_yet_holds_no_records(tmp_path: Path) -> None:
    assert MetricsLog(tmp_path / "metrics.jsonl").read() == []


def test_a_loss_that_is_no_number_stays_json_and_comes_back_as_nan(tmp_path: Path) -> None:
    log = _written(tmp_path, [train(100, math.inf, norm=math.nan)])
    assert json.loads(log.path.read_text(), parse_constant=pytest.fail)["loss"] is None
    (record,) = log.read()
    assert record["event"] == "train"
    assert math.isnan(record["loss"])
    assert math.isnan(record["gradient_norm"])


@pytest.mark.parametrize("torn", [1, 7, 30])
def test_a_torn_last_line_is_as_if_never_written(tmp_path: Path, torn: int) -> None:
    log = _written(tmp_path, [train(100, 5.0), train(200, 4.0)])
    log.path.write_bytes(log.path.read_bytes()[:-torn])
    assert [record["update"] for record in log.read()] == [100]
    log.append(train(300, 3.0))
    assert [record["update"] for record in log.read()] == [100, 300]


def test_crash_and_resume_leave_the_log_of_an_uninterrupted_run(tmp_path: Path) -> None:
    records = healthy(3000)
    whole = _written(tmp_path / "whole", records)
    crashed = _written(tmp_path / "crashed", [r for r in records if r["update"] <= 1700])
    crashed.path.write_bytes(crashed.path.read_bytes()[:-9])
    crashed.truncate(1000)
    for record in records:
        if record["update"] > 1000:
            crashed.append(record)
    assert crashed.path.read_bytes() == whole.path.read_bytes()


@pytest.mark.parametrize("line", ["{]", "3", "{}", '{"event": "train"}', "", '{"event":1}'])
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    log = _written(tmp_path, [train(100, 5.0)])
    log.path.write_text(log.path.read_text() + line + "\n")
    with pytest.raises(TolmachError, match="line 2 is no record"):
        log.read()


def test_a_log_that_cannot_be_written_is_a_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="cannot be written"):
        MetricsLog(tmp_path).append(train(1, 1.0))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(), max_size=4), st.text())
def test_any_text_survives(messages: list[str], sentence: str) -> None:
    records: list[Record] = [_told(number, text) for number, text in enumerate(messages)]
    records.append(validation(9, 1.0, 2.0, hypotheses=(sentence,)))
    with TemporaryDirectory() as folder:
        assert _written(Path(folder), records).read() == records


@settings(max_examples=60, deadline=None)
@given(st.binary())
def test_any_bytes_are_records_or_a_plain_sentence(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "metrics.jsonl"
        path.write_bytes(content)
        try:
            read = len(MetricsLog(path).read())
        except TolmachError as error:
            read, said = -1, str(error)
    assert read == content.count(b"\n") or "is no record" in said
