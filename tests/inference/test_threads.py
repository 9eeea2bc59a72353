from collections.abc import Iterator

import pytest
import torch

from tolmach.inference.threads import LITTLE, FittingThreads, one_thread

SHORT, LONG = ["Guten Morgen!"], ["x" * (LITTLE // 7)] * 8


@pytest.fixture(autouse=True)
def three_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


def test_little_text_gets_one_thread_and_more_gets_all() -> None:
    threads = FittingThreads()
    for texts, count in ((SHORT, 1), (LONG, 3), (SHORT, 1)):
        threads.fit(texts)
        assert torch.get_num_threads() == count


def test_what_the_user_asks_for_holds_for_all() -> None:
    threads = FittingThreads(2)
    for texts in (SHORT, LONG):
        threads.fit(texts)
        assert torch.get_num_threads() == 2


def test_one_thread_loads_and_all_come_back() -> None:
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 3
