"""YAML files that come with the software say each thing once."""

import pytest
import yaml

from diaspora_dw.yaml_text import read_yaml


def test_a_repeated_key_is_rejected_with_its_place() -> None:
    with pytest.raises(yaml.YAMLError, match=r"first_year is repeated\n.*line 3") as caught:
        read_yaml("fields:\n  first_year: one meaning\n  first_year: another\n")
    assert "column 3" in str(caught.value)


def test_the_same_key_in_two_mappings_is_no_repetition() -> None:
    assert read_yaml("[{a: 1}, {a: 2}]") == [{"a": 1}, {"a": 2}]
