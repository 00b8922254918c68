"""One cluster for all tests of Spark."""

from collections.abc import Iterator

import pytest

from tests.spark.cluster import Cluster, cluster


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster that is stopped whatever happens."""
    with cluster(tmp_path_factory.mktemp("cluster")) as made:
        yield made
