"""The guard at the door: lets a request in or says why not, and tells browsers to load nothing from elsewhere."""

import base64
import binascii
import secrets

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from orchestration.viewer.door import Door

_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Guard(BaseHTTPMiddleware):
    """Asks the door, and tells browsers to load nothing from elsewhere."""

    def __init__(self, app: object, door: Door) -> None:
        super().__init__(app)  # pyright: ignore[reportArgumentType]
        self._door = door

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Let a request through, or say why not."""
        response = refusal(self._door, request) or await call_next(request)
        response.headers.update(_HEADERS)
        return response


def refusal(door: Door, request: Request) -> Response | None:
    """Why the request may not come in; None when it may."""
    if door.header and not request.headers.get(door.header):
        return PlainTextResponse("The proxy in front did not say who is there.\n", 403)
    if door.password and not secrets.compare_digest(_password(request).encode(), door.password.encode()):
        return PlainTextResponse("Password, please.\n", 401, {"WWW-Authenticate": 'Basic realm="Help desk reports"'})
    if not (door.password or door.header) and not Door(host=request.url.hostname or "").is_local:
        # A page elsewhere whose name was pointed at this machine.
        return PlainTextResponse("This server answers to 127.0.0.1 and localhost.\n", 400)
    return None


def _password(request: Request) -> str:
    """The password of basic authentication, whatever the name; empty where there is none."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
