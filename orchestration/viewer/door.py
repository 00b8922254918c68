"""Who may come in, and from where: this machine alone, unless there is a password or a proxy that says who it is."""

import base64
import binascii
import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

HOST, PORT = "127.0.0.1", 8050
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True)
class Door:
    """Where the server listens, and what a request must bring."""

    host: str = HOST
    port: int = PORT
    password: str = ""
    # Header in which a proxy in front says who is there.
    header: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Door":
        """Read HELPDESK_REPORTS_…; raises ValueError in one line for what cannot or should not be."""
        given = os.environ if environment is None else environment
        port = given.get("HELPDESK_REPORTS_PORT", "") or str(PORT)
        if not (port.isascii() and port.isdigit() and int(port) <= 65535):
            raise ValueError(f"HELPDESK_REPORTS_PORT is no port: {port}")
        door = cls(
            host=given.get("HELPDESK_REPORTS_HOST", "") or HOST,
            port=int(port),
            password=given.get("HELPDESK_REPORTS_PASSWORD", ""),
            header=given.get("HELPDESK_REPORTS_HEADER", ""),
        )
        if not door.is_local and not (door.password or door.header):
            raise ValueError(
                f"HELPDESK_REPORTS_HOST={door.host} can be reached from elsewhere: "
                "set HELPDESK_REPORTS_PASSWORD, or HELPDESK_REPORTS_HEADER where a proxy says who is there"
            )
        return door

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def refusal(self, request: Request) -> Response | None:
        """Why the request may not come in; None when it may."""
        if self.header and not request.headers.get(self.header):
            return PlainTextResponse("The proxy in front did not say who is there.\n", 403)
        if self.password and not secrets.compare_digest(_password(request).encode(), self.password.encode()):
            return PlainTextResponse(
                "Password, please.\n", 401, {"WWW-Authenticate": 'Basic realm="Help desk reports"'}
            )
        if not (self.password or self.header) and not _is_this_machine(request.url.hostname or ""):
            # A page elsewhere whose name was pointed at this machine.
            return PlainTextResponse("This server answers to 127.0.0.1 and localhost.\n", 400)
        return None


class Guard(BaseHTTPMiddleware):
    """Asks the door, and tells browsers to load nothing from elsewhere."""

    def __init__(self, app: object, door: Door) -> None:
        super().__init__(app)  # pyright: ignore[reportArgumentType]
        self._door = door

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Let a request through, or say why not."""
        response = self._door.refusal(request) or await call_next(request)
        response.headers.update(_HEADERS)
        return response


def _is_this_machine(host: str) -> bool:
    return Door(host=host).is_local or host == "testserver"


def _password(request: Request) -> str:
    """The password of basic authentication, whatever the name; empty where there is none."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
