"""Where the marts are copied to, and how it is told when they cannot be."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field


class PostgresError(Exception):
    """Nothing was changed in the database; the message is one line. `may_pass`: whether another try can help."""

    def __init__(self, message: str, *, may_pass: bool = False) -> None:
        super().__init__(" ".join(message.split()))
        self.may_pass = may_pass


@dataclass(frozen=True)
class Target:
    """A database as libpq's connection string or address, which may hold a password, and the roles that may read."""

    dsn: str = field(repr=False)
    readers: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Target | None":
        """Read HELPDESK_POSTGRES_DSN and …_READER; None without the first. Settings are shown, so they hold neither."""
        given = os.environ if environment is None else environment
        dsn = given.get("HELPDESK_POSTGRES_DSN", "")
        readers = given.get("HELPDESK_POSTGRES_READER", "").split(",")
        return cls(dsn, tuple(name.strip() for name in readers if name.strip())) if dsn else None
