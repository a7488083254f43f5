"""Notifiers in real runs of Airflow: what a run that fails tells, to whom, and how often."""

from __future__ import annotations

import email
import email.policy
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from fakes.webhook_receiver import Receiver
from ops.places import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

FAILING = """
import os
os.environ["FAIRNOTICE_RETENTION"] = "/nowhere/retention.yaml"
from airflow.dag_processing.dagbag import DagBag
run = DagBag("dags").dags["purge_expired"].test()
print("state:", run.state)
"""
OTHERS = """
import asyncio, datetime as dt
from types import SimpleNamespace
from fairnotice_notifier import MailboxNotifier, WebhookNotifier
run = SimpleNamespace(dag_id="tea", run_id="monday", state="success")
context = {{"dag_run": run, "dag": None, "run_id": "monday"}}
for notifier in (MailboxNotifier(subject="{{{{ dag_run.dag_id }}}} is ready"), WebhookNotifier({number}, text="Done.")):
    notifier(dict(context))
    asyncio.run(notifier.async_notify(dict(context)))
"""


def mailbox(home):
    files = sorted(Path(home, "mailbox").glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def test_a_run_that_fails_is_told_to_the_authority_once(in_airflow, airflow_env):
    printed = in_airflow(FAILING)
    assert "state: failed" in printed

    told = [each for each in mailbox(airflow_env["FAIRNOTICE_HOME"]) if "purge_expired" in each["Subject"]]
    (message,) = told
    assert message["Subject"] == "Fairnotice: purge_expired failed"
    assert "purge_expired" in message.get_content()


def test_other_dags_can_tell_by_mailbox_and_webhook_and_a_repeat_is_known_as_one(in_airflow, airflow_env, database_url):
    given = {**airflow_env, "FAIRNOTICE_WEBHOOK_NETWORKS": "127.0.0.1/32"}
    with Receiver() as receiver:
        added = subprocess.run(
            [
                str(Path(sys.executable).with_name("fairnotice")),
                "webhooks",
                "add",
                "--authority",
                "--url",
                receiver.url,
            ],
            check=True,
            cwd=ROOT,
            env=given,
            capture_output=True,
            text=True,
        )
        receiver.secret = added.stdout.strip()
        with psycopg.connect(database_url) as connection:
            (number,) = connection.execute("SELECT max(endpoint_id) FROM fairnotice.webhook_endpoint").fetchone()
        code = 'import os; os.environ["FAIRNOTICE_WEBHOOK_NETWORKS"] = "127.0.0.1/32"\n' + OTHERS.format(number=number)
        try:
            in_airflow(code)
        finally:
            with psycopg.connect(database_url) as connection:
                connection.execute("DELETE FROM fairnotice.webhook_endpoint")

    assert [each["Subject"] for each in mailbox(airflow_env["FAIRNOTICE_HOME"])].count("tea is ready") == 1
    assert len(receiver.attempts) == 2
    ((_, event),) = receiver.taken.items()
    assert (event["type"], event["data"]["text"]) == ("fairnotice.note", "Done.")


APPRISE = """
import json, os, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from fairnotice_notifier import AppriseNotifier, AuthorityNotifier
from fairnotice.errors import DeliveryError

class Chat(BaseHTTPRequestHandler):
    status = 200
    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print("chat:", said["title"], "|", said["message"].splitlines()[0])
        self.send_response(self.status)
        self.end_headers()
    def log_message(self, *_):
        pass

chat = HTTPServer(("127.0.0.1", 0), Chat)
threading.Thread(target=chat.serve_forever, daemon=True).start()
path = f"json://user:{'a word that nobody reads'.replace(' ', '-')}@127.0.0.1:{chat.server_address[1]}/"
os.environ["AIRFLOW_CONN_CITY_CHAT"] = json.dumps({"conn_type": "apprise", "extra": {"config": {"path": path}}})
os.environ["FAIRNOTICE_APPRISE_CONNECTION"] = "city_chat"
context = {"dag_run": SimpleNamespace(dag_id="coffee", run_id="friday", state="failed"), "dag": None}
AppriseNotifier("city_chat", text="Is ready.")(dict(context))
AuthorityNotifier()(dict(context))
Chat.status = 500
try:
    AppriseNotifier("city_chat", text="Again.").notify(dict(context))
except DeliveryError as error:
    print("refused:", error)
AuthorityNotifier(subject="nobody took it")(dict(context))
"""


def test_a_chat_is_told_through_airflows_apprise_and_what_it_does_not_take_stays_here(in_airflow, airflow_env):
    printed = in_airflow(APPRISE)

    assert "chat: Fairnotice: coffee failed | Is ready." in printed
    assert "chat: Fairnotice: coffee failed | The run friday of the DAG coffee: failed." in printed
    assert "refused: not every service of the Airflow connection 'city_chat' took the note" in printed
    assert "nobody-reads" not in printed
    assert [each["Subject"] for each in mailbox(airflow_env["FAIRNOTICE_HOME"])].count("nobody took it") == 1
    assert printed.count("the authority was not told by Apprise") == 1
