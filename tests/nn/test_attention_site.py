import threading

import torch
from torch import Tensor

from tolmach.nn.attention_site import listening, notify


def never() -> Tensor:
    raise AssertionError("nobody listens")


def test_nothing_is_computed_while_nobody_listens() -> None:
    notify("here", never)
    with listening(lambda *_: None):
        pass
    notify("here", never)


def test_a_listener_hears_weights_without_their_gradient() -> None:
    heard = []
    with listening(lambda site, weights: heard.append((site, weights))):
        notify("here", lambda: torch.ones(2, requires_grad=True) * 3)
    (site, weights), *others = heard
    assert (site, weights.tolist(), weights.requires_grad, others) == ("here", [3, 3], False, [])


def test_the_innermost_listens_and_then_the_one_around_it() -> None:
    heard = []
    with listening(lambda site, _: heard.append(f"outer {site}")):
        with listening(lambda site, _: heard.append(f"inner {site}")):
            notify("1", lambda: torch.ones(1))
        notify("2", lambda: torch.ones(1))
    assert heard == ["inner 1", "outer 2"]


def test_another_thread_is_not_overheard() -> None:
    heard: list[str] = []
    with listening(lambda site, _: heard.append(site)):
        other = threading.Thread(target=notify, args=("there", never))
        other.start()
        other.join()
        notify("here", lambda: torch.ones(1))
    assert heard == ["here"]
