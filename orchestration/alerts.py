"""Tell people: a command or a web hook is called on a red night, and on the first green one after it.

HELPDESK_ALERT_COMMAND gets one line and then the status as JSON on its stdin; HELPDESK_ALERT_WEBHOOK gets a POST of the
status as JSON with the line as `text`. Neither ever fails the night.
"""

import ipaddress
import json
import os
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

COMMAND_SECONDS = 30
WEBHOOK_SECONDS = 10


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A hook that answers with another address is not followed: it could lead out of https."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Nowhere."""


def send(line: str, status: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> list[str]:
    """Call what is set; returns one line for each call that failed. Never raises for a hook's sake."""
    given = os.environ if environment is None else environment
    problems: list[str] = []
    if command := given.get("HELPDESK_ALERT_COMMAND", "").strip():
        problems += _run(command, line, status)
    if address := given.get("HELPDESK_ALERT_WEBHOOK", "").strip():
        problems += _post(address, line, status)
    return problems


def _run(command: str, line: str, status: Mapping[str, Any]) -> list[str]:
    """Start the program without a shell; what it prints goes to stderr."""
    name = "HELPDESK_ALERT_COMMAND"
    try:
        words = shlex.split(command)
        text = f"{line}\n{json.dumps(status)}\n"
        done = subprocess.run(
            words, input=text, text=True, encoding="utf-8", timeout=COMMAND_SECONDS, check=False, stdout=2
        )
    except subprocess.TimeoutExpired:
        return [f"{name} was stopped after {COMMAND_SECONDS} s"]
    except (OSError, ValueError) as error:
        return [f"{name} cannot be run: {error}"]
    return [f"{name} ended with exit code {done.returncode}"] if done.returncode else []


def _post(address: str, line: str, status: Mapping[str, Any]) -> list[str]:
    """POST to the address; it may hold a secret, so that no message repeats it."""
    name = "HELPDESK_ALERT_WEBHOOK"
    if not is_allowed(address):
        return [
            f"{name} must be an https address, or http on this machine (127.0.0.1, ::1, localhost); nothing was sent"
        ]
    body = json.dumps({"text": line, **status}).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "helpdesk-marts"}
    try:
        request = urllib.request.Request(address, data=body, headers=headers, method="POST")  # noqa: S310
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=WEBHOOK_SECONDS):
            return []
    except urllib.error.HTTPError as error:
        return [f"{name} answered {error.code}"]
    except urllib.error.URLError as error:
        return [f"{name} cannot be reached: {error.reason}"]
    except (OSError, ValueError, HTTPException) as error:
        return [f"{name} cannot be reached: {type(error).__name__}"]


def is_allowed(address: str) -> bool:
    """Whether a web hook may be called: https anywhere, http on this machine alone."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
