"""Sessions of the Thrift server: statements and questions outside of dbt."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from orchestration.spark.target import SparkTarget

# Sessions are in UTC whatever the server's own setting is; the prefix makes it one of the session.
SETTINGS = {"set:hiveconf:spark.sql.session.timeZone": "UTC"}


class SparkError(OSError):
    """The server cannot be reached or refuses a statement; the message is one line."""


@contextmanager
def connected(target: SparkTarget) -> Iterator[Any]:
    """A cursor in a session of its own. Raises SparkError for whatever the server refuses meanwhile."""
    # Of the extra `spark`, which has an environment of its own.
    from pyhive import exc, hive  # pyright: ignore[reportMissingImports]
    from thrift.transport.TTransport import TTransportException  # pyright: ignore[reportMissingImports]

    try:
        with (
            closing(hive.connect(target.host, target.port, username=target.user, configuration=SETTINGS)) as connection,
            closing(connection.cursor()) as cursor,
        ):
            yield cursor
    except (exc.Error, TTransportException) as error:
        raise SparkError(_in_one_line(error)) from error


def ask(cursor: Any, query: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    cursor.execute(query)
    return cursor.fetchall()


def exists(cursor: Any, schema: str, table: str) -> bool:
    """Whether there is such a table."""
    if (schema,) not in ask(cursor, "show schemas"):
        return False
    return bool(ask(cursor, f"show tables in {schema} like '{table}'"))


def _in_one_line(error: Exception) -> str:
    """What Spark says before its stack begins."""
    status = getattr(error.args[0] if error.args else None, "status", None)
    return str(getattr(status, "errorMessage", None) or error).strip().splitlines()[0]
