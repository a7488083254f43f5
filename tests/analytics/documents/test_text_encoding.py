"""Short lists of labels in the encodings that they come in: read, and said to be a guess where it is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import inputs
from fairnotice.analytics.documents.text_encoding import decode

CERTAIN = [
    ("ascii", b"person\nbag", "person\nbag"),
    ("utf-8", "行人\ncafé".encode(), "行人\ncafé"),
    ("utf-8 with a mark", "\ufeff行人".encode(), "行人"),
    ("utf-16 with a mark", "行人\n车".encode("utf-16"), "行人\n车"),
    ("utf-32 with a mark", "行人\n车".encode("utf-32"), "行人\n车"),
    ("utf-16 without a mark", "person\nbag\n".encode("utf-16-le"), "person\nbag\n"),
    ("utf-16 the other way round", "person\nbag\n".encode("utf-16-be"), "person\nbag\n"),
]


@pytest.mark.parametrize(("situation", "data", "text"), CERTAIN, ids=[case[0] for case in CERTAIN])
def test_what_says_its_encoding_is_believed(situation, data, text):
    assert decode(data) == (text, None)


GUESSED = [
    ("gb18030", "GB 18030", "行人\n机动车\n非机动车"),
    ("gb18030", "GB 18030", "男\n女"),
    ("gb18030", "GB 18030", "汉族\n维吾尔族"),
    ("gb18030", "GB 18030", "白种人\n黑种人\n黄种人"),
    ("gb18030", "GB 18030", "龘䶮"),
    ("big5", "Big5", "行人\n車輛\n自行車"),
    ("big5", "Big5", "白種人\n黑種人\n黃種人"),
    ("shift_jis", "Shift JIS", "歩行者\n車\n自転車"),
    ("shift_jis", "Shift JIS", "マスクあり\nマスクなし"),
    ("euc_kr", "EUC-KR", "인종\n민족\n종교"),
    ("euc_kr", "EUC-KR", "사람\n자동차\n자전거"),
    ("cp1251", "Windows-1251", "раса\nрелигия\nвозраст"),
    ("cp1251", "Windows-1251", "ЧЕЛОВЕК\nМАШИНА"),
    ("cp1251", "Windows-1251", "РаспознаваниеНациональности=1\nвозраст=1"),
    ("koi8_r", "KOI8", "раса\nрелигия\nвозраст"),
    ("koi8_r", "KOI8", "лицо/этнос/татарин\nлицо/этнос/другое"),
    ("koi8_r", "KOI8", "европеоидная раса\nмонголоидная раса\nнегроидная раса\nне определена"),
    ("cp874", "Windows-874", "บุคคล_พุทธ\nบุคคล_มุสลิม\nบุคคล_คริสต์\nรถยนต์"),
    ("euc_kr", "EUC-KR", "백인\n라틴계\n중동인\n아시아인"),
    ("euc_kr", "EUC-KR", "어린이\n고양이\n백인\n동물\n아시아인\n흑인"),
    ("gb18030", "GB 18030", "佛教\n道教\n基督教\n回教\n景教"),
    ("koi8_u", "KOI8", "їжак\nпетро\nолексій"),
    ("shift_jis", "Shift JIS", "人種:白人\n人種:黒人"),
    ("cp1256", "Windows-1256", "ديانة\nمسلم\nعمر"),
    ("cp1256", "Windows-1256", "شخص\nسيارة"),
    ("cp1252", "Windows-1252", "café\nthé"),
    ("latin-1", "Windows-1252", "raça\nreligião"),
    ("cp1252", "Windows-1252", "Fußgänger\nGebäude"),
    ("cp1252", "Windows-1252", "musulmán\nniña"),
    ("utf-16-le", "UTF-16", "行人\n机动车\n非机动车"),
    ("utf-16-be", "UTF-16", "раса\nвозраст"),
]


@pytest.mark.parametrize(("codec", "name", "text"), GUESSED, ids=[f"{case[0]} {case[2][:9]}" for case in GUESSED])
def test_a_guess_is_said_to_be_one(codec, name, text):
    read, doubt = decode(text.encode(codec))
    assert read == text
    assert name in doubt
    assert "guess" in doubt


UNREADABLE = [
    ("binary", b"\x00\x01\x02" * 100, "binary"),
    ("an odd number of bytes", "person".encode("utf-16-le") + b"x", "binary"),
    ("a number of 32 bits", b"\x01\x00\x00\x00", "binary"),
    ("zeros", bytes(64), "binary"),
    ("broken utf-16", b"\xff\xfea", "not valid utf-16 at byte"),
    ("no letters of any language", b"caf\xff\xff\xff", "parts could not be read"),
    ("control signs", b"\x80\x81\x8d\x8f", "parts could not be read"),
]


@pytest.mark.parametrize(("situation", "data", "says"), UNREADABLE, ids=[case[0] for case in UNREADABLE])
def test_what_is_no_text_says_so(situation, data, says):
    assert says in decode(data)[1]


@given(st.binary(max_size=200))
@inputs()
def test_any_bytes_are_read_or_doubted(data):
    text, doubt = decode(data)
    assert isinstance(text, str)
    assert doubt or text.encode() in data or data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data
