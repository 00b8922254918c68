"""A headless Chromium, spoken to over its own protocol: open a page, run a line of script, see what went wrong."""

import base64
import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Seconds: a machine that others keep busy is slow, not wrong.
PATIENCE = 300
READY = "document.readyState === 'complete' && Boolean(document.body.dataset.ready)"
# A browser that starts nothing of its own: what it asks for is what a page asks for.
_FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
)


def program() -> str | None:
    """The browser of this machine, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Chromium:
    """One browser with one tab."""

    def __init__(self, profile: Path) -> None:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [program() or "chromium", *_FLAGS, *sandbox, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        said = (re.search(r"ws://127.0.0.1:(\d+)/", line) for line in self._process.stderr or ())
        port = next(found[1] for found in said if found)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            tab = next(one for one in json.load(answer) if one["type"] == "page")
        self._socket = connect(tab["webSocketDebuggerUrl"], max_size=None)
        self._number = 0
        self.events: list[dict[str, Any]] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.command(f"{domain}.enable")

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol and its answer; events on the way are kept."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE))
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def script(self, text: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        answer = self.command("Runtime.evaluate", expression=text, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def open(self, address: str, ready: str = READY) -> None:
        """Open a page and wait until it has drawn its answer."""
        self.events.clear()
        self.command("Page.navigate", url="about:blank")
        self.command("Page.navigate", url=address)
        self.wait(f"location.href !== 'about:blank' && {ready}")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.script(condition):
                return
            time.sleep(0.02)
        raise AssertionError(f"never became true: {condition}")

    def act(self, text: str) -> None:
        """Run a line that asks something new, and wait until the answer is drawn."""
        before = self.script("document.body.dataset.ready")
        self.script(text)
        self.wait(f"document.body.dataset.ready !== '{before}'")

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, and exceptions, since the page was opened."""
        found = []
        for event in self.events:
            given = event.get("params", {})
            if event["method"] == "Runtime.exceptionThrown":
                found.append(str(given["exceptionDetails"]))
            elif event["method"] == "Runtime.consoleAPICalled" and given["type"] in ("error", "warning"):
                found.append(str(given["args"]))
            elif event["method"] == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
                found.append(f"{given['entry']['text']} {given['entry'].get('url', '')}")
        return found

    def requested(self) -> Sequence[str]:
        """Addresses that the page asked for."""
        sent = (one["params"] for one in self.events if one["method"] == "Network.requestWillBeSent")
        return [one["request"]["url"] for one in sent]

    def size(self, width: int, *, dark: bool = False, media: str = "") -> None:
        """The width of the window, the colours that the system prefers, and the medium if it is not the screen."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.command("Emulation.setEmulatedMedia", media=media, features=features)

    def picture(self, path: Path) -> None:
        """The window as a PNG."""
        path.write_bytes(base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        """End the browser."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(timeout=30)
