"""The new schema takes the old one's place, as soon as no reader is in the middle of it."""

import time

import psycopg
from psycopg import sql

from orchestration.postgres.server import Server, ask, run
from orchestration.postgres.target import PostgresError

SCHEMA, NEW = "marts", "marts_new"
# How a schema is known as one that may be replaced.
MARK = "Marts of the help desk, replaced as a whole by each publication."
# Any number that other programs do not use: one publication into a database at a time.
_LOCK = 7_305_119_842
_PAUSE = 0.2


def claim(server: Server) -> None:
    """Be the only publication until the transaction ends, and sure that the schema is one of ours."""
    if ask(server, "select pg_try_advisory_xact_lock(%s)", _LOCK) != [(True,)]:
        raise PostgresError("another publication into this database is under way", may_pass=True)
    found = ask(server, "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", SCHEMA)
    if found not in ([], [(MARK,)]):
        raise PostgresError(f"the database has a schema {SCHEMA} that no publication made; it stays as it is")


def swap(server: Server, patience: float) -> None:
    """Put the new schema in the old one's place, in the transaction that made it.

    A query finds its tables one after the other: only when all old ones are held at once can none find some of each.
    While they are waited for, other readers queue behind; so each try ends before the server would look for deadlocks
    and end a reader. Raises PostgresError when readers have not ended their transactions after `patience` seconds.
    """
    run(server, "create schema if not exists {}", sql.Identifier(SCHEMA))
    (look_after,) = ask(server, "select setting::int from pg_settings where name = 'deadlock_timeout'")[0]
    deadline = time.monotonic() + patience
    while not _replaced(server, int(look_after * 0.8)):
        if time.monotonic() > deadline:
            raise PostgresError(_held(server, patience), may_pass=True)
        time.sleep(_PAUSE)


def _replaced(server: Server, milliseconds: int) -> bool:
    """One try, `milliseconds` long; False, and nothing held, when somebody reads."""
    old = [
        sql.Identifier(SCHEMA, name)
        for (name,) in ask(server, "select tablename from pg_tables where schemaname = %s", SCHEMA)
    ]
    try:
        with server.transaction():
            if old:
                run(server, "set local statement_timeout = {}", sql.Literal(milliseconds))
                run(server, "lock table {} in access exclusive mode", sql.SQL(", ").join(old))
                run(server, "set local statement_timeout = 0")
                run(server, "drop table {}", sql.SQL(", ").join(old))
            run(server, "drop schema {}", sql.Identifier(SCHEMA))
            run(server, "alter schema {} rename to {}", sql.Identifier(NEW), sql.Identifier(SCHEMA))
    except psycopg.errors.QueryCanceled:
        return False
    return True


def _held(server: Server, patience: float) -> str:
    """Who reads, as the server knows them."""
    found = ask(
        server,
        """
        select distinct
            format('%%s (process %%s of %%s)', coalesce(nullif(application_name, ''), 'unnamed'), pid, usename)
        from pg_locks
        inner join pg_stat_activity using (pid)
        inner join pg_class on pg_locks.relation = pg_class.oid
        where pg_class.relnamespace = %s::regnamespace and pid <> pg_backend_pid()
        """,
        SCHEMA,
    )
    who = ", ".join(name for (name,) in found) or "somebody"
    return f"PostgreSQL: {who} did not end a transaction that reads schema {SCHEMA} within {patience:.0f} s"
