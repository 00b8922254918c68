"""The scales a survey answer may be on (column `scale` of survey_responses in the export contract)."""

from orchestration.sql_text import literal, literals

# Lowest and highest number; whole numbers only, but on 0_to_100.
_RANGES = {
    "0_to_2": (0, 2),
    "0_to_10": (0, 10),
    "1_to_3": (1, 3),
    "1_to_5": (1, 5),
    "1_to_7": (1, 7),
    "1_to_10": (1, 10),
    "0_to_100": (0, 100),
}
_FRACTIONS = {"0_to_100"}
_ANSWERS = {"good_bad": ("good", "bad"), "great_okay_not_good": ("great", "okay", "not_good")}
_NUMBERS = {"freshdesk_103": (-103, -102, -101, 100, 101, 102, 103)}


def off_scale(scale: str, score: str) -> str:
    """SQL that is true when the score (SQL text) does not stand on the scale; a scale not listed here is not judged."""
    number = f"try_cast({score} as double)"
    cases: list[str] = []
    for name, (lowest, highest) in _RANGES.items():
        on = f"{number} between {lowest} and {highest}"
        on = on if name in _FRACTIONS else f"{on} and {number} = floor({number})"
        cases.append(f"when {literal(name)} then {on}")
    cases += [f"when {literal(name)} then {score} in ({literals(words)})" for name, words in _ANSWERS.items()]
    cases += [f"when {literal(name)} then {number} in {numbers}" for name, numbers in _NUMBERS.items()]
    # A score that is no number compares as null: off every scale of numbers. An empty one is another check's matter.
    return f"({score} is not null and not coalesce(case {scale} {' '.join(cases)} else true end, false))"
