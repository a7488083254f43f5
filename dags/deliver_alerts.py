"""Every ten minutes: send what the outbox holds ready, and try again what could not be sent."""

import datetime as dt
from typing import Any

from airflow.sdk import CronTriggerTimetable, ExceptionRetryPolicy, RetryAction, RetryRule, dag, task

from fairnotice_notifier import AuthorityNotifier


@dag(
    schedule=CronTriggerTimetable("*/10 * * * *", timezone="UTC"),
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    on_failure_callback=[AuthorityNotifier()],
    default_args={
        "retries": 1,
        "retry_delay": dt.timedelta(minutes=1),
        "execution_timeout": dt.timedelta(minutes=30),
        # What is set up wrongly stays wrong: say so at once instead of trying again.
        "retry_policy": ExceptionRetryPolicy([RetryRule("fairnotice.errors.ConfigurationError", RetryAction.FAIL)]),
    },
    tags=["fairnotice"],
    doc_md=__doc__,
)
def deliver_alerts() -> None:
    """Empty the outbox."""

    @task
    def send() -> dict[str, Any]:
        from fairnotice.pipeline import steps

        return steps.send(steps.real_clock())

    send()


deliver_alerts()
