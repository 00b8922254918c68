"""Who may come in, and from where: this machine alone, unless there is a password or a proxy that says who it is."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

HOST, PORT = "127.0.0.1", 8050


@dataclass(frozen=True)
class Door:
    """Where the server listens, and what a request must bring."""

    host: str = HOST
    port: int = PORT
    password: str = field(default="", repr=False)
    # Header in which a proxy in front says who is there.
    header: str = ""
    # Where people open the pages, if that is elsewhere than where the server listens.
    url: str = ""

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
            url=given.get("HELPDESK_REPORTS_URL", "").rstrip("/"),
        )
        if door.url and not door.url.startswith(("http://", "https://")):
            raise ValueError(f"HELPDESK_REPORTS_URL begins with neither http:// nor https://: {door.url}")
        if not door.is_local and not (door.password or door.header):
            raise ValueError(
                f"HELPDESK_REPORTS_HOST={door.host} can be reached from elsewhere: "
                "set HELPDESK_REPORTS_PASSWORD, or HELPDESK_REPORTS_HEADER where a proxy says who is there"
            )
        return door

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host == "localhost" or _is(self.host, "is_loopback")

    @property
    def address(self) -> str | None:
        """Where people open the pages; None where nobody said so: behind a proxy, and on every address at once."""
        if self.url or self.header or _is(self.host, "is_unspecified"):
            return self.url or None
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def _is(host: str, kind: str) -> bool:
    """Whether it is an IP address of a kind, in the words of `ipaddress`; names are none."""
    try:
        return getattr(ipaddress.ip_address(host), kind)
    except ValueError:
        return False


def reports_address() -> str | None:
    """The address of the report pages as the environment has it; None where there is none.

    Settings with which the pages could not be served give none either: their own command says what is wrong.
    """
    try:
        return Door.from_environment().address
    except ValueError:
        return None
