"""A connection to the server, statements with names and texts in them, and its refusals in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from orchestration.postgres.target import PostgresError, Target

Server = psycopg.Connection[tuple[Any, ...]]

# What holds unless the connection string says otherwise.
_DEFAULTS = {"connect_timeout": "10", "application_name": "helpdesk-marts"}
# SQLSTATEs that waiting can help begin so: connection, conflicts, disk and memory and connections, shutdown, locks.
_PASSING = ("08", "40", "53", "57", "55P03")


@contextmanager
def connected(target: Target) -> Iterator[Server]:
    """A connection outside of a transaction; raises PostgresError for whatever the server refuses meanwhile."""
    try:
        given = conninfo_to_dict(target.dsn)
    except psycopg.ProgrammingError:
        # Not repeated: it may hold a password.
        raise PostgresError("HELPDESK_POSTGRES_DSN is no connection string or address of PostgreSQL") from None
    try:
        defaults = {name: value for name, value in _DEFAULTS.items() if name not in given}
        address = make_conninfo(target.dsn, client_encoding="utf8", **defaults)
        with psycopg.connect(address, autocommit=True) as server:
            yield server
    except psycopg.Error as error:
        said = [error.diag.message_primary or str(error), error.diag.message_detail or ""]
        passing = (error.sqlstate or "08").startswith(_PASSING)
        raise PostgresError(f"PostgreSQL: {' '.join(said).strip()}", may_pass=passing) from error


def run(server: Server, statement: LiteralString, *parts: str | sql.Composable) -> None:
    """Run a statement with each {} replaced: by a text, quoted, or by a part of SQL."""
    server.execute(sql.SQL(statement).format(*parts))


def ask(server: Server, query: LiteralString, *given: Any) -> list[tuple[Any, ...]]:
    """All rows of a query with its parameters (%s)."""
    return server.execute(query, given).fetchall()
