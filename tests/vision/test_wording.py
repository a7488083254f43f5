"""What the words on a sign mean, in the languages that are looked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fairnotice.signage.spec import LANGUAGES, phrases_of
from fairnotice.vision.phrasebook import PHRASES, phrasebook, words
from fairnotice.vision.wording import ELEMENTS, interpret

ANNOUNCE: dict[str, tuple[str, ...]] = {
    "en": (
        "CCTV cameras operate in this car park 24 hours a day",
        "For your protection this store is monitored by closed circuit TV",
        "Warning! This property is protected by video surveillance. Trespassers will be prosecuted",
        "You are now entering an area covered by CCTV",
        "Notice: these premises are under constant video surveillance",
        "Images are being monitored for the purposes of crime prevention and public safety",
        "Smile! You're on CCTV",
        "Cameras in use for the safety of passengers",
        "This bus is equipped with cameras that record sound and pictures",
        "Shoplifters beware: you are on camera",
        "THIS AREA IS BEING VIDEO RECORDED",
        "W ARNING CCTVIN OPERATI0N",
        "Casino CCTV in operation",
        "No dogs. No photography. CCTV in operation",
        "CCTV in operation. Contact the CCTV control room: 0161 496 0000",
    ),
    "zh": (
        "进入视频监控区",
        "本店已安装监控摄像头,请自觉遵守",
        "本场所24小时录像",
        "您已进入图像采集区域",
        "本电梯内装有监控",
        "閉路電視錄影中",
        "本大樓設有監視錄影系統",
        "監視器錄影中",
        "监控覆盖区域",
        "禁止拍照 本区域视频监控",
    ),
    "de": (
        "Dieses Grundstück wird zu Ihrer Sicherheit videoüberwacht",
        "Parkplatz wird videoueberwacht",
        "VIDEOUBERWACHT",
        "Der Eingangsbereich wird per Kamera überwacht",
        "Das Gebäude ist kameraüberwacht",
        "Lächeln! Sie werden gefilmt",
        "Bus mit Videoüberwachung",
        "Videoaufzeichnung",
    ),
    "fr": (
        "Cet établissement est placé sous vidéosurveillance",
        "Attention, ces locaux sont sous surveillance vidéo",
        "SOURIEZ VOUS ETES FILMES",
        "Parking vidéosurveillé",
        "Zone surveillée par caméras",
        "Ce véhicule est équipé de caméras",
        "Site sous alarme et vidéosurveillance",
    ),
    "es": (
        "Área videovigilada las 24 horas",
        "Sonría, está siendo filmado",
        "Edificio vigilado por cámaras de seguridad",
        "Recinto con circuito cerrado de televisión",
        "Se graban imágenes",
        "Zona videovigilada. Alarma conectada a central receptora",
    ),
    "ru": (
        "На территории ведётся круглосуточное видеонаблюдение",
        "Объект находится под видеонаблюдением",
        "Подъезд оборудован системой видеонаблюдения",
        "Улыбнитесь! Вас снимают",
    ),
    "it": ("Area videosorvegliata", "Zona controllata da telecamere", "La registrazione è effettuata da"),
    "nl": ("Dit terrein wordt bewaakt met camera's", "In dit gebied is cameratoezicht", "U wordt gefilmd"),
    "pl": ("Teren monitorowany całodobowo", "Uwaga! Obiekt objęty monitoringiem"),
    "pt": ("Área videovigiada", "Sorria, você está sendo filmado"),
    "ja": ("防犯カメラ作動中", "監視カメラ設置"),
    "cs": ("Prostor je monitorován kamerovým systémem",),
    "sv": ("Kamerabevakat område",),
    "fi": ("Tallentava kameravalvonta",),
    "tr": ("Bu alan 24 saat kamera ile izlenmektedir",),
    "ro": ("Atenție! Zonă supravegheată video",),
    "ko": ("CCTV 녹화중",),
}
OTHER_SIGNS: tuple[tuple[str, str | None], ...] = (
    ("CCTV installation and maintenance", "seller"),
    ("CCTV SYSTEMS SALES & SERVICE", "seller"),
    ("Alarmanlagen Videoüberwachung Beratung Montage Tel 0211 123456", "seller"),
    ("Alarme vidéosurveillance installation devis gratuit", "seller"),
    ("Venta e instalación de cámaras", "seller"),
    ("Установка видеонаблюдения", "seller"),
    ("安装监控 13812345678", "seller"),
    ("专业安防监控工程", "seller"),
    ("照相馆", "seller"),
    ("No CCTV in this car park", "denial"),
    ("This area is not monitored by CCTV", "denial"),
    ("Dieser Bereich wird nicht videoüberwacht", "denial"),
    ("CCTV control room", "control_room"),
    ("监控室", "control_room"),
    ("消防监控中心", "control_room"),
    ("Poste de sécurité", "control_room"),
    ("No photography or video recording", "no_photography"),
    ("禁止拍照录像", "no_photography"),
    ("Fotografieren und Filmen verboten", "no_photography"),
    ("Il est interdit de filmer", "no_photography"),
    ("Prohibido hacer fotos y grabar vídeos", "no_photography"),
    ("Фото и видеосъемка запрещена", "no_photography"),
    ("撮影禁止", "no_photography"),
    ("Beware of the dog", "guard_dog"),
    ("Vorsicht bissiger Hund", "guard_dog"),
    ("Hier wache ich", "guard_dog"),
    ("Attention au chien", "guard_dog"),
    ("内有恶犬", "guard_dog"),
    ("Neighbourhood Watch: you are being watched", "neighbourhood_watch"),
    ("Wachsamer Nachbar", "neighbourhood_watch"),
    ("Voisins vigilants", "neighbourhood_watch"),
    ("Speed cameras ahead", "speed_camera"),
    ("Traffic enforcement cameras", "speed_camera"),
    ("前方测速", "speed_camera"),
    ("交通监控 违停抓拍", "speed_camera"),
    ("Radarkontrolle", "speed_camera"),
    ("Control de velocidad por radar", "speed_camera"),
    ("Protected by Falcon Alarms", "alarm_company"),
    ("Alarmgesichert", "alarm_company"),
    ("CCTV", None),  # a channel, a shop or a notice: the word alone settles nothing
    ("CCTV-13 新闻", None),
    ("Müller Videoüberwachung, Sat und Telefon, Hauptstraße 5, Inhaber Karl Müller", None),
    ("VIDEO STORE", None),
    ("Smile Dental Clinic", None),
    ("Area under construction", None),
    ("Monitor repair, 24 hour pharmacy, police station", None),
    ("视频会议室", None),
    ("Station Road", None),
    ("", None),
)


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang, texts in ANNOUNCE.items() for text in texts])
def test_a_sign_that_announces_cameras_is_understood(language, text):
    meaning = interpret(text)
    assert meaning.announces
    assert meaning.phrase
    assert meaning.language in (language, None)


@pytest.mark.parametrize(("text", "kind"), OTHER_SIGNS)
def test_another_sign_does_not_announce_cameras(text, kind):
    meaning = interpret(text)
    assert meaning.announces is None
    assert meaning.look_alike == kind
    assert bool(meaning.look_alike_says) is (kind is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notices_that_we_print_are_understood(language):
    unread = [text for text in phrases_of(language)["headline"] if not interpret(text).announces]
    assert unread in ([], ["CCTV"])


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("Operated by Harbour Borough Council", "controller"),
        ("Verantwortlicher: Stadt Lindenau", "controller"),
        ("管理单位:和平小区管委会", "controller"),
        ("cctv@harbour.example", "contact"),
        ("Tel. 0161 496 0000", "contact"),
        ("+44 161 496 0000", "contact"),
        ("联系电话 0532-12345678", "contact"),
        ("Zum Schutz vor Vandalismus", "purpose"),
        ("for the prevention and detection of crime", "purpose"),
        ("用于维护公共安全", "purpose"),
        ("Droit d'accès et d'opposition", "rights"),
        ("Puede ejercitar sus derechos", "rights"),
        ("Recordings are deleted after 30 days", "retention"),
        ("Speicherdauer: 72 Stunden", "retention"),
        ("图像保存30天", "retention"),
        ("Art. 6 Abs. 1 lit. f DSGVO", "legal_basis"),
        ("依据公共安全视频图像信息系统管理条例", "legal_basis"),
        ("Intérêt légitime, RGPD article 6", "legal_basis"),
    ],
)
def test_elements_are_found(text, element):
    assert element in interpret(text).present


@pytest.mark.parametrize("text", ["CCTV IN OPERATION", "视频监控区域", "Videoüberwachung", "12.05.2025", "No. 4711"])
def test_elements_are_not_made_up(text):
    assert interpret(text).present == frozenset()


def test_a_bare_name_counts_among_the_words_of_a_notice_only():
    assert interpret("Videoüberwachung").announces == "name"
    long = "Videoüberwachung Verantwortlich Stadt Lindenau Zweck Schutz von Personen Speicherdauer 72 Stunden"
    assert interpret(long).announces
    assert interpret("Videoüberwachung Sat und Telefon Hauptstraße 5 Inhaber Karl Müller").announces is None


def test_the_phrase_is_quoted_as_it_stands_on_the_sign():
    assert interpret("Welcome\nSite  sous VIDÉO\nSURVEILLANCE").phrase == "sous VIDÉO SURVEILLANCE"


def test_one_word_of_two_languages_is_of_neither():
    assert interpret("Videosurveillance").language is None


@hypothesis_settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    assert interpret(text).present <= set(ELEMENTS)


@pytest.mark.parametrize("unit", ["a", "video", "监控", "no photo ", "1 ", "camera de ", "é"])
def test_a_sign_full_of_one_word_is_no_attack(unit):
    interpret(unit * 5000)


def test_no_pattern_hides_an_optional_letter_behind_a_space():
    """Spaces are dropped, so that ' ?' would make the letter before it optional."""
    for name in ("statements.yaml", "look_alikes.yaml"):
        assert not re.findall(r" \?", (PHRASES / name).read_text(encoding="utf-8"))


def test_every_element_has_rules_and_every_rule_has_words():
    book, lists = phrasebook(), words()
    assert set(book.elements) == set(ELEMENTS)
    concepts = {concept for of_language in lists.values() for concept in of_language} | {"time", "day"}
    for rule in (*book.statement, *(rule for rules in book.elements.values() for rule in rules)):
        assert {*rule.concepts, *rule.banned} <= concepts
