"""Every night: look at the cameras, read their configurations, judge, publish, tell."""

import datetime as dt
from typing import Any

from airflow.sdk import (
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    TriggerRule,
    dag,
    get_current_context,
    task,
)

from fairnotice_notifier import AuthorityNotifier

Reports = list[dict[str, Any] | None]


@dag(
    schedule=CronTriggerTimetable("0 2 * * *", timezone="UTC"),
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    on_failure_callback=[AuthorityNotifier()],
    default_args={
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=2),
        "execution_timeout": dt.timedelta(minutes=90),
        # What is set up wrongly stays wrong: say so at once instead of trying again.
        "retry_policy": ExceptionRetryPolicy([RetryRule("fairnotice.errors.ConfigurationError", RetryAction.FAIL)]),
    },
    params={
        "scope": Param("all", type="string", description="A registry source, or 'all' for every regular one."),
        "window_date": Param(None, type=["null", "string"], description="Day to audit (ISO); none: yesterday."),
        "as_of": Param(None, type=["null", "string"], description="Up to when archives are asked (ISO); none: now."),
    },
    tags=["fairnotice"],
    doc_md=__doc__,
)
def nightly_audit() -> None:
    """Sample and scan in batches, then judge each batch, publish, and send what is to be told."""

    @task
    def begin() -> list[dict[str, Any]]:
        from fairnotice.pipeline import steps

        context = get_current_context()
        params, run = context["params"], context["dag_run"]
        as_of = dt.datetime.fromisoformat(params["as_of"]) if params["as_of"] else None
        # The night's run closes the day that has ended: its archives have every slot of it.
        ended = run.run_after.date() - dt.timedelta(days=1)
        day = dt.date.fromisoformat(params["window_date"]) if params["window_date"] else ended
        return steps.begin(params["scope"], day, as_of)

    # A batch is cut for some 12 minutes (FAIRNOTICE_BATCH_MINUTES, 30 at most): a third of the time that it has.
    @task(pool="inference")
    def sample(order: dict[str, Any]) -> dict[str, Any]:
        from fairnotice.pipeline import steps
        from fairnotice_connections import credentials

        return steps.sample(order, steps.real_clock, credentials())

    @task(pool="cameras")
    def scan(order: dict[str, Any]) -> dict[str, Any]:
        from fairnotice.pipeline import steps
        from fairnotice_connections import credentials

        return steps.scan(order, steps.real_clock, credentials())

    # A batch that could not be looked at is judged by the facts that are there: it closes nothing.
    @task(trigger_rule=TriggerRule.ALL_DONE)
    def judge(order: dict[str, Any]) -> dict[str, Any]:
        from fairnotice.pipeline import steps

        return steps.judge(order)

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def publish(orders: list[dict[str, Any]], sampled: Reports, scanned: Reports, judged: Reports) -> dict[str, Any]:
        from fairnotice.pipeline import steps

        reports = {"sampled": list(sampled), "scanned": list(scanned), "judged": list(judged)}
        return steps.publish(orders, reports)

    @task
    def alert() -> dict[str, Any]:
        from fairnotice.pipeline import steps

        return steps.send(steps.real_clock())

    orders = begin()
    sampled, scanned, judged = sample.expand(order=orders), scan.expand(order=orders), judge.expand(order=orders)
    [sampled, scanned] >> judged
    publish(orders, sampled=sampled, scanned=scanned, judged=judged) >> alert()


nightly_audit()
