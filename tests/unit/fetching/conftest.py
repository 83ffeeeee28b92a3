from collections.abc import Iterator

import pytest

from tests.serving import Server, served


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as one:
        yield one
