"""A night that is asked to stop, by SIGTERM or Ctrl-C, is a KeyboardInterrupt wherever it is."""

import signal
import threading
from types import FrameType

_asked = threading.Event()


def heed() -> None:
    """What stops services asks politely first: that ends as a red night, not without a word."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ask)


def raise_if_asked() -> None:
    """Raise the KeyboardInterrupt that Python dropped.

    It does so where an exception has nowhere to go: in finalizers, and in what ends every import.
    """
    if _asked.is_set():
        raise KeyboardInterrupt


def _ask(number: int, frame: FrameType | None) -> None:
    _asked.set()
    signal.default_int_handler(number, frame)
