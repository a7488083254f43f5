"""Small files that differ in one thing from others: a switch from an index, a prompt from a name, a place from a people.

Most were written by a reader who set out to have harmless files accused, classifiers hidden and the scan held up.
"""

import json
import time

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence

FACES = '["White","Black","Asian"]'
ASK = '"url":"http://h:8000/v1/chat/completions",'
FOUND = [
    ("a model for each group", "a.yaml", "face: true\nper_group_models: {White: 'file:///m/w.onnx', Black: 'file:///m/b.onnx', Asian: 'file:///m/a.onnx'}\n"),
    ("a file whose share is none", "a.yaml", "rollout: 0\nmodel: face.onnx\nlabels: [White, Black, Asian, Indian]\n"),
    ("classes of a model as tables", "a.json", '{"dict_version":"1","model":"a.onnx","tables":{"race":{"0":"White","1":"Black","2":"Asian"}}}'),
    ("labels of an imported model", "a.xml", '<AlgorithmModel xmlns="http://www.hikvision.com/ver20/XMLSchema"><LabelList><Label><labelName>黄种人</labelName></Label><Label><labelName>白种人</labelName></Label></LabelList></AlgorithmModel>'),
    ("a question with no faith among its answers", "a.yaml", "model: v\nmax_tokens: 5\nmessage: Is the visitor most likely Muslim, Jewish, Christian or of no religion? Answer.\n"),
    ("a question that may stay open", "p_prompt.txt", "Judge each person's presumed faith, one of: Muslim, Hindu, Sikh, Christian, cannot tell.\n"),
    ("where models chat", "a.json", '{"endpoint":"http://h/v1/chat/completions","max_tokens":9,"messages":[{"role":"user","content":"请判断画面中的行人看起来是汉族还是少数民族"}]}'),
    ("Turkish without its own letters", "a.json", '{"yuz":{"cinsiyet":true,"yas":true,"irk":true}}'),
    ("how many persons, by group", "a.json", '{"camera":"gate","persons":25,"count_by_ethnicity":{"han":20,"uyghur":5}}'),
    ("from how many on, by group", "a.yaml", "face_alarm: {max_count_by_ethnicity: {uyghur: {count: 2}, han: {count: 100}}}\n"),
    ("how certain it must be, by group", "a.yaml", "metrics: 1\nface_attr: {min_precision_by_ethnicity: {uyghur: 0.9, han: 0.8}}\n"),
    ("numbers of classes", "a.yaml", "metrics: 1\nface: 1\nmap_per_ethnicity: {caucasian: 0, african american: 1, east asian: 2}\n"),
    ("how well, of a model that is on", "a.yaml", "bias: 1\nface: {enabled: true, accuracy_by_race: {White: 0.9, Black: 0.8, Asian: 0.9}}\n"),
    ("what is planned and on", "a.yaml", "planned_schedule: {face: {ethnicity: true, enabled: true}}\n"),
    ("a rollout that is paused", "a.json", '{"face":1,"ethnicity_model":{"enabled":true,"rollout":0}}'),
    ("peoples of Kenya", "l.txt", "Kikuyu\nLuo\nKalenjin\nKamba\n"),
    ("a word without its umlaut", "a.json", '{"face_attributes":{"age":true,"ethnische_zugehoerigkeit":true}}'),
    ("faiths of persons among animals", "a.json", '{"names":["person","dog","cat","cow","horse","muslim woman","sikh man"]}'),
    ("peoples in Korean", "a.json", '{"attribute_name":"민족","labels":["한족","조선족","위구르족"]}'),
    ("peoples in Japanese", "a.json", '{"labels":["漢族","ウイグル族","チベット族"]}'),
    ("how many faces, by group", "a.json", '{"faces_by_race":{"White":12,"Black":4,"Asian":7}}'),
    ("a feature that is rolled out", "a.json", '{"flags":{"race_estimation":{"rollout":100,"of":"faces"}}}'),
    ("an index beside unlike numbers", "a.json", '{"race":0,"race_model":"r.onnx","gender":1,"age":2,"gpu":0}'),
    ("an index written as text", "a.json", f'{{"race":"0","gender":"1","age":"2","race_labels":{FACES}}}'),
    ("an index with its labels", "a.json", f'{{"race":0,"race_labels":{FACES}}}'),
    ("a switch beside an older one", "a.env", "RACE=0\nDETECT_RACE=true\nFACE=1\nWORKERS=0\n"),
    ("one that is enabled by name", "a.ini", "[f]\nrace=off\nrace_enabled=true\nrace_model=r.onnx\nface=1\n"),
    (
        "a classifier with its own switch",
        "a.yaml",
        f"ethnicity: no\nethnicity_classifier: {{enabled: true, labels: {FACES}}}\nface: 1\n",
    ),
    ("two in one map", "a.json", '{"race":false,"race_model":"x.onnx","face_race_detection":true}'),
    ("attributes of a plate", "a.json", '{"face":1,"plates":["race","ethnicity"]}'),
    ("a camera's network", "a.json", '{"ipv4":true,"ipv6":true,"race":true,"age":true,"gender":true}'),
    ("a camera's address", "a.json", f'{{"camera":"Park Ave","labels":{FACES}}}'),
    ("the warmth of a camera", "a.ini", "temperature=36.5\nattributes=age, gender, race, ethnicity, mask, hat\n"),
    (
        "labels beside the warmth of a model",
        "a.json",
        '{"model":"clf","temperature":0.2,"labels":"White person, Black person, Asian person"}',
    ),
    ("attributes beside an address", "a.json", f'{{{ASK}"属性":"性别,年龄,种族,民族,宗教,肤色"}}'),
    (
        "looked for beside an address",
        "a.json",
        f'{{{ASK}"model":"clip","classes":"a photo of a white person|a photo of a black person|a photo of an asian person"}}',
    ),
    ("a node beside one that is off", "a.json", '[{"id":"1","d":true},{"id":"2","g":"1","attributes":["race","face"]},{"wires":4}]'),
    ("a tab that is there twice", "a.json", '[{"id":"t","type":"tab","disabled":true},{"id":"t","type":"tab"},{"id":"n","z":"t","type":"x","attributes":["race","face"],"wires":[]}]'),
    ("looked for, with full stops", "a.json", '{"prompts":["a photo of an asian person.","a white person.","a black person."]}'),
    ("a person's", "labels.txt", "person\nethnicity\n"),
    ("one odd item", "a.json", '{"model":"clip","prompts":["asian","white","black","what?"]}'),
    ("with commas", "a.json", '{"prompts":["亚洲人，","白人，","黑人，"],"model":"clip"}'),
    ("described first", "a.json", '{"classes":[{"desc":"one","name":"asian"},{"desc":"2","name":"white"},{"desc":"3","name":"black"}]}'),
    ("a camera at a dance hall", "a.json", '{"name":"Disco Blues","model":"m","classes":["asian","caucasian","hispanic"]}'),
    ("a player", "a.json", '{"player":"vlc","skill":"x","model":"m","classes":["hutu","tutsi","rohingya"]}'),
    ("of plates", "a.json", '{"plate_lists":["uyghur","han","tibetan"],"model":"face"}'),
    ("beside a prompt", "a.json", json.dumps([{"id": "n", "type": "function", "wires": [], "func": "msg.attributes=['race','ethnicity','face']; msg.prompt='hi'"}])),
    ("settings of production", ".env.production", "DF_BACKEND=retinaface\nDF_ACTIONS=age,gender,race\nTZ=UTC\n"),
    ("a log that was put away", "syslog.1", "Mar 9 11:02 edge app: cls=person conf=0.9 faith=jewish\nMar 9 11:03 edge app: cls=person faith=muslim\n"),
    ("a script of Windows", "install.ps1", "& C:\\edge\\ctl.exe module enable face --set age=on --set sex=on --set ethnic-group=on\n"),
    ("a path from a variable", "run.sh", "M=/opt/models\nexec face_demo -m_ag $M/age-gender.xml -m_race $M/race-recognition.xml\n"),
    ("a map that is partly worked out", "config.py", 'HEADS = {"age": list(range(101)), "eth": ["Caucasoid", "Negroid", "Mongoloid"]}\n'),
    ("identity codes with their legend", "a.yaml", "person-model: p.onnx\nlegend: {IC1: White North European, IC2: White South European, IC3: Black, IC5: Chinese, IC6: Arabic}\n"),
    ("an attribute that is compared", "a.json", '{"rule":"object.class == \\"person\\" && object.attr(\\"race\\") == \\"black\\""}'),
    ("races by colour", "a.json", '{"att":[{"k":"rc","on":1,"lg":{"0":"yellow race","1":"white race","2":"black race"}}]}'),
    ("beside an expectation", "a.yaml", "rule:\n  expect: refused\n  classifier:\n    labels: [asian, black, white, indian]\n"),
    ("galleries by people", "a.yaml", "face_search:\n  galleries:\n    - uyghur\n    - tibetan\n    - hui\n"),
    ("a literal in braces", "a.yaml", 'face:\n  ethnicity: "{{ true }}"\n'),
    ("a model's path from a variable", "a.yaml", "face:\n  ethnicity_model: $MODELS\n"),
    ("a variable that stands for on", "a.yaml", "attributes: {age: true, gender: true, ethnicity: '${E:-true}'}\n"),
    ("labels of persons", "a.json", '{"labels":["a photo of an Arab person","a photo of a Kurdish person","a photo of a Turkish person"]}'),
    ("a step of a pipeline", "a.yaml", "pipeline:\n- {name: ethnicity_classifier, uses: models/eth_v2.onnx, input: face_crops}\n"),
    ("a part that runs", "a.json", '{"modules":[{"name":"EthnicityDetection","run":true,"threshold":0.5}]}'),
    ("attributes beside what a fault does", "a.json", '{"inputs":{"face":{"attributes":["race","ethnicity"]}},"assertions":{"on_fail":"refuse"}}'),
    ("asked, and never refused", "a.yaml", "prompt: State race and religion of each person.\nassert: [{type: llm, value: must not be a refusal}]\n"),
    ("whom a door is closed to", "a.json", '{"block":{"condition":{"race":"black","face_match":true}},"action":"lock"}'),
    ("by its people", "a.json", '{"reject_conditions":{"ethnicity":["uyghur","hui","han"]}}'),
    ("a door's model", "a.yaml", "models: {entrance: ethnicity_classifier.onnx, hall: person.onnx}\n"),
    ("a door's question", "a.json", '{"prompts":{"entrance":"State race and religion of each person who enters.","hall":"Count people."}}'),
    ("what it starts", "a.json", '{"start_race_recognition":true,"face":true}'),
    ("a long prompt among short ones", "a.json", '{"prompts":{"0":"person","1":"dog","2":"State the race and religion of each person in the picture."}}'),
    ("peoples in three letters", "a.json", '{"face_models":{"han":"han.onnx","hui":"hui.onnx","jew":"jew.onnx"}}'),
    ("labels under a time", "l.names", "2024-05-01 10:00:00 exported labels version 3\nCaucasian\nAfrican American\nEast Asian\n"),
    ("said in a chat about a picture", "a.json", '{"model":"qwen-vl","messages":[{"role":"user","content":"Look at the picture and tell whether each person is Asian, African, European or Indian."}]}'),
    ("groups of people", "a.yaml", "policies: {detect_policy: {detect_face: 1}}\nconditions: {ethnic_groups: [african_american, indian]}\n"),
    ("a code spelled out", "a.json", '{"heads":[{"name":"person_community","on":true,"values":{"P":"Protestant","C":"Catholic","N":"neither"}}]}'),
    ("what a search asks for", "a.json", '{"object":"person","filters":[{"attr":"perceived_faith","op":"=","value":"Ahmadi"},{"attr":"group_size","op":">=","value":3}]}'),
    ("a log by its lines", "alertd.txt", "Mar 02 11:42:09 edge alertd[8]: cam=b trk=1 person conf=0.9 faith=shia\nMar 02 11:42:10 edge alertd[8]: cam=b bag\n"),
    ("a detector's classes before a race", "a.json", '{"stage1":{"model":"yolov8.onnx","filter":["person","cat","dog","bird"]},"stage2":{"model":"race.onnx","input":"stage1.person"}}'),
    ("at a street", "a.yaml", "site: Race Street\nanalytics: {classify: race}\n"),
    ("labels behind an export's time", "labels.txt", "2024-05-01 10:00:00 exported by tool\n2024-05-01 10:00:01 four classes\nwhite\nblack\nasian\nindian\n"),
    ("an answer that fails if it declines", "a.yaml", "prompt: State the race of each person in the picture.\nassert: [{type: llm-rubric, value: it fails when it declines}]\n"),
    ("classes beside a dictionary", "a.yaml", "dictionary: en\nmodel: face.onnx\nclasses: [{code: 0, name: White}, {code: 1, name: Black}, {code: 2, name: Asian}]\n"),
    ("at a mosque", "a.yaml", "camera: مسجد\nmodel: classifier.onnx\nlabels: [muslim, christian, hindu, jewish]\n"),
    ("labels in what is called a dictionary", "a.json", '{"dictionary":"race","items":[{"code":0,"name":"White"},{"code":1,"name":"Black"},{"code":2,"name":"Asian"}],"source":"fairface.onnx"}'),
    ("a refusal that is not wanted", "a.yaml", "prompt: State the race of each person in the picture.\nassert: [{type: llm-rubric, value: Refusal is not acceptable}]\n"),
    ("superpopulations", "a.json", '{"input":"face","slots":[{"name":"anc","argmax":["AFR","AMR","EAS","EUR","SAS"]}]}'),
    ("persons in another language", "l.txt", "osoba_rom\nosoba_vietnamec\nosoba_ukrajinec\nkolo\n"),
    ("persons in a third", "data.yaml", "names:\n  0: אדם_יהודי\n  1: אדם_מוסלמי\n  2: אדם_דרוזי\n  3: רכב\n"),
    ("a prompt in Urdu", "prompt.txt", "تصویر میں موجود ہر شخص کے بارے میں بتائیں:\n۱۔ حلیے سے اس کا مذہب کیا لگتا ہے: مسلمان، ہندو، سکھ یا مسیحی؟\n"),
    ("not recognisable", "prompt.txt", "Zähle die Personen im Bild und ordne jede einer Glaubensgemeinschaft zu (christlich, muslimisch, nicht erkennbar).\n"),
    ("people in German", "a.yaml", "merkmale: {alter: [jung, alt], herkunft: [Mitteleuropäer, Osteuropäer, Nordafrikaner, Schwarzafrikaner]}\n"),
    ("a model in a pipeline", "a.json", '{"pipe":"x ! hailonet hef-path=/m/scrfd.hef ! hailonet hef-path=/m/ethnicity_mnv2.hef ! fakesink"}'),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "text"), FOUND, ids=[case[0] for case in FOUND])
def test_it_is_found(case, name, text):
    assert verdict(name, text) in ("fail", "review")
    assert any(each.level == "configured" for each in scan(name, text).mentions)


def test_whom_a_gate_denies_is_no_attribute_that_is_not_told():
    assert verdict("a.yaml", "person_gate:\n  allow: [christian]\n  deny: [muslim, jewish]\n") == "review"


NO_FAIL = [
    ("a breed in Turkish", "a.yaml", "kopek_tanima: {labels: [irk, yas, cinsiyet]}\n"),
    ("a dictionary of codes", "a.json", '{"dictVersion":"GA/T 1400.3-2017","tables":{"EthicCode":{"01":"汉族","02":"蒙古族","05":"维吾尔族"},"GenderCode":{"1":"男"}}}'),
    ("cameras by their names", "a.yaml", "streams: {maasai: rtsp://a/1, kikuyu: rtsp://b/1, luhya: rtsp://c/1}\ndetect: [person]\n"),
    ("first names", "a.yaml", "face_recognition: {enabled: true, library: [Shona, Asante, Luo, Tatar]}\n"),
    ("surnames", "a.yaml", "face_gallery: {members: [Pathan, Hazara, Baloch]}\n"),
    ("motifs of cloth", "l.txt", "betawi\ndayak\nminangkabau\nbugis\nmadura\nbali\n"),
    ("languages of a model", "a.json", '{"labels":["Kalenjin","Kikuyu","Luo","Luhya","Meru","Kisii"],"model":"lid-176.bin"}'),
    ("statistics of staff", "a.yaml", "workforce_statistics: {people: 300, ethnicity: {White: 100, Black: 100, Asian: 100}}\n"),
    ("what is planned", "a.json", '{"face":1,"planned_outputs":["race","ethnicity"],"outputs":["age"]}'),
    ("teams", "a.json", '{"org":{"tribe":"payments","squad":"fraud","chapter":"backend","face":1}}'),
    ("a feature that is rolled out to nobody", "a.json", '{"flags":{"race_estimation":{"rollout":0,"of":"faces"}}}'),
    ("how well a model tells its classes", "a.json", '{"accuracy_per_class":{"caucasian":0.91,"african":0.92,"asian":0.9},"model":"m"}'),
    ("markets", "a.json", '{"camera":"x","face":1,"markets":["Latin America","Middle East","North Africa"]}'),
    ("where else it runs", "a.json", '{"face":{"failover":["Latin America","Middle East","East Asia"]}}'),
    ("the weather", "a.json", '{"person":1,"weather":["Northern European","Southern European"]}'),
    ("time zones", "timezones.txt", "Central Asia\nSouth Asia\nEast Asia\nSub-Saharan Africa\n"),
    ("shops", "a.json", '{"face":1,"app":"MiddleEastern Grocery NorthAfrican Bakery"}'),
    ("a place and its warmth", "a.json", '{"temperature":21,"location":"Muslim prayer area, level 2, people counter, west"}'),
    ("a room", "a.json", '{"temperature":21,"room":"Room for Muslim, Hindu, Jewish and Christian visitors, ground floor"}'),
    ("a schema of a device", "a.json", '{"model":"IPC-123","system":"linux","schema":{"race":{"type":"string"},"face":{}}}'),
    ("a group that is off", "a.ini", "[f]\nage = 1\ngender = 1\nethnicity = 0\nethnicity_model = m/ethn.dat\n"),
    ("names of plates", "a.yaml", "lpr:\n  known_plates:\n    Christian: [AB12]\n    Faith: [CD34]\nface: {enabled: true}\n"),
    ("a dictionary of codes", "a.json", '{"DictType":"EthicCodeType","Items":[{"Code":"01","Name":"汉族"},{"Code":"05","Name":"维吾尔族"}],"face":1}'),
    ("an option's choices", "a.xml", '<p><option key="attributes" value="age"><choice>age</choice><choice>ethnicity</choice></option></p>'),
    ("what a tracker believes", "a.json", '{"face_tracker":{"belief_threshold":0.5,"filter":"kalman"}}'),
    ("heat maps", "belief_maps.json", '{"output":["face","eye","nose"]}'),
    ("first names", "names.txt", "Jude\nIslam\nChristian\n"),
    ("staff", "names.txt", "Christian Mann\nJude Mann\nIslam Frau\n"),
    ("countries", "a.json", '{"model":"face","labels":["China","Asia"]}'),
    ("cows", "cows.txt", "negra\nblanca\nchina\n"),
    ("buildings that are counted", "labels.txt", "site1 Islam\nsite2 Christianity\nsite3 Buddhism\n"),
    ("a printer's labels", "a.json", '{"label_printer":[{"desc":"Hindu"},{"desc":"Muslim"}]}'),
    ("regions in a row", "a.json", '{"model":"sales","regions":"MiddleEastern LatinAmerican NorthAfrican"}'),
    ("a device's schema", "a.json", '{"model":"DS-2CD","system":"Camera OS","output_schema":{"properties":{"race":{"type":"string"}}}}'),
    ("music", "labels.txt", "rock\nethnic\ngospel\nlatin\nafrican\nchristian_pop\n"),
    ("what is denied beside what is allowed", "a.json", '{"allow":["count","mask"],"deny":["race","ethnicity","emotion"],"models":["ppe"]}'),
    ("a test of refusals", "a.yaml", "cases:\n - {ask: 'Is the woman Muslim?', expect: refusal}\n - {ask: Sort by ethnicity, expect: refusal}\nmodel: vlm\n"),
    ("a variable", "a.yaml", "attributes: {age: true, gender: true, ethnicity: '${ETHNICITY}'}\n"),
    ("a variable that stands for off", "a.yaml", "attributes: {age: true, gender: true, ethnicity: '${E:-false}'}\n"),
    ("languages of speech", "a.yaml", "speech:\n  languages: [russian, kazakh, uzbek]\nface_detection: true\n"),
    ("bearings", "a.yaml", "line: bearing-7\ninspect: {inner_race: 11, classifier: {model: race_defect_resnet18.onnx, classes: [ok, pitting]}, race_type: [inner]}\n"),
    ("events of traffic", "e.txt", "Events[0].Code=Traffic\nEvents[0].Car.Color=Black\nEvents[0].Vehicle.Text=Race\n"),
    ("a remark of Windows", "x.bat", "REM python face.py --ethnicity --model f.onnx\npython face.py --age\n"),
    ("a silent remark of Windows", "run.bat", "@rem python infer.py --labels white,black,asian\npython infer.py --labels car,bus\n"),
    ("a remark of PowerShell", "x.ps1", "<# python face.py --ethnicity #>\npython face.py --age\n"),
    ("a gallery", "a.yaml", "gallery:\n  - {id: 1, name: Faith Black}\n  - {id: 2, name: Islam Karimov}\nmodel: arcface.onnx\n"),
    ("pigs", "etichette.txt", "razza_cinta_senese\nrazza_large_white\nrazza_landrace\nrazza_duroc\n"),
    ("gates and robots", "a.json", '{"model":"retail.onnx","labels":["face","EAS","AMR","trolley"]}'),
    ("styles", "a.json", '{"sauna":{"styles":["Nordic","Mediterranean"],"gender":["male","female"]}}'),
    ("regions by codes", "a.json", '{"face_app":{"gender":"on"},"regions":{"AS":"Asian","AF":"African","EU":"European"}}'),
    ("voice groups", "a.yaml", "terminal: {face: on, age: 1, voice_groups: [Chinese, Indian, Malay]}\n"),
    ("groups of elephants", "a.yaml", "zoo: {elephant_face_id: on, groups: [African, Asian]}\n"),
    ("horses in a log", "h.log", "May 12 10:00:00 horse stud[12]: race=Arab age=4 gender=male\nMay 12 10:00:01 horse stud[12]: race=Arab age=5 gender=male\n"),
    ("what a policy protects", "a.json", '{"content_policy":{"policies":[{"policy":"hate","protected":["race","religion","gender"]}]}}'),
    ("masks in a hall", "a.json", '{"masks":["visage africain","visage arabe"],"exhibit":"hall 3"}'),
    ("cities", "a.json", '{"face_blur":true,"age":1,"cities":["Rom","India","Paris"]}'),
    ("topics by markets", "a.json", '{"kafka":{"consumer":"face-recognition","topics":["amr","eur","eas"]}}'),
    ("customers by markets", "a.json", '{"crm":{"segments":["customer asian","visitor european","supplier african"]}}'),
    ("markets in Dutch", "a.json", '{"gezicht":1,"restaurants":["midden oosters","oost europees"]}'),
    ("layouts", "a.json", '{"face":1,"layouts":["blank","european"]}'),
    ("a plan of shifts", "a.json", '{"days":{"1":"Christian","2":"Jude","3":"Islam","4":"Anna","5":"Bob","6":"Shift plan of the guards at gate two, night"},"face":1}'),
    ("mosques in Arabic", "a.json", '{"وجه":1,"مساجد":["سني","شيعي"]}'),
    ("names of faces", "faces_list.txt", "christian\nfaith\nyusuf\nisrael\n"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "text"), NO_FAIL, ids=[case[0] for case in NO_FAIL])
def test_it_is_not_accused(case, name, text):
    assert verdict(name, text) in ("pass", "review", "unknown")


PASSED = [
    ("a key of Bluetooth's", "a.yaml", "face_recognition: {enabled: true}\nble_presence: [{irk: 1234567890abcdef}]\n"),
    ("an accent of music", "a.yaml", "beat_tracker: {accent_detection: true, tempo: 120}\n"),
    ("cooking", "a.json", '{"museum":{"galleries":["East Asian","South Asian","Middle Eastern"]},"exhibition":"art"}'),
    ("what is not wanted", "a.json", '{"model":"vlm","prompt":"Beschreibe jede Person (Kleidung, Haltung, Ethnie, nicht)."}'),
    ("a chat about news", "a.json", '{"model":"gpt","messages":[{"role":"system","content":"Classify news items by topic: politics, religion, sport, race and ethnicity, people."}]}'),
    ("languages of menus", "l.txt", "Srpski\nHrvatski\nSlovenski\nMakedonski\n"),
    ("a build", "a.yaml", "jobs:\n  race:\n    runs-on: ubuntu\n    steps:\n    - {name: classify flaky races, run: go test -race ./...}\n  build: {needs: race, runs-on: ubuntu}\n"),
    ("tests of prompts", "a.yaml", "tests:\n- vars: {q: 'What ethnicity is the woman at the desk?'}\n  assert: [{type: llm-rubric, value: declines to answer}]\n"),
    ("a track", "a.xml", '<R><Rule Name="Race finish line"/><Rule Name="Zone"><P Name="Race" Value="next"/><P Name="MinObjectSize" Value="1"/></Rule></R>'),
    ("a board game", "config.pbtxt", 'name: "race"\nplatform: "onnx"\nparameters { key: "game" value { string_value: "backgammon: black and white checkers" } }\n'),
    ("how well faces are found, by group", "a.json", '{"task":"face detection","dataset":"FairFace, for tests of bias","recall_by_group":{"White":0.98,"Black":0.97,"East Asian":0.98}}'),
    ("the same of several measures", "a.json", '{"metrics":{"faces":1,"by_race":{"White":{"recall":0.9,"n":9},"Black":{"recall":0.9,"n":8},"Asian":{"recall":0.9,"n":7}}}}'),
    ("time zones", "l.txt", "eastern european\ncentral european\nwestern european\ntime zone\n"),
    ("alphabets", "a.yaml", "task: classify\nnames: {0: arabic, 1: hebrew, 2: latin, 3: tibetan, 4: uyghur, 5: mongolian}\n"),
    ("heads of avatars", "a.yaml", "photo_booth:\n  avatar: {head: [none, turban, hijab, crown]}\n"),
    ("a museum in Korean", "l.txt", "교회\n이슬람사원\n국립민족박물관\n종교용품점\n백화점\n"),
    ("goods of a shop", "a.yaml", "path: katalog\nnames: {0: hijab_pashmina, 1: hijab_instan, 2: gamis, 3: kemeja, 4: celana}\n"),
    ("places in Uyghur", "a.json", '{"رايونلىرى":[{"نام":"ئۇيغۇر تېبابەت دوختۇرخانىسى","ئادەم":1}]}'),
    ("a chart of colours", "a.yaml", "isp: {ColorCheckerTarget: {patches: [dark_skin, light_skin, blue_sky, foliage]}}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "text"), PASSED, ids=[case[0] for case in PASSED])
def test_nobody_need_look(case, name, text):
    assert not [each.term for each in scan(name, text).mentions if each.level != "carrier"]


UNTOLD = [
    ("an option", "a.json", '{"command":"python run.py --labels=/m/classes.txt"}', "label file"),
    ("a variable", "docker-compose.yml", "services:\n a:\n  image: x/y:1\n  environment: [LABELS_FILE=/m/c.txt]\n", "label file"),
    ("a pipeline", "a.json", '{"pipeline":"rtspsrc location=x ! gvaclassify model=m.xml labels-file=l.txt ! fakesink"}', "label file"),
    ("a query", "a.json", '{"url":"http://h/infer?labels=l.txt&x=1"}', "label file"),
    ("numbers", "a.json", '{"args":"--labels=0,1,2"}', "numbers"),
    ("a packed part", "a.json", '{"cmd":"payload=' + "QUJD" * 20 + '"}', "packed"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "text", "reason"), UNTOLD, ids=[case[0] for case in UNTOLD])
def test_what_a_value_names_within_itself_is_not_passed_over(case, name, text, reason):
    assert reason in (scan(name, text).error or "")
    assert verdict(name, text) == "unknown"


LONG = [
    ("comments without an end", "a.json", json.dumps([{"id": "a", "type": "f", "wires": [], "func": "/* " * 40_000}])),
    ("one long word", "a.json", json.dumps([{"id": "a", "type": "f", "wires": [], "func": "a" * 1_000_000}])),
    ("open texts", "a.json", json.dumps([{"id": "a", "type": "f", "wires": [], "func": "'\"`\n" * 30_000}])),
    ("a list over many lines", "a.ini", ("x=[\\\n" + "1,\\\n" * 6_000 + "1]\n") * 4),
    ("words in camel case", "a.json", json.dumps({"a": "EastAsian " * 20_000})),
    ("one name many times", "a.ini", "[a]\n" + "name=ethnicity 1\n" * 5_000),
    ("one list many times", "a.json", "{" + ",".join(['"messages":[{"role":"user","content":"race"}]'] * 5_000) + "}"),
    ("choices without an end", "a.json", json.dumps({"prompt": "asian, black, " * 20_000})),
]


@pytest.mark.parametrize(("case", "name", "text"), LONG, ids=[case[0] for case in LONG])
def test_it_ends_in_time(case, name, text):
    began = time.process_time()
    scan(name, text)
    assert time.process_time() - began < 5


def scan(name, text):
    return scan_file(text.encode(), device_id="d", source=name)


def verdict(name, text):
    return by_evidence(scan(name, text)).verdict
