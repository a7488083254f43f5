import httpx


def test_an_uptime_monitor_learns_whether_a_night_was_missed_and_nothing_else(client: httpx.Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "freshness"}

    state = answer.json()["freshness"]
    assert client.get("/healthz", params={"fresh": "true"}).status_code == (503 if state == "late" else 200)


def test_the_page_can_say_what_is_late_since_when_and_why(client: httpx.Client) -> None:
    answer = client.get("/api/freshness").json()

    assert answer["state"] in {"ok", "warning", "late"}
    assert {"audit", "outbox", "purge"} <= {check["name"] for check in answer["checks"]}
    assert all(check["why"] for check in answer["checks"])


def test_prometheus_can_read_it(client: httpx.Client) -> None:
    told = client.get("/metrics")

    assert told.headers["content-type"].startswith("text/plain")
    assert 'fairnotice_late{about="",check="outbox"}' in told.text
