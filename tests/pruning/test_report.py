from tolmach.analysis.heads.roles import HeadRole
from tolmach.pruning.report import SurvivingRoles

POSITIONAL = HeadRole("positional", 0.95, clear=True, how="-1")
LEANING = HeadRole("diffuse", 0.8, clear=False, how="everywhere")
COPY = HeadRole("copy", 0.9, clear=True, how="its own spelling")
MARKS = HeadRole("separator", 0.7, clear=True, how="marks and ends")
WHOLE = {
    "encoder.self.1": [[POSITIONAL], [COPY, LEANING], []],
    "encoder.self.2": [[MARKS], [], [LEANING]],
    "decoder.self.1": [[COPY], [], []],  # not pruned
}


def test_roles_before_and_now_and_what_is_lost() -> None:
    survivors = {"encoder.self.1": [1, 3], "encoder.self.2": []}
    pruned = {"encoder.self.1": [[], [MARKS]], "decoder.self.1": WHOLE["decoder.self.1"]}
    found = SurvivingRoles.of(survivors, WHOLE, pruned)
    assert found.before == {"encoder.self.1": [[POSITIONAL], []], "encoder.self.2": []}
    assert found.now == {"encoder.self.1": [[], [MARKS]], "encoder.self.2": []}
    assert found.lost == ["copy", "separator", "diffuse"]
    assert found.absent == ["positional", "copy", "diffuse"]


def test_nothing_is_lost_of_the_whole() -> None:
    everything = {site: [1, 2, 3] for site in WHOLE}
    found = SurvivingRoles.of(everything, WHOLE, WHOLE)
    assert found.before == found.now == WHOLE
    assert found.lost == found.absent == []
