"""The clock of the simulation: what is to happen, in the order of time."""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

Deed = Callable[[int, Any], None]


class Engine:
    """A list of deeds to come; of two at one instant the one that was planned first."""

    def __init__(self) -> None:
        """Nothing is planned yet."""
        self._plan: list[tuple[int, int, Deed, Any]] = []
        self._planned = 0

    def at(self, instant: int, do: Deed, what: Any) -> None:
        """Plan `do(instant, what)`."""
        self._planned += 1
        heappush(self._plan, (instant, self._planned, do, what))

    def run_until(self, end: int) -> None:
        """Let happen all that happens before an instant."""
        plan = self._plan
        while plan and plan[0][0] < end:
            instant, _, do, what = heappop(plan)
            do(instant, what)
