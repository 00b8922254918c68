"""Which Spark the warehouse is built on, from the environment; the profile of dbt reads the same variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

TARGET = "spark"


@dataclass(frozen=True)
class SparkTarget:
    """A Thrift endpoint, and the address at which its executors find the home folder."""

    host: str
    port: int
    user: str
    home: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "SparkTarget | None":
        """Read HELPDESK_SPARK_…; None unless DBT_TARGET is spark.

        Raises:
            ValueError: the port is no number, or personal text is to be hashed.
        """
        given = os.environ if environment is None else environment
        if given.get("DBT_TARGET", "") != TARGET:
            return None
        port = given.get("HELPDESK_SPARK_PORT", "") or "10000"
        if not port.isascii() or not port.isdigit():
            raise ValueError(f"HELPDESK_SPARK_PORT is no port: {port}")
        if given.get("HELPDESK_PERSONAL_TEXT", "") == "hash":
            # Variables of a session, where it could stand unseen, came with Spark 4.
            raise ValueError("HELPDESK_PERSONAL_TEXT=hash: Spark 3.5 has no place for the key; drop or keep")
        return cls(
            host=given.get("HELPDESK_SPARK_HOST", "") or "127.0.0.1",
            port=int(port),
            user=given.get("HELPDESK_SPARK_USER", "") or "helpdesk",
            home=given.get("HELPDESK_SPARK_HOME", "") or given.get("HELPDESK_HOME", ""),
        )
