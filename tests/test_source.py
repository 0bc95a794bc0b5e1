"""The registered sources, and what happens if one of them cannot be imported."""

from importlib.metadata import EntryPoint

import pytest

from diaspora_dw import source
from diaspora_dw.errors import DiasporaError


@pytest.mark.parametrize("place", ["etl.missing:Source", "etl.undesa:Missing"])
def test_a_source_that_cannot_be_imported_is_named_with_the_remedy(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = EntryPoint("broken", place, "diaspora_dw.sources")
    monkeypatch.setattr(source, "_registered", lambda: (broken,))
    with pytest.raises(DiasporaError, match=f"the source broken cannot be loaded from {place}") as caught:
        source.registered_sources()
    assert "reinstall the package diaspora-dw" in caught.value.advice
