import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.domain import Notice, Quality
from fairnotice.errors import StoreError
from fairnotice.store.records import from_json, from_text, to_plain

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
"""What JSON can hold."""
FIELDS = {
    Quality: {"reasons": ..., "light": ..., "view": ..., "measures": st.dictionaries(st.text(), NUMBERS)},
    Notice: {
        "box": st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS),
        "score": NUMBERS,
        "probability": st.none() | NUMBERS,
        "decided_by": ...,
        "text": ...,
        "qr": ...,
        "elements": st.dictionaries(st.text(), st.text()),
    },
}


@pytest.mark.parametrize("kind", FIELDS)
@given(data=st.data())
@settings(max_examples=50)
def test_what_frames_showed_is_read_from_text_as_from_a_document(kind, data):
    value = data.draw(st.builds(kind, **FIELDS[kind]))
    document = to_plain(kind, value)

    assert from_text(kind, json.dumps(document)) == from_json(kind, document) == value


def test_a_document_of_another_kind_is_refused_and_not_shown():
    with pytest.raises(StoreError, match=r"Expected `bool`, got `str` - at `\$\.usable`"):
        from_text(Quality, '{"usable": "a name"}')
