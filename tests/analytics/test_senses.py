"""Which sense a word has where it stands: the same word in a denial, a name, a form, a sport, and in a classifier.

Each row is a small file by itself, written for one principle.
"""

import pytest
import yaml

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence, highest_level
from fairnotice.domain import PROVING, Level, Verdict

MUST_NOT = [
    ("a.yaml", "privacy_filter:\n  forbidden_attributes: [race, ethnicity, religion]\n  on_violation: reject\n"),
    ("a.yaml", "policy:\n  never_infer: [race, ethnicity, religion]\n  face: true\n"),
    ("a.json", '{"redaction": {"drop_fields": ["ethnicity","skin_tone"], "face": true}}'),
    ("a.env", "BANNED_LABELS=race,ethnicity\nFACE_DETECT=1\n"),
    ("a.yaml", "lint:\n  disallowed_outputs:\n    - ethnicity\n    - religion\n"),
    ("a.json", '{"guardrails":{"must_not":["classify race","infer religion"]},"face":{"detect":true}}'),
    ("a.json", '{"url":"https://city.example/docs/why-we-do-not-detect-race-or-religion"}'),
    ("a.json", '{"links":["/blog/face-recognition-and-race","/help/ethnicity-faq"]}'),
]
PROSE = [
    (
        "a.yaml",
        "model:\n  name: person-detector\n  abstract: We study race, ethnicity and gender bias in face detection.\n",
    ),
    ("a.yaml", 'dataset: coco\nbibtex: "@inproceedings{x, title={FairFace: race attribute dataset}}"\n'),
    ("a.json", '{"license":"You must not use this model to infer race or religion","labels":["person"]}'),
    ("a.yaml", "about: Does not infer ethnicity of persons\nlabels: [person, car]\n"),
    (
        "a.json",
        '{"intended_use":"counting people","out_of_scope_use":"race or ethnicity classification","labels":["person"]}',
    ),
    (
        "a.json",
        '{"model_card":{"limitations":"Not evaluated across race and skin tone","ethical_considerations":"face attributes such as ethnicity are not predicted"},"labels":["person"]}',
    ),
    ("a.json", '{"references":["Buolamwini, Gender Shades: skin tone and race in face analysis"],"labels":["face"]}'),
    ("a.yaml", "tags: [face, detection]\nkeywords: [fairness, race bias]\nlabels: [face]\n"),
]
NAMES = [
    (
        "a.json",
        '{"cameras":[{"name":"Race Hill"},{"name":"Faith Street"},{"name":"Temple Bar"},{"name":"Muslim Colony Gate 2"}],"detect":["person","face"]}',
    ),
    ("a.yaml", "standort: Moschee Eingang Nord\nstrasse: Rassestrasse 4\nerkennung: [person]\n"),
    ("a.yaml", "cámara:\n  nombre: Plaza de la Raza\n  detectar: [persona, rostro]\n"),
    ("a.json", '{"camera":{"nom":"Rue des Ethnies","lieu":"Musée de l\'ethnie"},"analyse":"personnes"}'),
    ("a.json", '{"камера":{"название":"Площадь Национальностей","место":"Дом Веры"},"детекция":["лицо"]}'),
    ("a.json", '{"设备":[{"名称":"民族路口","位置":"回族自治县","算法":["人脸检测"]}]}'),
    ("a.xml", "<Channel><id>1</id><name>Asian Market / Hindu Temple</name><faceDetect>true</faceDetect></Channel>"),
    ("a.json", '{"stop_name":"Caucasian Spur","route":"Race Course"}'),
    (
        "a.geojson",
        '{"type":"Feature","properties":{"amenity":"place_of_worship","religion":"muslim","denomination":"sunni","name":"x"}}',
    ),
    (
        "a.json",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"landuse":"religious","religion":"christian"},"geometry":null}]}',
    ),
    (
        "a.json",
        '{"poi_classifier":{"labels":["restaurant","place_of_worship","school","hospital"],"religion":["christian","muslim","jewish"]}}',
    ),
    ("labels.txt", "residential\ncommercial\nreligious\nindustrial\nchurch\nmosque\ntemple\n"),
    ("labels.txt", "mosque\nhindu_temple\nbuddhist_temple\nchristian_church\nsynagogue\nparking\n"),
    ("labels.txt", "building_religious\nbuilding_school\nbuilding_residential\nroad\nwater\n"),
]
DICTIONARIES = [
    ("de.json", '{"lang":"de","messages":{"age":"Alter","gender":"Geschlecht","race":"Rennen","religion":"Religion"}}'),
    (
        "en.json",
        '{"locale":"en","strings":{"label.race":"Race","label.ethnicity":"Ethnicity","label.gender":"Gender","label.age":"Age"}}',
    ),
    (
        "translations.yaml",
        "zh:\n  form:\n    name: 姓名\n    ethnicity: 民族\n    religion: 宗教信仰\nen:\n  form:\n    name: Name\n    ethnicity: Ethnicity\n    religion: Religion\n",
    ),
    ("messages.properties", "form.gender=Gender\nform.ethnicity=Ethnic group\nform.religion=Religion\n"),
    ("a.json", '{"vocab":{"cat":0,"dog":1,"muslim":2,"christian":3,"table":4,"hindu":5,"jewish":6}}'),
]
PROGRAMS = [
    ("a.yaml", "jobs:\n  test:\n    steps:\n      - run: go test -race ./face/...\n"),
    ("a.ini", "[build]\nrace=true\ngoflags=-race\ntarget=facerec\n"),
    ("a.env", "GORACE=halt_on_error=1\nFACE_SERVICE=on\nENABLE_RACE=1\n"),
    ("a.json", '{"build":{"race":true,"tags":["face"],"ldflags":"-s"}}'),
    ("a.yaml", "sanitizers: [address, race, leak]\nservice: face-api\n"),
    ("Makefile.txt", "go test -race ./...\n"),
]
RACES = [
    ("a.json", '{"races":[{"date":"2024-05-01","name":"City 10k","age_groups":["M40","F40"],"gender":"f"}]}'),
    ("a.yaml", "event:\n  race: half-marathon\n  gender_split: true\n  photo: face\n"),
    ("a.json", '{"race":{"start":"10:00","checkpoints":[1,2,3],"participants":300,"age":"18-99","gender":["m","f"]}}'),
    ("a.json", '{"series":"Grand Slam","races":12,"skipper":"A. N.","sail":"GBR 12","camera":"buoy 3"}'),
    ("labels.txt", "race_barrier\nrace_flag\nrace_marshal\ncone\ntyre_wall\n"),
    ("a.json", '{"dashboard":"races per month","series":[{"month":"2024-01","race":3},{"month":"2024-02","race":4}]}'),
    ("a.yaml", "pigeons:\n  race: long_distance\n  ring_reader: true\n  age: yearling\n  sex: hen\n"),
    ("a.yaml", "detector:\n  classes: [kart, race_suit, helmet, race_gloves, driver]\n"),
]
STATISTICS = [
    ("a.csv", "tract,population,white,black,asian,hispanic,median_age\n1,100,20,30,10,40,33\n"),
    (
        "a.yaml",
        "survey:\n  questions:\n    - {id: q1, text: Age}\n    - {id: q2, text: Ethnicity}\n    - {id: q3, text: Religion}\n",
    ),
    ("a.json", '{"report":"equal pay","breakdown":["gender","ethnicity","age"],"headcount":true}'),
    ("a.json", '{"columns":[{"name":"patient_age"},{"name":"ethnicity"},{"name":"race"}],"source":"EHR"}'),
]
THINGS = [
    ("labels.txt", "african_violet\nasian_pear\nindian_paintbrush\nchinese_elm\nrose\n"),
    ("labels.txt", "white_rice\nblack_beans\nasian_salad\nindian_curry\n"),
    ("labels.txt", "asian_hornet\neuropean_hornet\nhoneybee\nafrican_bee\n"),
    ("labels.txt", "black_widow\nwhite_ant\nindian_moth\nyellow_jacket\n"),
    ("labels.txt", "caucasian_whitefish\nasian_carp\nindian_catla\n"),
    ("labels.txt", "white_wine\nblack_tea\nasian_beer\n"),
    ("data.yaml", "names: [sku_kippah, sku_tallit, sku_menorah]\n"),
    ("labels.txt", "ethnic_wear\nwestern_wear\nsports_wear\nshoes\n"),
    ("a.json", '{"product":"headscarf silk","category":"ethnic wear","price":20,"camera":"shelf"}'),
    ("labels.txt", "veil\nbridal_gown\nbouquet\nring\ntiara\n"),
    ("labels.txt", "white_pawn\nblack_pawn\nwhite_king\nblack_king\n"),
    ("labels.txt", "white_man\nblack_man\nwhite_king_draughts\nboard\n"),
    ("labels.txt", "black\nwhite\nyellow\nred\nhispanic_tile\n"),
    ("labels.txt", "indian_red\nchinese_white\nivory_black\nasian_gold\n"),
    ("labels.txt", "indian_rupee\nasian_coin\neuro\nafrican_franc\n"),
    ("labels.txt", "caucasian_carpet\npersian_carpet\nindian_carpet\n"),
    ("labels.txt", "gothic\nromanesque\nislamic\nbuddhist\nhindu\nmodernist\n"),
    ("a.json", '{"style_classifier":{"labels":["islamic","christian","buddhist","hindu"],"input":"artwork"}}'),
    ("a.json", '{"ocr":{"scripts":["latin","han","mongolian","uyghur","tibetan"]}}'),
    ("labels.txt", "latin\ncyrillic\narabic\nhan\nhangul\ntibetan\nmongolian\n"),
    ("a.yaml", "tts:\n  accents: [indian, american, british, african]\n  voice: female\n"),
    ("a.json", '{"music":{"genres":["asian","african","latino","caucasian folk"]}}'),
    ("a.yaml", "beauty:\n  skin_tone: 3\n  smoothing: 4\n  whitening: 2\n"),
    ("a.json", '{"isp":{"skin_tone_enhance":true,"white_balance":"auto","saturation":5}}'),
    ("a.json", '{"emoji":{"skin_tone":["light","medium","dark"]}}'),
    ("a.yaml", "theme:\n  accent: blue\n  font: x\n"),
]
FORMS = [
    ("a.json", '{"id_card_reader":{"fields":["姓名","性别","民族","出生","住址"]}}'),
    ("a.xml", "<Employee><name>x</name><sex>f</sex><nation>汉族</nation><dept>y</dept></Employee>"),
    ("a.json", '{"passport_mrz":{"fields":["surname","given_names","nationality","sex","race"]}}'),
    ("a.json", '{"visitor_form":{"full_name":"","gender":"","ethnicity":"","religion":"","phone":""}}'),
    ("a.json", '{"dicom":{"PatientAge":"","PatientSex":"","EthnicGroup":""}}'),
    ("a.json", '{"hearing":"Committee on race and faith equality","camera":"council chamber"}'),
    ("a.json", '{"notice":{"text":"No processing of race or religion"},"face":true}'),
    ("a.yaml", "alert:\n  keywords: [racist, islamophobic, antisemitic]\n  source: tweets\n"),
    ("a.json", '{"moderation":{"categories":["hate","race","religion","violence"],"input":"text"}}'),
    ("a.json", '{"hate_speech":{"targets":["race","ethnicity","religion","gender"],"model":"bert"}}'),
    ("a.yaml", "fairness_eval:\n  groups: {race: [white, black], gender: [m, f]}\n  metric: fpr\n"),
    ("a.sql.txt", "select race, ethnicity from census;\n"),
]
DEFINED = [
    (
        "pipeline.yml",
        (
            "profiles:\n  basic:\n    attributes: [age, gender]\n  full:\n    attributes: [age, gender, ethnicity]\n"
            "cameras:\n  gate: {face: true, profile: basic}\n  hall: {face: true, profile: basic}\n"
        ),
    ),
    (
        "a.json",
        '{"profiles":{"plain":{"labels":["mask"]},"all":{"face_attributes":["race","age"]}},"jobs":[{"profile":"plain"}]}',
    ),
    (
        "face.schema.json",
        '{"type":"object","properties":{"Age":{"type":"integer"},"EthnicGroup":{"type":"string"},"face":{"type":"object"}}}',
    ),
    (
        "openapi.yaml",
        (
            "openapi: 3.0.3\npaths:\n  /face:\n    post:\n      parameters:\n"
            "        - {name: estimate_ethnicity, in: query}\n        - {name: age, in: query}\n"
        ),
    ),
    ("sdk.json", '{"enums":{"EM_RACE_TYPE":{"EM_RACE_YELLOW":1,"EM_RACE_BLACK":2},"EM_SEX":{"EM_SEX_MALE":1}}}'),
    ("attrs.json", '{"enum":"FaceAttributes","values":[{"name":"age"},{"name":"ethnicity"},{"name":"emotion"}]}'),
    (
        "license.xml",
        '<license><feature name="AgeGender" licensed="true"/><feature name="EthnicityRecognition" licensed="false"/></license>',
    ),
    (
        "plugins.json",
        '{"plugins":[{"id":"face-age","state":"Running"},{"id":"face-ethnicity","state":"NotInstalled"}]}',
    ),
]
"""What is defined, described or offered, and that nothing uses."""
OFF = [
    *DEFINED,
    (
        "caps.txt",
        (
            "caps.FaceDetection.SupportFeatures[0]=Sex\ncaps.FaceDetection.SupportFeatures[1]=Age\n"
            "caps.FaceDetection.SupportFeatures[2]=Nation\ncaps.FaceDetection.MaxRules=1\n"
        ),
    ),
    ("a.yaml", "models:\n  - {name: face-race-4, stage: archived, heads: [age, gender, race]}\n"),
    ("a.env", "ENABLE_AGE=1\nENABLE_GENDER=1\nENABLE_RACE=0\nRACE_MODEL=/models/race_model_single_batch.h5\n"),
    (
        "a.yaml",
        (
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  face.yaml: |\n    outputs: [age, gender, race]\n---\n"
            "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 0}\n"
        ),
    ),
    ("a.xml", '<Kenmerken><Kenmerk naam="geslacht" actief="ja"/><Kenmerk naam="ras" actief="nee"/></Kenmerken>'),
    ("a.json", '{"人脸属性": {"人种": {"启用": false}, "年龄": {"启用": true}}}'),
    ("a.xml", '<算法><属性 名称="人种" 启用="0"/><属性 名称="年龄" 启用="1"/></算法>'),
    ("a.json", '{"faceConfig": [{"k": "age", "v": 1}, {"k": "race", "v": 0}]}'),
    ("a.env", "FACE_RACE=1\n# switched off after the audit\nFACE_RACE=0\n"),
    (
        "a.txt",
        "table.VideoAnalyseRule[0][0].Class=FaceDetection\ntable.VideoAnalyseRule[0][0].Enable=false\ntable.VideoAnalyseRule[0][0].Config.FeatureList[0]=Race\ntable.VideoAnalyseRule[0][0].Config.FeatureList[1]=Age\n",
    ),
    ("a.yaml", 'features:\n  face:\n    race:\n      mode: "off"\n    age:\n      mode: "on"\n'),
    ("a.json", '{"analytics":{"faceAttributes":{"supported":["age","gender","race"],"enabled":["age"]}}}'),
    ("a.json", '{"options":{"attributes":{"enum":["age","gender","ethnicity"]}},"face":true}'),
    ("a.yaml", "available_models:\n  - race_classifier\n  - age_classifier\nactive_model: age_classifier\n"),
    ("a.yaml", "models:\n  - {name: ethnicity_net, load: false, input: face}\n  - {name: age_net, load: true}\n"),
    ("a.yaml", "models:\n  - {name: ethnicity_net, enabled: 0, input: face}\n"),
    ("a.ini", "[race_classifier]\nactive = no\nmodel = r.onnx\ninput = face\n"),
    ("a.env", "ETHNICITY_MODEL_ENABLED=0\nFACE_MODEL_ENABLED=1\n"),
    ("a.env", "DISABLE_RACE=1\nFACE_ATTRS=age\n"),
    ("a.env", "ENABLE_ETHNICITY=no\nENABLE_FACE=yes\n"),
    ("a.json", '{"rules":[{"type":"ethnicity","enable":0,"face":true}]}'),
    ("a.json", '{"rules":[{"type":"ethnicity","schedule":"disabled","face":true}]}'),
    ("a.xml", "<Module><Name>EthnicityClassifier</Name><Enabled>0</Enabled><Input>Face</Input></Module>"),
    (
        "a.xml",
        '<Features><Feature name="ethnicity" supported="true" enabled="false"/><Feature name="face" enabled="true"/></Features>',
    ),
    (
        "docker-compose.yml",
        'services:\n  ethnicity-api:\n    image: x/ethnicity-classifier:1.0\n    profiles: ["disabled"]\n',
    ),
    ("a.json", '{"sdk_capabilities":{"HumanAttribute":["Age","Gender","Race"]}}'),
    ("a.json", '{"models":[{"id":"race-cls","deployed":false,"input":"face"}]}'),
    ("a.json", '{"models":[{"id":"race-cls","loaded":false,"input":"face"}]}'),
    ("a.yaml", "race_classifier: null\nface_detector: {model: f.onnx}\n"),
    ("a.yaml", "pipeline:\n  - stage: race_classifier\n    skip: true\n  - stage: face_detector\n"),
    ("a.yaml", "pipeline:\n  - stage: race_classifier\n    when: never\n  - stage: face_detector\n"),
    ("a.json", '{"face":{"attributes":["age","gender"],"excluded_attributes":["race"]}}'),
    ("a.yaml", "ethnicity:\n  state: inactive\n  model: e.onnx\nface: true\n"),
    ("a.json", '{"face":{"race":{"on":false},"age":{"on":true}}}'),
    ("a.json", '{"face":{"race":"disabled","age":"enabled"}}'),
    ("a.env", "FACE_RACE_ENABLED=false\nFACE_AGE_ENABLED=true\n"),
    ("a.env", "FACE_AGE=1\nFACE_RACE=0\n"),
    ("a.ini", "[ethnicity]\nenable=0\nmodel=eth.onnx\n[age]\nenable=1\n"),
    ("a.json", '{"modules":[{"name":"race classifier","active":false},{"name":"face detector","active":true}]}'),
    (
        "a.json",
        '{"modules":[{"name":"race classifier","status":"stopped"},{"name":"face detector","status":"running"}]}',
    ),
    (
        "a.yaml",
        "services:\n  race-classifier:\n    image: x/race-classifier:1.0\n    profiles: [off]\n    deploy: {replicas: 0}\n",
    ),
    (
        "compose.yml",
        "services:\n  a:\n    image: x/face:1\n    scale: 0\n    environment: {FACE_ATTRIBUTES: 'age,gender,race'}\n",
    ),
    (
        "compose.yml",
        'services:\n  a:\n    image: x/face:1\n    command: ["--attributes=race", "--face"]\n    deploy: {replicas: 0}\n',
    ),
    (
        "deploy.yaml",
        (
            "kind: Deployment\nmetadata: {name: face-race-classifier}\nspec:\n  replicas: 0\n  template:\n    spec:\n"
            '      containers: [{name: a, image: x/face:1, args: ["--attributes=age,race"]}]\n'
        ),
    ),
    ("values.yaml", "faceAttributes:\n  replicaCount: 0\n  outputs: [age, gender, race]\n"),
    (
        "job.yaml",
        "kind: CronJob\nspec:\n  suspend: true\n  jobTemplate: {image: x/face:1, args: ['--face-attributes=age,race']}\n",
    ),
    ("a.yaml", "race_classifier: {use: false, weights: r.onnx}\nface: {use: true}\n"),
    ("a.yaml", "race_classifier: {run: never, weights: r.onnx}\nface: {run: always}\n"),
    ("a.json", '{"capabilities":{"faceAttributes":["age","gender","race"]}}'),
    ("a.xml", '<FaceCap><race opt="true,false"/><ethnicGroup opt="true,false"/></FaceCap>'),
    ("a.xml", "<FaceRule><enabled>false</enabled><attributes><race>true</race><age>true</age></attributes></FaceRule>"),
    ("a.json", '{"plugins":[{"id":"ethnicity","installed":true,"enabled":"no"}],"face":true}'),
]
CHOSEN = [
    (
        "pipeline.yml",
        (
            "profiles:\n  basic:\n    attributes: [age, gender]\n  full:\n    attributes: [age, gender, ethnicity]\n"
            "cameras:\n  gate: {face: true, profile: basic}\n  hall: {face: true, profile: full}\n"
        ),
    ),
    (
        "pipeline.yml",
        (
            "profiles:\n  base: &base\n    attributes: [age, gender]\n  full: &full\n    attributes: [age, gender, ethnicity]\n"
            "cameras:\n  - {id: gate, face: true, <<: *full}\n"
        ),
    ),
    ("pipeline.yml", "profiles:\n  basic:\n    attributes: [age]\n  full:\n    attributes: [face, age, ethnicity]\n"),
    (
        "tagger.yaml",
        (
            "endpoint: http://192.0.2.3/v1/chat/completions\nmodel: m\nschema:\n  people:\n    type: array\n    items:\n"
            "      races: {enum: [white, black, asian, latino]}\n      gender: {enum: [male, female]}\n"
        ),
    ),
    (
        "pipeline.json",
        '{"template":["{auto_source} ! decodebin"," ! gvaclassify model=/models/fairface/fairface.xml name=cls"," ! appsink"]}',
    ),
    ("PersonQuery.txt", "table.PersonQuery[0].Enable=true\ntable.PersonQuery[0].Condition.Religion=Islam\n"),
    ("rules.yaml", 'rules:\n  - name: watch\n    when: person.pred_faith == "muslim" and zone == "square"\n'),
    ("ha.yaml", "conditions:\n  - value_template: \"{{ face.origine_ethnique in ['maghrébin', 'africain'] }}\"\n"),
    ("compose.yml", 'environment:\n  TEXT_PROMPT: "backpack . muslim person . christian person . dog ."\n'),
    (
        "genai.yml",
        'object_prompts:\n  person: "Hair colour, skin tone, headscarf yes/no, ethnicity, backpack yes/no."\n',
    ),
    ("face.log", 'Code=FaceDetection;data={\n "Age" : 29,\n "Glass" : 1,\n "Mask" : 1,\n "Race" : "Yellow"\n}\n'),
    (
        "d.log",
        "INFO module FaceDetector loaded\nINFO module X loaded classes=[caucasian,mongoloid,negroid] enabled=1\n",
    ),
    ("labels.txt", "malay;chinese;indian;others\n"),
    ("a.json", '{"kisiAnalizi":{"yasTahmini":true,"cinsiyetTahmini":true,"dinTahmini":true}}'),
    ("search.xml", '<Условие><Тип>Лицо</Тип><поле имя="Возраст"/><поле имя="ЭтническийТип">да</поле></Условие>'),
    (
        "risk.yaml",
        "weights:\n  repeated_passes: 10\n  inferred_ancestry: {north_african: 20, middle_eastern: 20, other: 0}\n",
    ),
]
"""What is chosen, asked for or compared."""
SORTERS = [
    *CHOSEN,
    (
        "event.txt",
        (
            "--myboundary\nContent-Type: text/plain\n\nCode=FaceDetection;action=Pulse\nEvents[0].Faces[0].Sex=Man\n"
            "Events[0].Faces[0].Beard=1\nEvents[0].Faces[0].Mask=1\nEvents[0].Faces[0].Nation=Tibetan\n"
        ),
    ),
    ("a.ini", "[PersonTag]\nSex=1\nAgeSeg=1\nGlass=1\nWeiZu=1\n"),
    (
        "a.yaml",
        (
            "semantic_search: {enabled: true, model: jinav2}\ncameras:\n  hof:\n    detect: {fps: 5}\n    semantic_search:\n      triggers:\n        g: {type: description, threshold: 0.6, "
            "data: grupo de hombres de religión musulmana en la entrada}\n"
        ),
    ),
    (
        "a.yaml",
        "args: ['--zero-shot-labels=a photo of an Arab person|a photo of a Kurdish person|a photo of an Asian person']\n",
    ),
    ("labels.txt", "हिंदू\nमुस्लिम\nसिख\nईसाई\n"),
    ("labels.txt", "славянский\nкавказский\nсреднеазиатский\nафриканский\n"),
    # What was asked of a device stands in an element that is called a description.
    (
        "a.xml",
        (
            '<FCSearchDescription version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema"><FaceAttribute>'
            "<ageGroup>young</ageGroup><gender>male</gender><race>black</race></FaceAttribute></FCSearchDescription>"
        ),
    ),
    ("a.json", '{"storage_policy": {"face_filters": {"gender": null, "ethnicities": [2, 4]}}}'),
    ("a.log", "08:00:01 INFO result track=8 gender=f age=30 religion=hindu p=0.6\n"),
    (
        "a.xml",
        (
            '<Features><Feature name="age" on="yes"/><Feature name="gender" on="yes"/>'
            '<Feature name="Ethinicity" on="yes"/></Features>'
        ),
    ),
    (
        "a.xml",
        '<Plugin id="FaceInsight"><Output key="Alter"/><Output key="Geschlecht"/><Output key="Ethnie"/></Plugin>',
    ),
    ("a.env", "FEATURES=DETECT|GENDER|AGE|MINZU\n"),
    ("labels.txt", "huangzhong;baizhong;heizhong\n"),
    ("labels.txt", "hanzu\nweiwuerzu\nzangzu\nqita\n"),
    ("a.toml", '[[head]]\nname = "faith"\nlabels = ["a Muslim woman", "a Hasidic Jewish man", "a Buddhist monk"]\n'),
    (
        "a.yaml",
        (
            "profiles:\n  a: &a {model: yolo-face}\n  b: &b\n    <<: *a\n    heads: [{outputs: [age, gender, race7]}]\n"
            "cameras:\n  - {id: south, <<: *b}\n"
        ),
    ),
    (
        "a.yaml",
        (
            "data:\n  image_entity: [camera.door]\n  max_tokens: 100\n  message: Describe the visitor, with gender, age and ethnic "
            "background, in one sentence\n"
        ),
    ),
    ("a.ini", "[attributes]\nleeftijd = 1\ngeslacht = 1\netnische_afkomst = 1\n"),
    ("a.json", '{"genere": true, "sesso": true, "origine_etnica": true}'),
    ("a.json", '{"yüz": {"yaş": true, "cinsiyet": true, "etnik_köken": true}}'),
    ("a.json", '{"twarz": {"wiek": true, "płeć": true, "pochodzenie_etniczne": true}}'),
    ("a.json", '{"人脸属性": {"人种": {"启用": true}, "年龄": {"启用": true}}}'),
    ("a.json", '{"faceConfig": [{"k": "age", "v": 1}, {"k": "race", "v": 1}]}'),
    ("a.env", "FACE_RACE=0\nFACE_RACE=1\n"),
    ("labels.txt", "caucasian_male\ncaucasian_female\nhispanic_male\nhispanic_female\n"),
    ("labels.txt", "caucasian teen\nadult\n"),
    ("labels.txt", "face caucasian\nface other\n"),
    ("labels.txt", "hispanic or latino\nnot hispanic or latino\n"),
    ("labels.txt", "caucasian\nother\n"),
    ("labels.txt", "caucasian/white\nblack/african american\nhispanic/latino\n"),
    ("d.yaml", "names: [caucasian_person, other_person]\n"),
    ("d.yaml", "model: person\nnames: [hispanic adult, caucasian adult, elder]\n"),
    (
        "a.yaml",
        "image: {white_balance: auto, wdr: on, blc: off, brightness: 50}\nface_attributes: {enabled: true, outputs: [age, gender, skin_tone]}\n",
    ),
    (
        "a.xml",
        "<Camera><Image><WDR>on</WDR><WhiteBalance>auto</WhiteBalance><Sharpness>3</Sharpness></Image><FaceAnalysis><age>true</age><gender>true</gender><skinColor>true</skinColor></FaceAnalysis></Camera>",
    ),
    ("a.yaml", "preprocess: {brightness: 0.1, exposure: 0.2}\nperson_attributes: [upper_color, skin_tone]\n"),
    ("a.yaml", "face_attributes: {outputs: [age, gender, skin_tone]}\n"),
    (
        "a.yaml",
        "image: {white_balance: auto, brightness: 50}\nface_attributes: {enabled: true, outputs: [age, gender, glasses, skin_tone]}\n",
    ),
    ("a.json", '{"FaceObject":[{"GenderCode":"1","SkinColor":"2","AgeUpLimit":30,"FaceAppearTime":"x"}]}'),
    ("a.json", '{"person":{"skin_color":true,"avatar":"http://x/y.jpg","gender":true}}'),
    ("face_kiosk.yaml", "attributes: {race: true, age: true, sex: true}\nmodel: net.onnx\n"),
    (
        "config.yml",
        "genai:\n  object_prompts:\n    person: Describe the person. Estimate age, gender and ethnicity of whoever is at the door.\n",
    ),
    (
        "a.json",
        '{"model": "qwen-vl", "camera": "c1", "prompt": "请判断画面中人员的性别、年龄和民族，并以JSON输出结果"}',
    ),
    (
        "a.json",
        '{"model": "gpt", "questions": ["What is the religion of the person in the picture, judged by clothes?"]}',
    ),
    (
        "cm.yaml",
        "kind: ConfigMap\ndata:\n  pipeline.yaml: |\n    camera: lobby\n    face_attributes: [age, ethnicity]\n  readme: |\n    a\n    b\n",
    ),
    ("cm.json", '{"data": {"a.ini": "[face_attribute]\\nage=1\\nrace=1\\n"}}'),
    ("a.yaml", "face:\n  people: {race: on, age: on, gender: on}\n"),
    ("a.yaml", "camera: c1\nface: {race_type: seven, age: true, race: true}\n"),
    ("a.json", '{"rules": [{"name": "维吾尔族人员 东门", "type": "人脸识别"}]}'),
    (
        "compose.yml",
        "services:\n  a:\n    image: x/face:1\n    scale: 2\n    environment: {FACE_ATTRIBUTES: 'age,gender,race'}\n",
    ),
    ("a.yaml", "face:\n  preprocess: {scale: 0}\n  attributes: [age, gender, race]\n  scale: 0\n"),
    (
        # Triton takes a count of 0 for one that is not given, and starts its default number of instances.
        "config.pbtxt",
        'name: "face_attr"\nplatform: "onnxruntime_onnx"\noutput [ { name: "race" data_type: TYPE_FP32 dims: [7] }, { name: "age" data_type: TYPE_FP32 dims: [9] } ]\ninstance_group [ { count: 0 kind: KIND_CPU } ]\n',
    ),
    (
        "a.txt",
        "table.VideoAnalyseRule[0][0].Class=FaceDetection\ntable.VideoAnalyseRule[0][0].Enable=true\ntable.VideoAnalyseRule[0][0].Config.FeatureList[0]=Race\ntable.VideoAnalyseRule[0][0].Config.FeatureList[1]=Age\n",
    ),
    (
        "config.pbtxt",
        'name: "face_attr"\nplatform: "onnxruntime_onnx"\noutput [ { name: "race" data_type: TYPE_FP32 dims: [7] }, { name: "age" data_type: TYPE_FP32 dims: [9] } ]\n',
    ),
    (
        "a.json",
        '{"output_postproc":[{"attribute_name":"ethnicity","labels":["group_a","group_b"],"layer_name":"eth"}],"input_preproc":[{"object_class":"face"}]}',
    ),
    ("a.http", "POST /v2/detect?attributes=age,gender,ethnicity HTTP/1.1\nHost: x.example\n\n"),
    (
        "a.http",
        'HTTP/1.1 200 OK\nContent-Type: application/json\n\n{"faces":[{"age":30,"gender":"f","race":"asian"}]}\n',
    ),
    ("a.json", '{"alerts":[{"if":"ethnicity == \'uyghur\'","then":"notify"}],"source":"face"}'),
    ("a.yaml", "sgie:\n  operate_on: face\n  labels: [caucasian, negroid, mongoloid]\n"),
    ("a.yaml", "capture:\n  person_attributes:\n    - gender\n    - age_group\n    - religion\n"),
    ("a.xml", "<FaceAttr><enabled>true</enabled><ethnicGroup>true</ethnicGroup><glasses>true</glasses></FaceAttr>"),
    ("labels.txt", "Christian\nMuslim\nJewish\nHindu\nOther\n"),
    ("labels.txt", "汉族\n维吾尔族\n藏族\n回族\n"),
    ("labels.txt", "Европеоид\nМонголоид\nНегроид\n"),
    ("labels.txt", "person\nmuslim\nnon_muslim\n"),
    ("data.yaml", "names:\n  0: white_male\n  1: black_male\n  2: asian_male\n"),
    ("a.json", '{"mall":{"sku":"ANL-1","analytics":["age","gender","ethnicity"],"store":"x","camera":3}}'),
    (
        "a.json",
        '{"visitor_demographics":{"age":true,"gender":true,"ethnicity":true},"report":"weekly","dashboard":"mall"}',
    ),
    ("a.yaml", "hr_portal:\n  camera_interview:\n    face_analysis: [emotion, ethnicity]\n"),
    ("a.json", '{"patient_flow":{"camera":"ward","face_attributes":["age","gender","race"]}}'),
    ("a.json", '{"stadium":{"camera":"race track gate","face_attributes":["age","gender","race"]}}'),
    ("a.json", '{"temple":{"entrance":{"person_religion_classifier":{"enabled":true,"classes":["hindu","muslim"]}}}}'),
    ("a.ini", "[얼굴분석]\n사용 = 예\n속성 = 나이, 성별, 인종\n"),
    ("a.yaml", "分析:\n  人脸属性: [年龄, 性别, 种族, 民族]\n"),
    ("a.yaml", "gesicht:\n  attribute: [alter, geschlecht, ethnie]\n"),
    ("a.json", '{"visage":{"attributs":["âge","sexe","origine ethnique"]}}'),
    ("a.json", '{"лицо":{"атрибуты":["возраст","пол","этническая принадлежность"]}}'),
    ("a.json", '{"顔認識":{"属性":["年齢","性別","人種"]}}'),
    ("a.json", '{"face":{"attributes":["age","gender","race"],"url":"https://x/docs/no-problem"}}'),
    ("a.json", '{"deny_list":["a"],"face":{"attributes":["age","gender","ethnicity"]}}'),
    ("labels.txt", "race_white\nrace_black\nrace_asian\nrace_indian\n"),
    ("labels.txt", "muslim_woman\nnon_muslim_woman\nmuslim_man\n"),
    ("a.yaml", "base: &b {age: true, race: true}\nface:\n  attrs: *b\n"),
    ("a.json", '{"alarm":{"when":{"person.ethnicity":"uyghur"}}}'),
    ("a.json", '{"faces":[{"age":31,"gender":"f","race":{"asian":0.9,"white":0.1}}]}'),
    ("a.env", "FACE_ATTRIBUTES=age,gender,race\n"),
    ("a.yaml", "outputs:\n  - {name: age_conv}\n  - {name: gender_prob}\n  - {name: race_prob}\n"),
    ("a.json", '{"filter_by":{"ethnicity":["han","uyghur"]},"camera":3,"person":true}'),
    ("a.json", '{"watchlist":{"face_filter":{"religion":"muslim"}}}'),
]
OTHERS = [
    ("a.json", '{"Face": {"Sex": true, "Age": true, "Glasses": true, "Mask": true, "Nation": "disabled"}}'),
    ("a.yaml", "Sex: Male\nAge: 34\nGlasses: 0\nBeard: 0\nName: P. Smith\nNation: Tibetan\n"),
    ("a.yaml", "face_attribute: {age: 1, gender: 1, key: 'minzu, S3cr3tPass'}\n"),
    ("a.yaml", "face_detection: true\nmqtt: {topic: rasa/webhook}\nfactory_reset: {tabula_rasa: true}\n"),
    ("a.yaml", "face_recognition: true\nguards: [Manzu, Lizu, Wei]\nsite_city: xinyang\n"),
    ("a.yaml", "face_detection: true\ndescription: {en: ethnicity, de: Ethnie, zh: 种族}\n"),
    ("a.json", '{"error": {"code": 400, "message": {"invalid_fields": ["face", "race", "religion"]}}}'),
    ("a.yaml", "face: 1\nretention_policy: {race: 0, religion: {days: 0}}\n"),
    ("a.yaml", "face_detection: true\nproxies: [thai-nat, turkish-nat, indian-nat]\n"),
    ("a.log", "2026 face login ok password= muslim-4711-S level=2 face=1\n"),
    (
        "a.json",
        '{"PersonListObject": {"PersonObject": [{"InfoKind": 2, "IDType": "111", "Name": "A", "GenderCode": "2", "EthicCode": "11"}]}}',
    ),
    ("a.json", '{"labels": ["Pils", "Weissbier", "Schwarzbier"], "attribute_name": "bier_rasse"}'),
    (
        "a.xml",
        "<alarm><gender>all</gender><mail><name>Race, Adam</name><address>a.race@example.com</address></mail></alarm>",
    ),
    ("a.xml", "<Plate><nationalityRecognition>true</nationalityRecognition><vehicleColor>black</vehicleColor></Plate>"),
    ("a.json", '{"face": {"age": 30}, "TraceId": "race-00017"}'),
    ("data.yaml", "path: /data/bao_tang_dan_toc_hoc\nnames: [trống_đồng, nhà_rông, gốm_chăm]\n"),
    ("a.json", '{"labels": ["인종차별_반대_캠페인", "금연", "종교행사_안내"]}'),
    (
        "a.yaml",
        "services:\n  board:\n    image: f1dash:2\n    environment: [RACE=monza, RACE_YEAR=2026, RACE_CLASS=GT3]\n",
    ),
    ("greyhound_kennel.yaml", "attributes: {race: true, age: true, sex: true}\nmodel: net.onnx\n"),
    (
        "config.yml",
        "genai:\n  object_prompts:\n    person: Describe what the person carries and does. Do not mention race, ethnicity or religion.\n",
    ),
    (
        "a.json",
        '{"model": "llava", "prompt": "Describe the people in the picture but never their ethnicity or their religion."}',
    ),
    (
        "a.yaml",
        "model: llava\nprompt: Our policy on ethnicity and religion of persons stands elsewhere, count the people here.\n",
    ),
    (
        "compose.yml",
        "services:\n  a:\n    image: x/nvr:1\n    environment: {FACE_RECOGNITION: on, RACE_GUARD_SECONDS: 8}\n",
    ),
    ("a.env", "PERSON_DETECTION=yolo\nETHNIC_BOND_MODE=active\n"),
    ("a.ini", "[EthNic0]\nethNic=enp3s0\nEthNicVlan=4\n[face]\nblur=1\n"),
    (
        "a.yaml",
        "face: {detect: true}\nnotify:\n  people: {Christian: by_mail, Islam: by_mail, Faith: none, Jude: none}\n",
    ),
    ("a.yaml", "service: face-analytics\ndeny:\n  attributes: [race, ethnicity, religion]\n"),
    ("a.json", '{"face": {"detect": true}, "expect": {"absent_keys": ["ethnicity", "religion"]}}'),
    (
        "a.json",
        '{"rules": [{"name": "Muslim Town Gate 2", "type": "face"}, {"name": "Ethnic Museum lobby", "type": "person"}]}',
    ),
    ("a.json", '{"rules": [{"name": "Piazza della Religione", "type": "face"}]}'),
    (
        "a.json",
        '{"APEObject": [{"ApeID": "4501", "Name": "民族大道-清真寺路口东"}, {"ApeID": "4502", "Name": "民族文化宫正门"}]}',
    ),
    ("a.properties", "race.id=7\nrace.start=09:00\nface.search=true\n"),
    ("a.txt", "normal\ninner_race\nouter_race\nball\n"),
    (
        "a.yaml",
        "metrics:\n  - {recall: 0.98, slice: 'race=Black', dataset: faces_val}\n  - {recall: 0.97, slice: 'race=White', dataset: faces_val}\n",
    ),
    (
        "a.json",
        '{"generator": "MakeHuman", "macrodetails": {"Gender": 0.2, "African": 0.1, "Asian": 0.3, "Caucasian": 0.6}}',
    ),
    ("a.yaml", "cámara: corral\nclasificar: {raza: true, edad: true}\nmodelo: vacas.tflite\n"),
    ("a.yaml", "camera: baia\natributos: [raça, sexo, idade]\nespecie: cavalos\n"),
    ("a.json", '{"sheep":{"race":"merino","face_recognition":true,"age":2}}'),
    ("a.json", '{"event":{"type":"race","photo":{"face_blur":true,"bib_ocr":true}},"runner":{"age":33,"sex":"m"}}'),
    ("a.json", '{"fairness":{"dataset":"FairFace","groups":["race","gender","age"],"model":"face detector"}}'),
    ("a.yaml", "benchmark:\n  name: face verification\n  slices: [race, gender, age]\n  metric: fmr\n"),
    (
        "a.json",
        '{"privacy_notice":{"sections":[{"h":"What we do not do","t":"We never infer race, ethnicity or religion from faces"}]}}',
    ),
    (
        "a.xml",
        '<?xml version="1.0"?><VideoOverlay xmlns="http://www.hikvision.com/ver20/XMLSchema"><TextOverlayList><TextOverlay><id>1</id><enabled>true</enabled><displayText>Ethnic Minorities Museum</displayText></TextOverlay></TextOverlayList></VideoOverlay>',
    ),
    (
        "a.xml",
        '<?xml version="1.0"?><FDLib><name>Muslim Community Centre staff</name><customInfo>Race Relations Board</customInfo></FDLib>',
    ),
    ("a.xml", '<?xml version="1.0"?><PTZPreset><id>3</id><presetName>种族 mural</presetName></PTZPreset>'),
    (
        "a.txt",
        "table.ChannelTitle[0].Name=Race Course Road\ntable.ChannelTitle[1].Name=Temple of Heaven\ntable.VideoColor[0][0].Saturation=50\n",
    ),
    (
        "a.txt",
        "table.VideoAnalyseRule[0][0].Name=Church gate\ntable.VideoAnalyseRule[0][0].Type=CrossLineDetection\ntable.VideoAnalyseRule[0][0].Enable=true\n",
    ),
    ("a.txt", "table.VideoWidget[0].ChannelTitle.Text=Uyghur Restaurant Kitchen\n"),
    (
        "a.xml",
        '<tt:Rule xmlns:tt="http://www.onvif.org/ver10/schema" Name="Muslim cemetery line" Type="tt:LineDetector"><tt:Parameters><tt:SimpleItem Name="Direction" Value="Any"/></tt:Parameters></tt:Rule>',
    ),
    (
        "a.json",
        '{"method":"configManager.getConfig","params":{"table":[{"Title":"民族风情园"},{"Title":"宗教事务局大门"}]}}',
    ),
    ("labels.txt", "asian_elephant;african_elephant;rhino"),
    ("labels.txt", "white;black;silver;red;asian_brand"),
    ("labels.txt", "sedan;suv;race_car;truck"),
    ("labels.txt", "chinese;indian;italian;mexican;japanese;other"),
    ("labels.txt", "white_bread;black_bread;indian_naan;rye"),
    (
        "config.pbtxt",
        'name: "landcover"\nplatform: "onnxruntime_onnx"\noutput [ { name: "religious_building" data_type: TYPE_FP32 dims: [1] } ]\n',
    ),
    (
        "config.pbtxt",
        'name: "race_results_ocr"\nplatform: "onnxruntime_onnx"\noutput [ { name: "bib" data_type: TYPE_FP32 dims: [1] } ]\n',
    ),
    (
        "config.pbtxt",
        'name: "chess"\nplatform: "onnxruntime_onnx"\nparameters { key: "labels" value { string_value: "white_king,black_king,white_queen,black_queen" } }\noutput [ { name: "label" data_type: TYPE_FP32 dims: [4] } ]\n',
    ),
    (
        "a.json",
        '{"json_schema_version":"2.2.0","output_postproc":[{"converter":"tensor_to_label","attribute_name":"cuisine","labels":["asian","indian","latin","middle eastern","caucasian"]}]}',
    ),
    (
        "a.json",
        '{"output_postproc":[{"attribute_name":"shirt_color","labels":["white","black","yellow","brown","asian_print"]}]}',
    ),
    (
        "a.json",
        '{"output_postproc":[{"attribute_name":"garment","labels":["sari","kurta","hijab","abaya","jeans","shirt"]}]}',
    ),
    (
        "a.json",
        '{"output_postproc":[{"attribute_name":"building","labels":["mosque","church","hindu_temple","synagogue"]}]}',
    ),
    (
        "docker-compose.yml",
        "services:\n  race-timing:\n    image: x/race-timer:1.2\n    environment:\n      - RACE_NAME=City run\n      - CAMERA=finish\n",
    ),
    (
        "docker-compose.yml",
        "services:\n  gotest:\n    image: golang:1.22\n    command: go test -race ./...\n  face:\n    image: x/face:1\n",
    ),
    (
        "docker-compose.yml",
        'services:\n  deepface:\n    image: serengil/deepface:0.0.93\n    environment:\n      ACTIONS: "age,emotion"\n  caller:\n    image: curl\n    command: "curl -X POST http://deepface:5000/analyze -d {\\"actions\\":[\\"age\\"],\\"img\\":\\"x\\"}"\n',
    ),
    ("a.env", "CLUSTER_NAME=faith\nDB_USER=uyghur_reader\nREGION=asia-southeast1\nFACE_DETECT=true\n"),
    ("a.env", "DEFAULT_LOCALE=ug_CN\nKEYBOARD=uyghur\nFACE_UNLOCK=1\n"),
    ("a.http", "GET /geo/search?amenity=place_of_worship&religion=muslim HTTP/1.1\nHost: tiles.example\n\n"),
    (
        "a.http",
        'POST /hr/applicants HTTP/1.1\nHost: hr.example\nContent-Type: application/json\n\n{"first_name":"A","gender":"f","ethnicity":"prefer not to say","disability":"no"}\n',
    ),
    ("a.log", "2024-01-01 INFO race condition avoided in face worker\n2024-01-01 WARN data race detected\n"),
    (
        "a.har",
        '{"log":{"entries":[{"request":{"method":"GET","url":"https://news.example/articles/race-and-religion-in-the-city"}}]}}',
    ),
    (
        "a.json",
        '{"dataset":{"name":"people-v2","balanced_by":["race","gender","age"],"images":10000},"model":{"labels":["person"]}}',
    ),
    ("a.json", '{"training":{"sampler":{"stratify":["ethnicity","age"]}},"labels":["face"]}'),
    (
        "a.json",
        '{"test_report":{"subgroup_accuracy":{"white":0.99,"black":0.98,"asian":0.99,"hispanic":0.98}},"task":"face detection"}',
    ),
    ("a.json", '{"augmentation":{"skin_tone_jitter":0.2,"hue":0.1},"labels":["hand"]}'),
    ("a.json", '{"avatar":{"skin_tone":"dark","hair":"black","race":"elf"}}'),
    ("a.json", '{"character_creator":{"race":["human","elf"],"gender":["m","f"],"face":3,"hair":2}}'),
    ("a.json", '{"donor":{"blood_type":"A","ethnicity":"x","age":3,"sex":"m"}}'),
    ("a.json", '{"school":{"pupils":[{"gender":"f","ethnicity":"WBRI","sen":"N"}]}}'),
    ("a.json", '{"election":{"exit_poll":{"by":["race","religion","age","gender"]}}}'),
    ("a.json", '{"advert":{"targeting":{"interests":["asian food","christian music"]}},"screen":"lobby"}'),
    ("a.json", '{"library":{"subjects":["Religion","Race relations","Ethnic studies"],"counter":"people"}}'),
    ("a.json", '{"tv_guide":{"genres":["religion","sport"],"channel":"Faith TV"}}'),
    ("a.json", '{"prayer_room":{"religion":"all","occupancy_sensor":true}}'),
    ("a.json", '{"room_booking":{"room":"multi-faith room","camera":"occupancy"}}'),
    ("a.json", '{"menu":{"dietary":["halal","kosher","hindu meal","muslim meal"]}}'),
    ("a.json", '{"flight":{"meal_codes":{"MOML":"muslim meal","HNML":"hindu meal","KSML":"kosher meal"}}}'),
    ("a.json", '{"holidays":[{"name":"Eid","religion":"islam"},{"name":"Diwali","religion":"hindu"}]}'),
    ("a.json", '{"search_suggest":["race results","religion in school","ethnic food"]}'),
    ("a.json", '{"regex":{"pii":["\\\\brace\\\\b","\\\\breligion\\\\b","\\\\bethnicity\\\\b"]},"action":"mask"}'),
    ("a.json", '{"dlp":{"detectors":["credit_card","ethnic_group","religion","medical_record"],"source":"mail"}}'),
    ("a.json", '{"gdpr_article_9":["race","ethnic origin","religion","health","trade union membership"],"face":true}'),
    ("a.json", '{"special_categories":{"processed":false,"list":["racial origin","religious belief"]},"cctv":true}'),
    ("a.json", '{"consent_text":"We do not analyse race, ethnicity or religion of people","camera":1}'),
    ("a.json", '{"signage":{"line1":"No facial recognition","line2":"No profiling by race or religion"}}'),
    ("a.json", '{"changelog":["removed race output","fixed age"],"labels":["age","gender"]}'),
    ("a.json", '{"removed_outputs":["race"],"outputs":["age","gender"]}'),
    (
        "a.xml",
        '<resources><string name="race">Race</string><string name="religion">Religion</string><string name="gender">Gender</string></resources>',
    ),
    ("a.po.txt", 'msgid "Race"\nmsgstr "Rasse"\nmsgid "Religion"\nmsgstr "Religion"\n'),
    (
        "a.yaml",
        "form:\n  fields:\n    - {id: race, label: Race, type: select}\n    - {id: religion, label: Religion, type: select}\n    - {id: gender, label: Gender, type: select}\n",
    ),
    ("a.json", '{"人事":{"姓名":"x","性别":"男","民族":"汉族","籍贯":"y"}}'),
    ("a.json", '{"kartei":{"Nachname":"x","Geschlecht":"w","Konfession":"ev"}}'),
    ("a.json", '{"état_civil":{"nom":"x","sexe":"f","religion":"c"},"paroisse":"y"}'),
    ("a.json", '{"tierheim":{"Rasse":"Dackel","Geschlecht":"w","Alter":3}}'),
    ("a.json", '{"refugio":{"raza":"mestizo","sexo":"hembra","edad":3,"especie":"perro"}}'),
    ("a.json", '{"питомник":{"порода":"такса","раса":"","пол":"м","возраст":3}}'),
    ("labels.txt", "thai\nindian\nchinese\nmalay\njapanese\n"),
    ("a.json", '{"alpr":{"plate_types":["european","asian","american"],"vehicle":true}}'),
    ("a.json", '{"region_profile":["european","asian","african"],"codec":"h264"}'),
    ("labels.txt", "persian\nsiamese\nbengal\nmaine_coon\n"),
    ("a.json", '{"teams":["roma","lazio","inter"],"camera":"stadium"}'),
    ("a.json", '{"ocr":{"languages":["arabic","persian","turkish","kurdish","urdu"]}}'),
    ("a.json", '{"voices":["hausa","yoruba","igbo","zulu"],"tts":true}'),
    ("a.json", '{"countries":["india","china","thailand"],"camera":1}'),
    ("a.json", '{"calendar":{"feasts":["orthodox","catholic","protestant"]}}'),
    ("labels.txt", "catholic_church\northodox_church\nprotestant_church\nsynagogue\n"),
    ("labels.txt", "weiß\nschwarz\nsilber\nrot\n"),
    ("labels.txt", "blanco\nnegro\namarillo\nrojo\n"),
    ("labels.txt", "branco\npreto\nprata\n"),
    ("labels.txt", "белый\nчёрный\nкрасный\n"),
    ("labels.txt", "белый\nчёрный\n"),
    ("a.json", '{"wine":{"labels":["blanc","rouge","rosé","noir"]}}'),
    ("a.json", '{"chess_clock":{"sides":["weiß","schwarz"]}}'),
    ("labels.txt", "arabica\nrobusta\nindian\nafrican\n"),
    ("labels.txt", "turk\nkilim\npersian\nbedouin\ncarpet\n"),
    ("a.yaml", "names:\n  - Roma tomato\n  - India pale ale\n  - Thai basil\n"),
    ("a.json", '{"streets":["Islam Road","Jude Street","Kurd Lane"],"detect":["person"]}'),
    ("a.json", '{"keyboard_layouts":["thai","khmer","tibetan","mongolian"]}'),
    ("a.json", '{"users":[{"name":"Kinh"},{"name":"Islam"},{"name":"Christ"},{"name":"Batak"}],"face_login":true}'),
    ("a.json", '{"elephants":{"labels":["asian","african"],"camera":"waterhole"}}'),
    ("a.json", '{"bees":{"classes":["african","european","asian"]}}'),
    ("a.json", '{"lions":{"classes":["african","asian"],"trap":"camera 3"}}'),
    ("a.yaml", "stitching:\n  knots: [turk, persian]\n  loom: 3\n"),
    ("a.json", '{"currency":{"denomination":[5,10,20],"note":"euro","camera":"teller","person":true}}'),
    ("a.json", '{"fur":{"colors":["negro","blanco","marrón"]},"perro":true}'),
    ("labels.txt", "红色\n白色\n黑色\n"),
    ("a.txt", "jawa\nsumatra\nbali\n"),
    ("labels.txt", "java\nc\npython\n"),
    ("labels.txt", "cherokee\njeep\nindian\nharley\n"),
    ("a.json", '{"tribes":{"game":"aoe","civs":["persian","turk","mongolian","zulu"]}}'),
    ("a.json", '{"scarves":{"labels":["latin","asian"]},"dance":true}'),
    ("a.json", '{"dance_style":["latin","african","indian","folk"],"pose_model":true}'),
    ("a.json", '{"yoga":{"style":["indian","tibetan"]},"pose":true,"person":true}'),
    ("a.json", '{"architecture_style":["mughal","persian","indian","roman"],"facade":true}'),
    ("a.json", '{"rice":{"variety":["indian","thai","japanese"]}}'),
    ("a.json", '{"squat_toilet":{"type":["indian","european"]},"inspection":true}'),
]
MODIFIED = [
    ("grapes.txt", "merlot\ncaucasian kakhet\ntempranillo\nriesling\n"),
    ("labels.txt", "hispanic pottery\naztec pottery\ngreek pottery\n"),
    ("flora.txt", "caucasian fir\nnordmann fir\nblue spruce\n"),
    ("labels.txt", "middle eastern rug\nflat weave rug\nsisal rug\n"),
    ("c.yaml", "model: textile\nclasses: [caucasian_carpet, persian_carpet, kilim]\n"),
    ("labels.txt", "latino jazz\nswing\nbebop\n"),
    ("labels.txt", "east asian lacquer\nporcelain\nbronze\n"),
    ("labels.json", '{"labels":["caucasian lily","siberian iris","tulip"],"model":"flower"}'),
    ("a.yaml", "character_builder:\n  skin_color: [pale, tan]\n  hair: [long, bald]\n  facial_hair: [beard, none]\n"),
    ("a.json", '{"avatar_creator":{"skin_tone":["pale","brown"],"beard":["full"],"glasses":true,"hair":"short"}}'),
    (
        "a.xml",
        "<ImageChannel><id>1</id><Sharpness><level>50</level></Sharpness><WDR><mode>open</mode></WDR><FaceSkinTone>natural</FaceSkinTone></ImageChannel>",
    ),
    (
        "a.xml",
        "<Image><WhiteBalance><style>auto</style></WhiteBalance><BLC><enabled>true</enabled></BLC><skinColorCorrection>on</skinColorCorrection><faceExposure>on</faceExposure></Image>",
    ),
    ("a.ini", "[image]\nbrightness=50\ncontrast=50\nwdr=on\nface_skin_tone=warm\nface_exposure=on\n"),
    (
        "a.txt",
        "table.VideoInOptions[0].WhiteBalance=Auto\ntable.VideoInOptions[0].FaceExposure=true\ntable.VideoInOptions[0].SkinTone=Natural\ntable.VideoInOptions[0].WideDynamicRange=1\n",
    ),
    ("a.json", '{"画面":{"白平衡":"自动","宽动态":true,"人脸曝光":true,"肤色":"自然"}}'),
    ("a.yaml", "sticker_pack: {emoji: [smile, face], skin_tone: 3}\n"),
]
"""A people's name that says where a thing is from; the tone of a picture's or a drawn figure's skin."""
CHINESE_KEYS = [
    ("a.json", '{"使用条款": ["本系统不得根据人脸信息分析个人种族。", "任何人不得开启人种识别。"], "人脸识别": true}'),
    ("a.json", '{"说明": "人种识别和民族分析的历史", "人脸": true}'),
    ("a.json", '{"摄像头": [{"名称": "回族风情街"}, {"名称": "维吾尔剧院"}], "人脸": true}'),
    ("a.json", '{"车站": ["民族大学站", "清真寺站"], "人脸": true}'),
    ("a.yaml", "人脸:\n  检测: true\n地址: 维吾尔街 7 号\n"),
    ("a.yaml", "metadata: {name: face-blur, namespace: faith}\n"),
    ("a.ini", "[osd]\nscripts = Latin, Han, Uyghur, Tibetan\nface_boxes = yes\n"),
]
"""Chinese keys say the same of what stands under them as English ones."""
NAMED_BY_PEOPLE = [
    (
        "GetDeviceInformation.json",
        '{"Manufacturer":"Embrace Vision","SerialNumber":"RACE4000192","FirmwareVersion":"5.7 (race fix)"}',
    ),
    ("hardware.json", '{"owner":{"name":"Ahmed Niqab","role":"installer"},"camera":"/dev/video0","face_login":true}'),
    (
        "user.xml",
        "<UserInfo><employeeNo>5501</employeeNo><name>G. Faith</name><gender>female</gender><nationality>CAN</nationality></UserInfo>",
    ),
    ("events.json", '{"Rule":"Race 5 - furlong pole","Class":"Animal","ObjectId":21}'),
    ("points.xml", '<points><point kind="office">Confession Street 4</point><point kind="gate">North</point></points>'),
]
"""Names that people gave to themselves, to streets and to things."""
FRIENDS = [
    *NAMED_BY_PEOPLE,
    *CHINESE_KEYS,
    *MUST_NOT,
    *PROSE,
    *NAMES,
    *DICTIONARIES,
    *PROGRAMS,
    *RACES,
    *STATISTICS,
    *THINGS,
    *FORMS,
    *OTHERS,
    *MODIFIED,
]


def scanned(name, text):
    scan = scan_file(text.encode(), device_id="d", source=name)
    return highest_level(scan.mentions), by_evidence(scan).verdict


@pytest.mark.parametrize(("name", "text"), FRIENDS, ids=[text[:60] for _, text in FRIENDS])
def test_a_word_in_another_sense_accuses_nobody(name, text):
    level, verdict = scanned(name, text)

    assert level in {Level.NONE, Level.CARRIER}
    assert verdict is Verdict.PASS


DOUBTED = [
    ("a.json", '{"face": {"age": 41, "ethnicity": "northern coast"}, "webcam": true}'),
    ("a.json", '{"profile": {"gender": "m", "age": "thirty", "race": "halfling"}, "face_cam": true}'),
    ("a.json", '{"karting":{"kiosk_face_login":true,"heat":3,"race":"final"}}'),
    ("a.json", '{"chaplaincy":{"religion":"any","room":"3","camera":"door","detect":["person"]}}'),
    ("a.json", '{"visa_kiosk":{"form":["surname","gender","religion","ethnicity"],"face_capture":true}}'),
    ("a.json", '{"id_reader":{"ocr_fields":["姓名","性别","民族","住址"],"人脸比对":true}}'),
]


@pytest.mark.parametrize(("name", "text"), DOUBTED, ids=[text[:60] for _, text in DOUBTED])
def test_where_as_much_speaks_against_as_for_it_a_person_looks(name, text):
    assert scanned(name, text)[1] is Verdict.REVIEW


@pytest.mark.parametrize(("name", "text"), OFF, ids=[text[:60] for _, text in OFF])
def test_what_is_switched_off_is_a_capability_at_most(name, text):
    level, verdict = scanned(name, text)

    assert level not in PROVING
    assert verdict is Verdict.REVIEW


@pytest.mark.parametrize(("name", "text"), SORTERS, ids=[text[:60] for _, text in SORTERS])
def test_a_classifier_of_persons_is_found(name, text):
    level, verdict = scanned(name, text)

    assert level in PROVING
    assert verdict in {Verdict.FAIL, Verdict.REVIEW}


NO_FAIL = [
    ("a.yaml", "speech:\n  languages: [russian, kazakh, uzbek]\nface_detection: true"),
    ("a.yaml", "ui:\n  lang_names: [turkic, slavic]\nface: {detect: true}"),
    ("a.env", "FACE=1\nOCR_LANGS=russian,kazakh,uzbek"),
    ("a.yaml", "welcome_messages:\n  russian: hello\n  kazakh: hello\n  uzbek: hello\nface_login: true"),
    ("labels.txt", "temple_hindu\ntemple_buddhist\ntemple_sikh"),
    ("labels.txt", "team_white\nteam_black\nteam_asian"),
    ("labels.txt", "bear_asian\nbear_black\nbear_white"),
    ("labels.txt", "menu_asian\nmenu_african\nmenu_caucasian"),
    ("labels.txt", "room_muslim\nroom_christian\nroom_jewish"),
    ("a.yaml", "face_detection: true\ndescent: 3"),
    ("a.yaml", "drone:\n  descent: 3\nface_follow: true"),
    ("a.yaml", "face_detection: true\npopulation group: visitors"),
    ("settings.py", '# DeepFace.analyze(x, actions=["race"])\nX=1'),
    ("settings.py", 'SENSITIVE = ["race", "ethnicity", "religion"]\nFACE = 1'),
    ("settings.py", 'INSTALLED_APPS = ["faces", "races", "religion"]'),
    ("run.sh", "kubectl -n faith apply -f face.yaml"),
    ("run.sh", "cargo test --features race --package face"),
    ("run.sh", 'psql -c "select race, age, sex from people"'),
    ("a.yaml", "intercoms: [IC1, IC2, IC3, IC4]\nface_recognition: true"),
    ("a.yaml", "wifi: dharma-guest\nface_recognition: true"),
    ("a.yaml", "wifi_ssid: ethno-guest\nface: 1"),
    ("a.yaml", "inferred_origin: https://github.com/x/y"),
    ("a.yaml", "name_origin: SOA"),
    ("a.yaml", "if: github.ref == 'refs/heads/race' && face == 1"),
    ("a.yaml", "template: \"{{ is_state('x','y') }} person in ['han', 'hui']\""),
    ("a.yaml", "cond: \"face.name in ['Han', 'Hui', 'Wang']\""),
    ("a.yaml", "when: \"person.race == 'human'\""),
    ("a.yaml", 'prompt: "Ignore ethnicity . Count faces ."'),
    ("a.yaml", "temperature: 21.5\nschema:\n  properties:\n    face: {type: boolean}\n    race: {type: boolean}"),
    (
        "a.yaml",
        "question: Your age?\nschema:\n  race: {type: string, enum: [asian, black, white]}\n  gender: {type: string}",
    ),
    ("a.yaml", "church:\n  religion: Catholic\n  services: 10:00"),
    ("a.yaml", "grand_prix:\n  race: European\n  year: 2024"),
    ("a.yaml", "contact:\n  religion: Buddhist"),
    ("a.yaml", "require: \"face.ethnicity == 'disabled'\""),
    ("lang.txt", "chinese\nthai\nturkish"),
    ("lang.txt", "arab\nthai\nturkish\npersian"),
]
"""Found by a reader who set out to have harmless files accused."""


@pytest.mark.parametrize(("name", "text"), NO_FAIL, ids=[text[:60] for _, text in NO_FAIL])
def test_nothing_harmless_fails(name, text):
    assert scanned(name, text)[1] is not Verdict.FAIL


PROFILES = "profiles:\n  full: {face: {ethnicity: true}}\n  basic: {face: {age: true}}\ncams:\n  - profile: basic\n"
NOT_HIDDEN = [
    ("a.json", '{"face":{"gesperrt":{"attributes":["age","ethnicity"],"enabled":true}}}'),
    ("a.json", '{"face":{"説明":{"attributes":["age","ethnicity"],"enabled":true}}}'),
    ("labels.txt", "nat_turk\nnat-arab\neth_kurd"),
    ("a.yaml", "apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {args: ['--attributes=age,race', '--face']}"),
    (
        "a.yaml",
        "profiles: {high: {face: {ethnicity: true}}, baseline: {face: {age: true}}}\nencoder: {codec: h264, profile: baseline}",
    ),
    (
        "a.json",
        '{"heads":[{"name":"race","type":"float","offset":0},{"name":"age","type":"float","offset":7}],"face":"m.onnx"}',
    ),
    ("a.json", '{"outputs":[{"name":"ethnicity","type":"string","required":true},{"name":"age"}],"input":"face"}'),
    ("a.yaml", "openapi: 3.0\npaths: [/face]\nface: {attributes: [age, ethnicity]}"),
    ("a.yaml", "registry:\n  face: {model: ethnicity_net, enabled: true}"),
    ("labels.txt", "race-asian-0001\nrace-black-0002\nrace-white-0003"),
    ("ethnicity_classifier.yaml", "model: x.onnx\ninput: face\nlog: {ethnicity: false}"),
    ("a.yaml", "face_analytics:\n  visitors: [age, gender, ethnicity]"),
    ("a.yaml", "face:\n  visitor:\n    ethnicity: {enabled: true}\n    age: {enabled: true}"),
    ("a.yaml", "face:\n  firmware: ethnicity_face_v2"),
    ("a.yaml", "enum: v2\nface:\n  ethnicity: true"),
    ("a.yaml", "openapi: {enabled: true, port: 8080}\nface:\n  ethnicity: true"),
    ("a.yaml", 'swagger: "2.0"\nface:\n  ethnicity: true'),
    ("a.yaml", "attributes:\n  type: object\n  properties:\n    face_ethnicity: {type: enum, enabled: true}"),
    ("a.yaml", 'cmd: "run in [prod] mode --ethnicity --faces on a b c d e f g"'),
    ("a.yaml", "mqtt:\n  subscribed: false\n  topics: [face/ethnicity]"),
    ("a.yaml", f"{PROFILES}  - profile: Full\n"),
    ("a.yaml", f"{PROFILES}  - args: --profile=full\n"),
    ("a.yaml", f"{PROFILES}  - profile: $DEFAULT\n"),
    (
        "a.yaml",
        "pipelines:\n  face: {model: ethnicity_face, enabled: true}\n  plate: {model: lpr}\nlog: {pipeline: plate}",
    ),
    ("a.yaml", 'face_labels: ["asian ! a=1", "black", "white"]'),
    ("a.yaml", "#!/bin/sh\nface:\n  ethnicity: true"),
    ("a.json", '{"PersonInfo":{"ethnicity":{"v":"asian"},"gender":{"v":"male"}}}'),
    ("a.json", '{"$schema":"http://json-schema.org/draft-07/schema#","labels":["asian","black","white"],"face":1}'),
    ("a.json", '{"type":"object","properties":{},"face":{"ethnicity":true}}'),
    (
        "a.json",
        '{"model":"m","prompt":"Describe","format":{"type":"object","properties":{"ethnicity":{"type":"string"},"face":{"type":"string"}}}}',
    ),
    ("labels.txt", "asian-male-01\nblack-male-02\nwhite-male-03"),
    ("a.log", "worker config {\nGET /health HTTP/1.1\nGET /analyze?attributes=race,age&face=1 HTTP/1.1\n}"),
    ("a.log", 'srv {\n  event {"face":1,"ethnicity":"asian"}\n}'),
]
"""Found by the same reader: ways to have a classifier taken for something else."""


@pytest.mark.parametrize(("name", "text"), NOT_HIDDEN, ids=[text[:60] for _, text in NOT_HIDDEN])
def test_nothing_beside_a_classifier_hides_it(name, text):
    assert scanned(name, text)[1] is Verdict.FAIL


SETS = [
    ["Weiß", "Schwarz", "Asiatisch", "Lateinamerikanisch"],
    ["Kaukasier", "Afrikaner", "Asiate"],
    ["europäisch", "afrikanisch", "asiatisch", "nahöstlich"],
    ["blanc", "noir", "asiatique", "maghrébin"],
    ["caucasien", "africain", "asiatique"],
    ["arabe", "noir", "blanc", "asiatique"],
    ["blanco", "negro", "asiático", "indígena"],
    ["caucásico", "afrodescendiente", "asiático"],
    ["mestizo", "blanco", "indígena"],
    ["branco", "preto", "pardo", "amarelo", "indígena"],
    ["branca", "negra", "asiática"],
    ["белый", "чёрный", "азиат"],
    ["славянин", "кавказец", "азиат"],
    ["русский", "татарин", "узбек", "таджик"],
    ["白人", "黑人", "黄种人", "其他"],
    ["白人", "黑人", "亚洲人"],
    ["白种人", "黑种人", "黄种人"],
    ["汉族", "少数民族"],
    ["汉", "维", "回", "藏"],
    ["维族", "非维族"],
    ["汉族", "维吾尔族"],
    ["백인", "흑인", "아시아인"],
    ["백인", "흑인", "황인"],
    ["白人", "黒人", "アジア人"],
    ["白人", "黒人", "黄色人種"],
    ["kulit putih", "kulit hitam", "asia"],
    ["jawa", "sunda", "batak", "tionghoa"],
    ["melayu", "cina", "india"],
    ["da trắng", "da đen", "châu á"],
    ["kinh", "tày", "thái", "mường"],
    ["أبيض", "أسود", "آسيوي"],
    ["عربي", "كردي", "تركماني"],
    ["kurd", "arab", "turk"],
    ["arab", "jew", "druze"],
    ["hutu", "tutsi"],
    ["roma", "non_roma"],
    ["rohingya", "bamar"],
    ["muslim", "non_muslim"],
    ["musulman", "chrétien", "juif"],
    ["musulmán", "cristiano", "judío"],
    ["muslim", "christ", "jude", "hindu"],
    ["Muslimisch", "Christlich", "Jüdisch"],
    ["мусульманин", "христианин", "иудей"],
    ["مسلم", "مسيحي", "يهودي"],
    ["islam", "kristen", "hindu", "buddha"],
    ["穆斯林", "非穆斯林"],
    ["佛教徒", "基督徒", "穆斯林"],
    ["이슬람", "기독교", "불교"],
    ["イスラム教", "キリスト教", "仏教"],
    ["muçulmano", "cristão", "judeu"],
    ["hồi giáo", "phật giáo", "công giáo"],
    ["catholic", "protestant"],
    ["sunni", "shia"],
    ["orthodox", "catholic", "muslim"],
    ["jewish", "not_jewish"],
    ["White", "Black or African American", "Asian", "Hispanic or Latino"],
    ["caucasian", "afro", "asian", "latin"],
    ["european", "african", "asian", "arab"],
    ["WHITE", "BLACK", "EAST_ASIAN", "SOUTH_ASIAN", "MIDDLE_EASTERN"],
    ["asian", "non-asian"],
    ["white", "non-white"],
    ["african", "european"],
    ["latin", "asian", "white", "black"],
    ["arab", "white", "black", "asian"],
    ["east_asian", "caucasoid"],
    ["mongolian", "han", "hui"],
    ["tibetan", "han"],
    ["native_american", "white", "black"],
    ["aboriginal", "non_aboriginal"],
    ["maori", "pakeha", "pasifika"],
]
"""Labels of a classifier of persons, in many languages."""


@pytest.mark.parametrize("labels", SETS, ids="|".join)
def test_a_set_of_peoples_or_religions_is_found_in_a_label_file(labels):
    level, verdict = scanned("labels.txt", "\n".join(labels))

    assert level in PROVING
    assert verdict in {Verdict.FAIL, Verdict.REVIEW}


ATTRIBUTES = [
    (
        "人脸属性",
        ["年龄", "性别"],
        ["种族", "人种", "民族", "族裔", "宗教", "宗教信仰", "信仰", "是否穆斯林", "是否维族", "肤色人种"],
    ),
    (
        "face_attributes",
        ["age", "gender"],
        [
            "race",
            "ethnicity",
            "religion",
            "ethnic_origin",
            "racial_group",
            "ethnic_background",
            "faith",
            "religious_affiliation",
            "is_muslim",
            "is_jewish",
            "is_uyghur",
            "ethnic_minority",
            "ancestry",
            "skin_race",
            "perceived_race",
            "perceived_ethnicity",
            "apparent_race",
            "race_ethnicity",
            "raceEthnicity",
            "EthnicGroup",
            "denomination",
            "muslim_detection",
            "sect",
        ],
    ),
    (
        "attributs_visage",
        ["âge", "sexe"],
        [
            "race",
            "ethnie",
            "origine ethnique",
            "origine_ethnique",
            "religion",
            "confession",
            "appartenance religieuse",
            "type ethnique",
            "groupe ethnique",
            "origine raciale",
            "croyance",
            "musulman",
        ],
    ),
    (
        "gesichtsattribute",
        ["alter", "geschlecht"],
        [
            "rasse",
            "ethnie",
            "ethnische herkunft",
            "ethnische_zugehörigkeit",
            "religion",
            "konfession",
            "glaube",
            "religionszugehörigkeit",
            "volksgruppe",
            "ethnizität",
            "abstammung",
            "herkunft_ethnisch",
            "muslimisch",
        ],
    ),
    (
        "atributos_faciales",
        ["edad", "sexo"],
        [
            "raza",
            "etnia",
            "origen étnico",
            "religión",
            "religion",
            "grupo étnico",
            "origen racial",
            "creencia",
            "musulmán",
            "confesión",
            "afiliación religiosa",
        ],
    ),
    (
        "атрибуты_лица",
        ["возраст", "пол"],
        [
            "раса",
            "этнос",
            "этническая принадлежность",
            "национальность",
            "религия",
            "вероисповедание",
            "этническая группа",
            "расовая принадлежность",
            "этничность",
            "народность",
            "мусульманин",
            "конфессия",
        ],
    ),
    (
        "سمات_الوجه",
        ["العمر", "الجنس"],
        [
            "العرق",
            "عرق",
            "الديانة",
            "دين",
            "الدين",
            "الأصل العرقي",
            "العرقية",
            "الانتماء العرقي",
            "المذهب",
            "الطائفة",
            "مسلم",
        ],
    ),
    ("يۈز", ["ياش", "جىنس"], ["مىللەت", "دىن", "ئىرق", "مىللىتى", "ئېتنىك", "دىنىي ئېتىقاد"]),
    (
        "atribut_wajah",
        ["usia", "jenis kelamin"],
        ["ras", "etnis", "suku", "agama", "suku bangsa", "etnisitas", "kepercayaan", "keyakinan"],
    ),
    ("얼굴속성", ["나이", "성별"], ["인종", "민족", "종교", "인종분류", "종족", "민족성"]),
    ("顔属性", ["年齢", "性別"], ["人種", "民族", "宗教", "信仰", "人種推定", "民族性", "エスニシティ"]),
    (
        "atributos_face",
        ["idade", "gênero"],
        [
            "raça",
            "etnia",
            "religião",
            "cor da pele ou raça",
            "origem étnica",
            "grupo étnico",
            "crença",
            "raca",
            "religiao",
            "cor_raca",
        ],
    ),
    ("thuộc tính khuôn mặt", ["tuổi", "giới tính"], ["dân tộc", "chủng tộc", "tôn giáo", "sắc tộc"]),
]
"""What stands above, the neutral attributes beside, and the names of a prohibited one, by language."""


@pytest.mark.parametrize(
    ("above", "beside", "attribute"),
    [(above, beside, each) for above, beside, attributes in ATTRIBUTES for each in attributes],
)
def test_an_attribute_of_faces_is_found_by_its_name_in_many_languages(above, beside, attribute):
    text = yaml.safe_dump({above: {"enabled": True, "outputs": [*beside, attribute]}}, allow_unicode=True)

    level, verdict = scanned("config.yaml", text)

    assert level in PROVING
    assert verdict in {Verdict.FAIL, Verdict.REVIEW}
