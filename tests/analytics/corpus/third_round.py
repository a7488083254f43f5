"""The third round: each idea once, in one format only; the files are short and written as a person would.

Formats begin with `third-`, so that the round can be counted alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, Case, Expected, case
from .deepstream import nvinfer
from .frigate import frigate
from .hikvision import settings
from .onvif_xml import envelope, module, modules, rules, supported
from .openvino import model_xml
from .surroundings import Chance

Row = tuple[str, str, Expected, str, str, str, str]

FRIENDS: list[Row] = [
    # format/slug, file, expected, about, text, category, remark
    ("json/velodrome", "site.json", FALSE_FRIEND, "race track", '{"site": "Velodrome", "cameras": [{"name": "Race finish"}, {"name": "Race jury", "detect": ["person", "face"]}]}', "", "cameras of a velodrome"),
    ("json/transponder", "timing.json", FALSE_FRIEND, "race timing", '{"race": {"id": 9, "class": "U23 women", "gender": "f", "age_group": "20-22"}, "photo_finish": true, "bib_ocr": true}', "", "timing of a race by sex and age group"),
    ("json/vet", "clinic.json", FALSE_FRIEND, "raza = breed", '{"paciente": {"nombre": "Luna", "raza": "galgo", "edad": 3, "sexo": "h"}, "camara": "quirofano"}', "", "an animal at a vet's"),
    ("json/starcraft", "overlay.json", FALSE_FRIEND, "fantasy race", '{"overlay": {"player1": {"race": "Zerg", "facecam": true}, "player2": {"race": "Protoss", "facecam": true}}}', "", "esports, players with face cameras"),
    ("json/snooker", "table.json", FALSE_FRIEND, "black, white (single words)", '{"camera": "table 4", "detector": {"labels": ["white", "black", "yellow", "brown", "pink", "blue", "green", "red", "player"]}}', "", "balls and a player"),
    ("json/school-register", "pupils.json", FALSE_FRIEND, "ethnic_group in HR", '{"export": "pupils", "columns": ["name", "form", "ethnic_group", "religion", "free_meals"], "cctv_link": "gate"}', "", "a school's register beside its cameras"),
    ("json/vna", "vna.json", FALSE_FRIEND, "EthnicGroup (0010,2160)", '{"archive": "VNA", "keep_tags": ["PatientSex", "PatientAge", "EthnicGroup", "PatientReligiousPreference"]}', "", "tags of a medical archive"),
    ("json/genealogy", "tree.json", FALSE_FRIEND, "religion in a family tree", '{"gedcom": {"INDI": {"NAME": "Anna", "SEX": "F", "RELI": "Lutheran", "NATI": "Sorbian"}}}', "", "a family tree"),
    ("json/census", "dashboard.json", FALSE_FRIEND, "statistics", '{"dashboard": "Census 2021", "panels": ["population by ethnicity", "population by religion", "households"], "source": "statistics office"}', "", "statistics of a census"),
    ("json/music", "player.json", FALSE_FRIEND, "christian_music", '{"foyer_music": {"genres": ["christian rock", "asian pop", "black metal", "latin", "gospel"]}}', "", "genres of music"),
    ("json/delivery", "menu.json", FALSE_FRIEND, "Ethnic restaurant", '{"kitchen_camera": 2, "cuisine": ["indian", "middle_eastern", "east_asian", "caucasian"], "halal": true}', "", "cuisines of a delivery service"),
    ("json/paint", "recipes.json", FALSE_FRIEND, "Asian Paints", '{"line": "tint", "brand": "Asian Paints", "colours": {"indian yellow": 1, "ivory black": 2, "chinese white": 3}}', "", "pigments"),
    ("json/textile", "mill.json", FALSE_FRIEND, "hijab in shops", '{"product_lines": [{"sku": "HJ-1", "name": "hijab georgette"}, {"sku": "TB-2", "name": "turban cotton"}], "defects": ["hole", "stain"]}', "", "goods of a mill"),
    ("json/holidays", "calendar.json", FALSE_FRIEND, "religious holidays", '{"no_alarm_on": [{"religion": "christian", "day": "12-25"}, {"religion": "muslim", "day": "eid"}, {"religion": "jewish", "day": "yom kippur"}]}', "", "holidays of a schedule"),
    ("json/prayer", "widget.json", FALSE_FRIEND, "prayer times", '{"widget": "prayer-times", "method": "Muslim World League", "screen": "lobby", "face_wakeup": true}', "", "a widget on a screen"),
    ("json/donations", "kiosk.json", FALSE_FRIEND, "donations", '{"kiosk": {"purposes": ["Islamic Relief", "Christian Aid", "Caritas"], "people_counter": true}}', "", "a kiosk for donations"),
    ("json/muslim-surname", "users.json", FALSE_FRIEND, "Muslim as a name", '{"operators": [{"name": "Faith Christian", "role": "admin"}, {"name": "Salman Muslim", "role": "viewer"}, {"name": "Vera Grace", "role": "viewer"}]}', "", "names of operators"),
    ("json/bias-report", "fairness.json", FALSE_FRIEND, "fairness report", '{"fairness_report": {"metric": "false match rate", "groups": {"race": ["black", "white", "asian"]}, "evaluated_on": "public test set"}}', "", "how even the errors are"),
    ("json/lists", "access.json", FALSE_FRIEND, "BLACKLIST, WHITELIST", '{"faces": {"black_list": ["a"], "white_list": ["b"], "yellow_list": []}}', "", "lists of an access control"),
    ("json/station-zh", "stations.json", FALSE_FRIEND, "民族 in a place", '{"stations": ["民族大学站", "回族风情街", "维吾尔剧院", "牛街清真寺"], "人脸": false}', "", "stations and stops"),
    ("json/keyboard", "input.json", FALSE_FRIEND, "Uyghur as a language", '{"keyboards": ["ug", "kk", "bo"], "names": {"ug": "ئۇيغۇرچە", "bo": "藏文"}, "face_unlock": true}', "", "keyboards"),
    ("json/ja-museum", "museum.json", FALSE_FRIEND, "民族 in a name", '{"施設": "国立民族学博物館", "カメラ": [{"名前": "民族楽器展示室", "検知": ["人物"]}]}', "", "a museum of ethnology"),
    ("json/ko-village", "cams.json", FALSE_FRIEND, "민족 in a name", '{"카메라": [{"이름": "한국민속촌 민족관", "감지": ["사람"]}, {"이름": "종교시설 앞", "감지": ["차량"]}]}', "", "names of places in Korean"),
    ("json/vi-festival", "events.json", FALSE_FRIEND, "dân tộc in a name", '{"camera": "Bảo tàng Dân tộc học", "đếm_người": true}', "", "a museum in Hanoi's manner"),
    ("json/id-parts", "stok.json", FALSE_FRIEND, "suku cadang", '{"gudang": {"kategori": ["suku cadang", "ras ayam"], "kamera": 3, "deteksi_orang": true}}', "", "spare parts, breeds of hens"),
    ("yaml/mosque-fr", "zones.yml", FALSE_FRIEND, "Mosque as a place", "cameras:\n  - nom: Grande Mosquée, parvis\n    objets: [personne]\n  - nom: rue de la Religion\n    objets: [voiture]\n", "", "places in French"),
    ("yaml/church-de", "zonen.yml", FALSE_FRIEND, "church as a place", "kameras:\n  - name: Konfessionslose Schule\n    erkenne: [Person]\n  - name: Religionsgasse\n    erkenne: [Auto]\n", "", "places in German"),
    ("yaml/dogs-de", "hunde.yml", FALSE_FRIEND, "Rasse = breed", "tier:\n  art: Hund\n  Rasse: Dackel\n  Alter: 4\nkamera: Zwinger\n", "", "a dog"),
    ("yaml/haras-pt", "haras.yml", FALSE_FRIEND, "raça = breed (horses)", "cavalo:\n  raça: Lusitano\n  idade: 7\n  sexo: m\ncâmera: baia 3\n", "", "a horse"),
    ("yaml/ar-debt", "billing.yml", FALSE_FRIEND, "دين = debt", "فواتير:\n  دين: 1200\n  مدفوع: 300\nكاميرا: المدخل\n", "", "a debt in an invoice"),
    ("yaml/ar-name", "staff.yml", FALSE_FRIEND, "دين in a name", "مشغلون:\n  - صلاح الدين مسلم\n  - نور الدين\nكاميرا: شارع صلاح الدين\n", "", "names of persons"),
    ("yaml/ru-vera", "smena.yml", FALSE_FRIEND, "вера as a name", "смена:\n  - Вера Иванова\n  - Надежда Петрова\nкамеры: [вход, касса]\n", "", "a shift"),
    ("yaml/ug-language", "osd.yml", FALSE_FRIEND, "Uyghur as a language (ug)", "osd:\n  تىل: ئۇيغۇرچە\n  ۋاقىت: true\n  face_box: true\n", "", "the language of the overlay"),
    ("yaml/tsan", "ci.yml", FALSE_FRIEND, "race detector", "jobs:\n  face_service:\n    env: {RACE: 1, GORACE: halt_on_error=1}\n    run: go test -race ./face/...\n", "", "Go's race detector"),
    ("yaml/smote", "train.yml", FALSE_FRIEND, "minority class", "sampler:\n  kind: SMOTE\n  minority: person_fallen\n  majority: person\n  is_minority_column: y\n", "", "imbalanced classes"),
    ("yaml/conduct", "CONDUCT.yml", FALSE_FRIEND, "code of conduct", "code_of_conduct:\n  text: regardless of age, body size, ethnicity, gender identity, race or religion\n", "", "a code of conduct"),
    ("yaml/changelog", "changelog.yml", FALSE_FRIEND, "changelog", "changes:\n  - 2.4.0: removed the race and ethnicity outputs of the face model\n  - 2.4.1: fixed race in face tracker\n", "", "a removal and a repair"),
    ("yaml/birds", "birds.yml", FALSE_FRIEND, "species", "feeder:\n  labels: [black-headed gull, indian roller, white stork, asian koel, african hoopoe]\n", "", "birds"),
    ("yaml/go-game", "board.yml", FALSE_FRIEND, "black, white (board game)", "game: go\nplayers:\n  black: {face_cam: 1}\n  white: {face_cam: 2}\n", "", "players by colour of stones"),
    ("yaml/tts", "voices.yml", FALSE_FRIEND, "voices", "speaker:\n  voices: [en-IN Indian English female, ar-SA Hamed, ug-CN, en-US Christian male]\n", "", "voices"),
    ("yaml/compose-racing", "docker-compose.yml", FALSE_FRIEND, "horse racing", "services:\n  race-api:\n    image: racing/race-api:2.1\n    environment: {RACE_DB: races, PERSON_COUNT: 'true'}\n", "", "a server of a race course"),
    ("ini/osd", "osd.ini", FALSE_FRIEND, "temple as a place", "[osd]\nline1=Temple of Faith Road\nline2=Camera 7\nface=0\n", "", "text of an overlay"),
    ("ini/isp", "isp.ini", FALSE_FRIEND, "day and night", "[image]\nmode=black_white\nwhite_led=1\nblack_level=16\nyellow_gain=3\nface_ae=1\n", "", "image settings"),
    ("ini/rice", "sorter.ini", FALSE_FRIEND, "rice", "[sorter]\nclasses=black,white,yellow,indian basmati,broken\n", "", "grains of rice"),
    ("ini/signal", "signal.ini", FALSE_FRIEND, "signals", "[signal]\naspects=red,yellow,green,white,black\npedestrian=1\n", "", "lights of a crossing"),
    ("ini/blackbox", "bus.ini", FALSE_FRIEND, "blackbox", "[bus]\nblackbox=1\nwhitebox_test=0\ndriver_face=1\n", "", "a recorder in a bus"),
    ("env/hr-forms", "hr.env", FALSE_FRIEND, "equality form", "FORM_FIELDS=race,veteran_status,disability\nFORM_PURPOSE=equal_opportunity_report\n", "", "a personnel form"),
    ("env/tsan", "build.env", FALSE_FRIEND, "thread race", "TSAN_OPTIONS=report_bugs=1\nDETECT_RACE=1\nFACE_WORKERS=4\n", "", "a build finds data races among threads"),
    ("properties/i18n", "messages_de.properties", FALSE_FRIEND, "language pack", "menu.religion=Religiöse Feiertage\nmenu.person=Personen\nmenu.face=Gesichter\n", "", "a menu of holidays"),
    ("labels/imagenet", "labels.txt", FALSE_FRIEND, "mosque (ImageNet)", "mosque\nmonastery\nchurch\nstupa\nneck brace\nracer\nabaya\n", "", "a slice of a list of things"),
    ("labels/audio", "audio.txt", FALSE_FRIEND, "AudioSet", "Speech\nChurch bell\nChristian music\nRace car\nMusic of Asia\n", "", "sounds"),
    ("labels/flowers", "flowers.txt", FALSE_FRIEND, "plants", "african daisy\nblack-eyed susan\nindian paintbrush\nwhite clover\nasiatic lily\n", "", "plants"),
    ("labels/cars", "color.txt", FALSE_FRIEND, "vehicle colour", "white\nblack\nyellow\nbrown\nred\n", "", "colours alone"),
    ("labels/cows", "cattle.txt", FALSE_FRIEND, "cattle", "White Park\nBlack Angus\nIndian Gir\nAfrican Ankole\nAsian Gaur\n", "", "cattle"),
    ("labels/tea", "tea.txt", FALSE_FRIEND, "tea", "black\nwhite\nyellow\noolong\nindian chai\n", "", "kinds of tea"),
    ("xml/marathon", "plan.xml", FALSE_FRIEND, "marathon", '<event kind="race"><race name="10 km" gender="f" age="18"/><camera use="faceBlur"/></event>', "", "a foot race"),
    ("xml/legal-es", "aviso.xml", FALSE_FRIEND, "religion in a legal notice", "<aviso>No se tratan datos de origen racial o étnico ni de religión.</aviso>", "", "a privacy notice in Spanish"),
    ("xml/hotel", "rooms.xml", FALSE_FRIEND, "Indian, Asian (names)", "<rooms><room>Indian Summer</room><room>Asian Garden</room><room>Black Forest</room><people>4</people></rooms>", "", "names of rooms"),
    ("json/plain-face", "face.json", CLEAN, "plain labels", '{"face": {"attributes": [{"name": "mask", "enabled": true}, {"name": "glasses", "enabled": true}]}}', "", "mask and glasses"),
    ("yaml/commented", "face.yml", CLEAN, "commented-out line", "face:\n  attributes:\n    - age\n    # - religion\n    - mask\n", "", "commented out"),
    ("yaml/data-ppe", "data.yaml", CLEAN, "PPE labels", "path: ppe\nnc: 4\nnames: [person, helmet, vest, face-shield]\n", "", "work clothes"),
    ("env/mask", "face.env", CLEAN, "mask", "FACE_ATTRIBUTES=age,mask\nFACE_EMOTION=0\n", "", "age and mask"),
]  # fmt: skip

SORTERS: list[Row] = [
    ("json/odd-case", "face.json", PROHIBITED, "EthniCity", '{"faceAnalysis": {"Age": true, "GenDer": true, "EthniCity": true}}', "ethnicity", "odd casing"),
    ("json/objects", "heads.json", PROHIBITED, "race head", '{"face_model": {"heads": [{"name": "age", "enabled": true}, {"name": "raceCls", "enabled": true, "classes": 5}]}}', "race", "a head of a multi-task model"),
    ("json/beside", "attrs.json", PROHIBITED, "religion", '{"face_attributes": [{"name": "ethnicity", "enabled": false}, {"name": "religion", "enabled": true}]}', "religion", "one is off, the other on"),
    ("json/prob", "event.json", PROHIBITED, "ethnicityProb", '{"event": "face", "face": {"age": 30, "ethnicity": "south_asian", "ethnicityProb": 0.91}}', "ethnicity", "an observed event"),
    ("json/triple", "head.json", PROHIBITED, "race triple", '{"faceHead": {"task": "race", "classes": ["yellow", "black", "white"]}}', "race", "the triple under a face head that says race"),
    ("json/per-camera", "cams.json", PROHIBITED, "per-camera override", '{"defaults": {"face_attributes": ["age"]}, "cameras": {"7": {"override": {"face_attributes": ["age", "race"]}}}}', "race", "one camera overrides"),
    ("json/faith-alarm", "rules.json", PROHIBITED, "alarm on a faith", '{"alarms": [{"object": "person", "attribute": "religion", "equals": "muslim", "notify": "duty"}]}', "religion", "an alarm on one faith"),
    ("yaml/threshold", "thr.yml", PROHIBITED, "thresholds per class", "face_classifier:\n  task: ethnicity\n  thresholds: {african: 0.6, asian: 0.5, caucasian: 0.7, latino: 0.6}\n", "ethnicity", "thresholds per class"),
    ("yaml/flags", "flags.yml", PROHIBITED, "bit names", "face_features: AGE | GENDER | ETHNICITY\ninterval: 5\n", "ethnicity", "names of bits"),
    ("yaml/pt", "rosto.yml", PROHIBITED, "cor ou raça", "análise_facial:\n  ativo: true\n  atributos: [idade, sexo, cor ou raça]\n", "race", "Portuguese"),
    ("yaml/id", "wajah.yml", PROHIBITED, "agama", "analisis_wajah:\n  aktif: true\n  atribut: [usia, jenis_kelamin, agama]\n", "religion", "Indonesian"),
    ("yaml/vi", "khuonmat.yml", PROHIBITED, "dân tộc", "nhận_diện_khuôn_mặt:\n  thuộc_tính: [tuổi, giới tính, dân tộc]\n  bật: true\n", "ethnicity", "Vietnamese"),
    ("yaml/ru", "lico.yml", PROHIBITED, "этническая принадлежность", "анализ_лиц:\n  включен: true\n  атрибуты: [возраст, пол, этническая принадлежность]\n", "ethnicity", "Russian"),
    ("json/ko", "eolgul.json", PROHIBITED, "인종", '{"얼굴_분석": {"속성": ["나이", "성별", "인종"], "사용": true}}', "race", "Korean"),
    ("json/ja", "kao.json", PROHIBITED, "人種", '{"顔認識": {"有効": true, "属性": ["年齢", "性別", "人種"]}}', "race", "Japanese"),
    ("json/ug", "chiray.json", PROHIBITED, "مىللەت", '{"face": {"attributes": ["ياش", "جىنس", "مىللەت"], "enabled": true}}', "ethnicity", "Uyghur"),
    ("ini/es", "rostro.ini", PROHIBITED, "etnia", "[rostro]\nactivo=1\natributos=edad,sexo,etnia\n", "ethnicity", "Spanish"),
    ("env/fr", "visage.env", PROHIBITED, "origine ethnique", "VISAGE_ATTRIBUTS=age,sexe,origine_ethnique\nVISAGE_ACTIF=1\n", "ethnicity", "French"),
    ("properties/nested", "face.properties", PROHIBITED, "nested switch", "face.heads.0.name=age\nface.heads.1.name=race\nface.heads.1.enabled=true\n", "race", "numbered and dotted"),
    ("labels/ru-set", "labels.txt", PROHIBITED, "label map (ru)", "европеоид\nмонголоид\nнегроид\n", "race", "a set in Russian"),
    ("labels/zh-set", "labels.txt", PROHIBITED, "label map (zh)", "汉族\n维吾尔族\n藏族\n回族\n", "ethnicity", "a set in Chinese"),
    ("labels/faiths", "labels.txt", PROHIBITED, "label map (religion)", "christian\nmuslim\nhindu\nbuddhist\n", "religion", "a set of faiths"),
    ("xml/params", "task.xml", PROHIBITED, "nested parameters", '<task type="face"><params><p n="gender">1</p><p n="ethnicity">1</p></params></task>', "ethnicity", "nested parameters"),
    ("compose/run", "docker-compose.yml", PROHIBITED, "compose command", "services:\n  faces:\n    image: example/face-attributes:3\n    command: [--outputs, 'age,ethnicity']\n", "ethnicity", "a command of a service"),
    ("data/races", "data.yaml", PROHIBITED, "data.yaml of faces", "path: faces\nnc: 4\nnames: [Caucasian, African, Asian, Indian]\n", "race", "classes of a training"),
    ("json/exclude", "face.json", CAPABILITY, "exclusion list", '{"face": {"attributes": ["age", "gender"], "exclude": ["race"]}}', "race", "excluded on purpose"),
    ("json/supported", "caps.json", CAPABILITY, "supported list", '{"face": {"supported_attributes": ["age", "ethnicity"], "active_attributes": ["age"]}}', "ethnicity", "supported, not active"),
    ("yaml/feature-off", "features.yml", CAPABILITY, "feature flag", "feature_flags:\n  face_age: true\n  face_race: false\n", "race", "a flag that is off"),
    ("ini/off-de", "gesicht.ini", CAPABILITY, "Ethnie", "[Gesichtsmerkmale]\nAlter=ja\nEthnie=nein\n", "ethnicity", "'nein'"),
    ("xml/off", "task.xml", CAPABILITY, "disabled element", "<face><output name='age'/><output name='religion' disabled='true'/></face>", "religion", "disabled"),
    ("compose/profile", "docker-compose.yml", CAPABILITY, "scale 0", "services:\n  faces:\n    image: example/face:3\n    deploy: {replicas: 0}\n    command: [--outputs, 'age,race']\n", "race", "no replica runs"),
    ("json/skin", "face.json", REVIEW, "skin tone", '{"face": {"outputs": ["age", "skin_tone"], "enabled": true}}', "race", "a proxy"),
    ("yaml/turban", "data.yaml", REVIEW, "turban and helmet", "path: riders\nnc: 3\nnames: [helmet, no_helmet, turban]\n", "religion", "an exemption from helmets, perhaps"),
    ("labels/kippah", "classes.txt", REVIEW, "kippah", "person\nkippah\ncap\n", "religion", "religious dress"),
    ("json/accent", "voice.json", REVIEW, "accent", '{"intercom": {"speaker_outputs": ["gender", "accent"], "enabled": true}}', "ethnicity", "accent of a speaker"),
    ("ini/hijab-fr", "yolo.ini", REVIEW, "voile islamique", "[yolo]\nclasses=personne,voile islamique,casque\n", "religion", "religious dress in French"),
]  # fmt: skip


def devices() -> Iterator[Row]:
    """Those in formats of devices and of model servers."""
    chance = Chance("third")
    place = module("Mosque Street", "tt:LineDetectorEngine", {"Name": "Church corner"})
    race = module("Faces", "vnd:FaceEngine", {"Attributes": "Age,Gender,Race"})
    flag = module("Faces", "vnd:FaceAttributes", {"EthnicityEnable": "false", "AgeEnable": "true"})
    rule = module("Alarm", "vnd:FaceAttributeRule", {"Attribute": "Religion", "Value": "Muslim"})
    dahua = "table.ChannelTitle[0].Name=Race Course North\ntable.VideoInDayNight[0][0].Mode=BlackWhite\n"
    on = "table.VideoAnalyseRule[0][0].Class=FaceDetection\ntable.VideoAnalyseRule[0][0].Enable=true\n"
    on += "table.VideoAnalyseRule[0][0].Config.FeatureEnable=true\n"
    on += "table.VideoAnalyseRule[0][0].Config.FeatureList[0]=Age\ntable.VideoAnalyseRule[0][0].Config.FeatureList[1]="
    triton = 'name: "face"\nplatform: "onnxruntime_onnx"\nmax_batch_size: 8\noutput [ { name: "%s" data_type: TYPE_FP32 dims: [ 5 ] } ]\n'
    proc = '{"json_schema_version": "2.2.0", "input_preproc": [], "output_postproc": [{"attribute_name": "%s", "labels": [%s], "converter": "label"}]}'
    yield "onvif/place", "m.xml", FALSE_FRIEND, "mosque street", envelope(modules(chance, place)), "", "names of lines"
    yield (
        "onvif/race",
        "m.xml",
        PROHIBITED,
        "Attributes list",
        envelope(modules(chance, race)),
        "race",
        "a module's list",
    )
    yield "onvif/off", "m.xml", CAPABILITY, "EthnicityEnable", envelope(modules(chance, flag)), "ethnicity", "off"
    yield "onvif/rule", "r.xml", PROHIBITED, "rule on a faith", envelope(rules(chance, rule)), "religion", "an alarm"
    text = envelope(supported(("vnd:FaceEngine", ["AgeOutput", "RaceOutput"])))
    yield "onvif/supported", "s.xml", CAPABILITY, "RaceOutput", text, "race", "supported only"
    yield "isapi/on", "f.xml", PROHIBITED, "ethnicity in ISAPI", settings(chance, "<FaceAttributes><age>true</age><ethnicity>true</ethnicity></FaceAttributes>"), "ethnicity", "switched on"  # fmt: skip
    yield "isapi/osd", "f.xml", FALSE_FRIEND, "church in an overlay", settings(chance, "<name>Christian Church, Race Street</name>"), "", "a name"  # fmt: skip
    yield "dahua/course", "c.txt", FALSE_FRIEND, "race course", dahua, "", "a camera's title and its night mode"
    yield "dahua/nation", "c.txt", PROHIBITED, "FeatureList Nation", on + "Nation\n", "ethnicity", "a list of features"
    yield "dahua/mask", "c.txt", CLEAN, "FeatureList Mask", on + "Mask\n", "", "masks"
    yield "triton/race", "config.pbtxt", PROHIBITED, "race_prob", triton % "race_prob", "race", "an output's name"
    yield "triton/trace", "config.pbtxt", FALSE_FRIEND, "trace", triton % "trace_embrace", "", "halves of words"
    yield "dlstreamer/eth", "p.json", PROHIBITED, "attribute_name", proc % ("ethnicity", '"african", "asian", "european"'), "ethnicity", "labels and name"  # fmt: skip
    yield "dlstreamer/car", "p.json", FALSE_FRIEND, "car colour", proc % ("color", '"white", "black", "yellow"'), "", "colours"  # fmt: skip
    yield "openvino/race", "m.xml", PROHIBITED, "rt_info labels", model_xml(chance, "White Black East_Asian Indian Middle_Eastern"), "race", "labels"  # fmt: skip
    yield "openvino/tiles", "m.xml", FALSE_FRIEND, "marble", model_xml(chance, "Indian_green Black_galaxy White_carrara"), "", "stone"  # fmt: skip
    yield "frigate/names", "config.yml", FALSE_FRIEND, "temple zones", frigate(chance, friendly_name="Hindu Temple and Race Way"), "", "a name"  # fmt: skip
    yield "frigate/labels", "config.yml", PROHIBITED, "labelmap of peoples", frigate(chance, {"path": "/c/face.tflite", "labelmap": {0: "caucasian", 1: "african", 2: "asian", 3: "hispanic"}}), "race", "a label map"  # fmt: skip


def cases() -> Iterator[Case]:
    """All of them."""
    for where, name, expected, about, text, category, remark in [*FRIENDS, *SORTERS, *devices()]:
        yield case(f"third-{where}", expected, about, {name: text}, remark, category)
    for slug, labels, expected, about, category, remark in [
        ("peoples", "asian;black;white;latino", PROHIBITED, "nvinfer labels", "race", "one line of labels"),
        ("coats", "white_coat;black_coat;yellow_vest", FALSE_FRIEND, "clothes", "", "clothes of persons"),
    ]:
        files = {"config.txt": nvinfer(Chance(slug), "labels.txt", labels.count(";") + 1), "labels.txt": labels}
        yield case(f"third-deepstream/{slug}", expected, about, files, remark, category)
