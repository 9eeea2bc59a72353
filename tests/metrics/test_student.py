import pytest

from tolmach.metrics.student import student_p, student_t


@pytest.mark.parametrize(
    ("t", "freedom", "p"),
    [(12.706205, 1, 0.05), (4.604095, 4, 0.01), (2.570582, 5, 0.05), (1.959964, 1e7, 0.05)],
)
def test_student_s_distribution_is_that_of_the_tables(t: float, freedom: float, p: float) -> None:
    assert student_p(t, freedom) == pytest.approx(p, rel=1e-3)
    assert student_p(-t, freedom) == pytest.approx(p, rel=1e-3)
    assert student_p(0, freedom) == pytest.approx(1)
    assert student_t(p, freedom) == pytest.approx(t, rel=1e-3)
