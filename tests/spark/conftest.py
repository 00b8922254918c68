"""One cluster for all tests of Spark."""

from collections.abc import Iterator

import pytest

from tests.spark.cluster import Cluster, cluster


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A cluster that is stopped whatever happens."""
    brief = all(item.path.name == "test_small.py" for item in request.session.items)
    with cluster(tmp_path_factory.mktemp("cluster"), brief=brief) as made:
        yield made
