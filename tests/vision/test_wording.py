"""What the words on a sign mean, in the languages that are looked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fairnotice.signage.spec import LANGUAGES, phrases_of
from fairnotice.vision.folding import fold, plain_letters
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
        "WARNING\nCCTV",
        "24hr CCTV",
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
    "nl": (
        "Dit terrein wordt bewaakt met camera's",
        "In dit gebied is cameratoezicht",
        "U wordt gefilmd",
        "Verboden toegang\nCamerabewaking",
    ),
    "pl": ("Teren monitorowany całodobowo", "Uwaga! Obiekt objęty monitoringiem", "Miasto monitorowane"),
    "pt": (
        "Área videovigiada",
        "Sorria, você está sendo filmado",
        "Local videovigiado",
        "Para sua proteção este local encontra-se sob vigilância de um circuito fechado de televisão",
    ),
    "ja": ("防犯カメラ作動中", "監視カメラ設置"),
    "cs": ("Prostor je monitorován kamerovým systémem",),
    "sv": ("Kamerabevakat område",),
    "fi": ("Tallentava kameravalvonta",),
    "tr": ("Bu alan 24 saat kamera ile izlenmektedir", "Bu bölge MOBESE ile izlenmektedir"),
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
    ("24 hour CCTV repair", "seller"),
    ("Danger 400 V CCTV cabinet", "control_room"),
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
    for rule in (*book.statement, *book.weak_statement, *(rule for rules in book.elements.values() for rule in rules)):
        assert {*rule.concepts, *rule.banned} <= concepts


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("Full policy at reception", "further_information"),
        ("www.harbour.example/cctv", "further_information"),
        ("Ausführliche Informationen am Empfang", "further_information"),
        ("Notice complète affichée à l'accueil", "further_information"),
        ("Escanee el código QR", "further_information"),
        ("扫描二维码了解更多", "further_information"),
        ("Подробнее на сайте", "further_information"),
        ("No facial recognition is used", "biometric_use"),
        ("Gesichtserkennung findet nicht statt", "biometric_use"),
        ("Aucune donnée biométrique", "biometric_use"),
        ("Las cámaras no identifican rostros", "biometric_use"),
        ("不使用人脸识别", "biometric_use"),
        ("Лица не распознаются", "biometric_use"),
        ("Complaints: Information Commissioner's Office", "authority"),
        ("Landesbeauftragte für Datenschutz", "authority"),
        ("Réclamation auprès de la CNIL", "authority"),
        ("Reclamaciones ante la AEPD", "authority"),
        ("可向网信部门反映", "authority"),
        ("Роскомнадзор", "authority"),
        ("Meadow Retail Ltd", "controller"),
        ("Hausverwaltung Sommer", "controller"),
        ("Mairie de Valbrune", "controller"),
        ("Ayuntamiento de Robledal", "controller"),
        ("ООО «Ромашка»", "controller"),
        ("幸福里小区业主委员会", "controller"),
        ("Lindengasse 3, 99999 Lindenau", "contact"),
        ("ext. 4410", "contact"),
        ("pour protéger les œuvres", "purpose"),
        ("para conservar las piezas", "purpose"),
        ("um die Exponate zu bewahren", "purpose"),
        ("Borrado a los 15 días", "retention"),
        ("Am Abend gelöscht", "retention"),
        ("Хранится не более месяца", "retention"),
        ("Section 14 of the Harbour Byelaws 2011", "legal_basis"),
        ("décret 96-926", "legal_basis"),
        ("第二十六条", "legal_basis"),
        ("You may ask for a copy of your images", "rights"),
        ("Можете попросить удалить запись", "rights"),
    ],
)
def test_each_language_words_its_elements(text, element):
    assert element in interpret(text).present


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("Data protection authority", "purpose"),
        ("Alle Rechte vorbehalten", "rights"),
        ("CCTV recording 24 hours a day", "retention"),
        ("CCTV recording 24 hours, 7 days a week", "retention"),
        ("Videoüberwachung an 7 Tagen die Woche", "retention"),
        ("Eigentümergemeinschaft und Dienst", "retention"),
        ("30.06.2024", "contact"),
        ("Ley 13.164", "contact"),
        ("in this shop", "controller"),
        ("The shop is not responsible for lost property", "controller"),
    ],
)
def test_similar_words_are_no_elements(text, element):
    assert element not in interpret(text).present


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cameras in this corridor are dummies", "denial"),
        ("Kamera-Attrappe", "denial"),
        ("Видеонаблюдение не ведётся", "denial"),
        ("видеонаблюденне не ведётся", "denial"),
        ("此处无监控 请保管好随身物品", "denial"),
        ("No video surveilance here", "denial"),
        ("All calls are recorded for training purposes", "recorded_calls"),
        ("Vos appels sont enregistrés", "recorded_calls"),
        ("Our website uses cookies. You have the right to erase your data", "web_privacy"),
        ("CCTV drain surveys, blocked drains cleared, call 0800 555 000", "seller"),
        ("Bring your camera. Watch badgers from dusk", "seller"),
        ("Camera tickets", "seller"),
        ("管道检测 摄像 电话 555-0100", "seller"),
        ("本店有售摄像头", "seller"),
        ("Alarmanlagen Videouberwachumg Beratung Montage", "seller"),
        ("Look through the lenses provided", None),
        ("Ведётся запись на курсы", None),
        ("Monitoring station: air quality", None),
        ("We are watching our weight", None),
        ("Gesichtskontrolle am Eingang", None),
        ("Piscina vigilada por socorristas", None),
        ("Finca vigilada por perros", None),
        ("Smile! You're on the guest list", None),
    ],
)
def test_denials_and_other_signs_with_words_of_notices(text, kind):
    meaning = interpret(text)
    assert meaning.announces is None
    if kind:
        assert meaning.look_alike == kind


@pytest.mark.parametrize(
    "text",
    [
        "VIDEO SURVEILANCE",
        "Tmagens gravadas para sua segurança",
        "Pro vaši bezpečnost se pořizuje videozáznan",
        "VIDEOÜBERWACHUNC",
        "VIDEOÜBERW",
        "ideovigilada",
        "ZONA VIDEOVIGLLADA",
        "CAMERASINOPERATON",
        "ВИЛЕОНАБЛЮДЕНИЕ",
        "ВИДЕОНАБПЮДЕНИЕ",
        "ВИДЕОНАБЛЮЛЕНИЕ",
        "BEДETCЯ BИДEOHAБЛЮДEHИE",
        "BHAEOHABJIOAEHHE",
        "СCTV in operation",
    ],
)
def test_a_notice_that_was_read_badly_is_understood(text):
    assert interpret(text).announces


@pytest.mark.parametrize(
    "word",
    [
        "surveillance",
        "protection",
        "recording",
        "operation",
        "vigilancia",
        "sorveglianza",
        "Überwachung",
        "наблюдение",
        "toezicht",
        "videoconference",
        "videographer",
        "videocassette",
        "videogames",
        "camcorder",
        "cameraman",
        "comprehensive",
        "administration",
        "Videokonferenz",
        "Videospiele",
        "Videothek",
        "Videoclip",
        "Videokassetten",
        "Überwachungspflicht",
        "Versicherungsgesellschaft",
        "Geschwindigkeitsbegrenzung",
        "vidéothèque",
        "vidéoprojecteur",
        "vidéoclub",
        "visioconférence",
        "télésurveillance",
        "stationnement",
        "établissement",
        "videoconferencia",
        "videoclub",
        "videojuegos",
        "vigilantes",
        "estacionamiento",
        "videoteca",
        "videogiochi",
        "sorvegliante",
        "videoconferenza",
        "видеокассета",
        "видеоигры",
        "видеоконференция",
        "видеотека",
        "наблюдательный",
        "здравоохранение",
        "videotheek",
        "toezichthouder",
        "cameraploeg",
        "videovergadering",
        "telecomunicaciones",
    ],
)
def test_other_long_words_are_left_alone(word):
    assert fold(word).text == "".join(plain_letters(letter) for letter in word)
    assert interpret(word).announces is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "Територія під відеоспостереженням"),
        ("bg", "Обектът се наблюдава с камери"),
        ("sr", "Објекат је под видео надзором"),
        ("sk", "Priestor je monitorovaný kamerovým systémom"),
        ("hr", "Prostor je pod videonadzorom"),
        ("sl", "Območje je pod videonadzorom"),
        ("et", "Territooriumil toimub videovalve"),
        ("lv", "Notiek videonovērošana"),
        ("lt", "Teritorija stebima vaizdo kameromis"),
        ("ca", "Zona videovigilada, s'enregistren imatges"),
        ("ga", "Ceamaraí slándála i bhfeidhm"),
        ("th", "พื้นที่นี้มีกล้องวงจรปิด"),
        ("vi", "Khu vực có camera giám sát"),
        ("id", "Area ini diawasi kamera CCTV"),
        ("ar", "المكان مراقب بالكاميرات"),
        ("is", "Svæðið er vaktað með myndavélum"),
        ("cy", "Teledu cylch cyfyng ar waith"),
        ("be", "Вядзецца відэаназіранне"),
        ("kk", "Бейнебақылау жүргізілуде"),
        ("he", "הנך מצולם, מצלמות אבטחה פועלות במקום"),
    ],
)
def test_further_languages_announce(language, text):
    assert interpret(text).announces, language


HOSTILE = (
    "camera watch film ", "камера снимает ", "1-", "a@", "a.", "www.", "Art. ", "A b ", "公司", "我", "no ", "沒有",
    "1 rue ", "calle a", "ул. а", "«aaa ", "a-a ", "no cameras fotograf", "prohibido el la los ", "禁止任何",
    "vide0", "+1 ", "(", "1 day ", "video surveilance ", "um a ", "para a",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_end(unit):
    interpret(unit * 2000)


def test_patterns_repeat_within_bounds():
    for path in sorted(PHRASES.glob("*.yaml")):
        for quoted in re.findall(r"'((?:[^'\n]|'')+)'", path.read_text(encoding="utf-8")):
            outside = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", quoted)
            assert not re.search(r"[)x.][*+]", outside), f"{path.name}: {quoted}"


def test_no_pattern_is_left_out_that_would_match():
    book = phrasebook()
    patterns = [p for languages in book.surveillance.values() for found in languages.values() for p in found]
    patterns += [p for look_alike in book.look_alikes.values() for p in look_alike.patterns]
    texts = [text for of_language in ANNOUNCE.values() for text in of_language] + [text for text, _ in OTHER_SIGNS]
    for text in texts:
        folded = fold(text).text
        worth = book.shortlist.of(folded)
        assert not [p.pattern.pattern for p in patterns if p not in worth and p.pattern.search(folded)], text


@pytest.mark.parametrize(
    "text",
    [
        "VIDEOPROTECTION\nResponsable : Mairie de Clairval",
        "Videovigilancia\nResponsable: Ayuntamiento de Villa Clara",
        "视频监控\n责任单位：临海市城市管理处",
    ],
)
def test_a_heading_of_one_word_announces_where_somebody_answers_for_it(text):
    assert interpret(text).announces == "name"


@pytest.mark.parametrize(
    "text",
    [
        "Videoüberwachung\nInhaber: Max Müller\nHauptstraße 3",
        "CCTV\nOwner: T Jones\nOpen 9-5",
        "Videosurveillance et alarmes\nExploitant : Petit et fils, depuis 1982",
        "视频监控\n安装维修\n负责单位：王强电器",
    ],
)
def test_a_firm_under_its_trade_announces_nothing(text):
    assert interpret(text).announces is None
