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
    # Whether marts come back to the home folder, for report pages and files.
    bring_back: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "SparkTarget | None":
        """Read HELPDESK_SPARK_…; None unless DBT_TARGET is spark.

        Raises:
            ValueError: the port is no number, personal text is to be hashed, or marts are to stay that are needed here.
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
        bring_back = given.get("HELPDESK_SPARK_BRING_BACK", "") or "yes"
        if bring_back not in ("yes", "no"):
            raise ValueError(f"HELPDESK_SPARK_BRING_BACK is neither yes nor no: {bring_back}")
        if bring_back == "no" and given.get("HELPDESK_POSTGRES_DSN", ""):
            raise ValueError("HELPDESK_SPARK_BRING_BACK=no: PostgreSQL gets its marts from the home folder")
        return cls(
            host=given.get("HELPDESK_SPARK_HOST", "") or "127.0.0.1",
            port=int(port),
            user=given.get("HELPDESK_SPARK_USER", "") or "helpdesk",
            home=given.get("HELPDESK_SPARK_HOME", "") or given.get("HELPDESK_HOME", ""),
            bring_back=bring_back == "yes",
        )
