"""In these tests a fault of a reader is a failure, not an incomplete scan."""

import pytest

from fairnotice.analytics import scan


@pytest.fixture(scope="package", autouse=True)
def _faults_are_raised():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "FAULTS", ())
        yield
