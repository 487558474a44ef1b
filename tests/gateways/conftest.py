"""What the tests of the way out share."""

from __future__ import annotations

import pytest
from tests.gateways.loopback import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))
