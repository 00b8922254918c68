"""What lies in the landing folder is told apart by names, sizes and times, behind links too."""

import os
from pathlib import Path

from orchestration.landing_state import landing_state


def test_whatever_changes_makes_another_state(tmp_path: Path) -> None:
    landing, elsewhere = tmp_path / "landing", tmp_path / "elsewhere"
    (landing / "acme").mkdir(parents=True)
    elsewhere.mkdir()
    assert landing_state(landing) == ("", 0.0)
    states = [""]

    def seen() -> None:
        states.append(landing_state(landing)[0])
        assert landing_state(landing)[0] == states[-1]

    first = landing / "acme" / "tickets.csv"
    first.write_text("ticket_id\n1\n")
    seen()
    first.write_text("ticket_id\n1\n2\n")
    seen()
    os.utime(first, (1, 1))
    seen()
    (elsewhere / "tickets.csv").write_text("ticket_id\n3\n")
    (landing / "acme" / "linked").symlink_to(elsewhere, target_is_directory=True)
    seen()
    (elsewhere / "tickets.csv").write_text("ticket_id\n3\n4\n")
    seen()
    (elsewhere / "round").symlink_to(landing, target_is_directory=True)
    seen()
    first.unlink()
    seen()
    assert len(set(states)) == len(states)
