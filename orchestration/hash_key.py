"""The key of hashed personal text, put into dbt's sessions: a plugin of dbt-duckdb that the profile names.

SQL that dbt writes to disk and to its logs speaks of two variables alone (macro `keyed_hash`); the key itself stays in
the environment and in memory.
"""

import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.settings import hash_key

# Block of SHA-256, in bytes, and the paddings of HMAC (RFC 2104).
BLOCK, INNER, OUTER = 64, 0x36, 0x5C


def put_key(cursor: Any, environment: Mapping[str, str] | None = None) -> None:
    """Give a DuckDB session the two halves that HELPDESK_HASH_KEY makes; nothing where personal text is not hashed.

    Raises:
        ValueError: personal text is to be hashed, and the key is missing or too short.
    """
    key = hash_key(os.environ if environment is None else environment)
    if key is None:
        return
    block = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    for name, padding in (("inner", INNER), ("outer", OUTER)):
        half = bytes(byte ^ padding for byte in block).hex()
        cursor.execute(f"set variable helpdesk_hash_{name} = unhex('{half}')")


class Plugin(BasePlugin):
    """What dbt-duckdb calls for each session it opens."""

    def configure_cursor(self, cursor: Any) -> None:
        """Give the session its key."""
        put_key(cursor)
