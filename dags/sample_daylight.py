"""Through the day: look at live cameras, at times drawn from each one's daylight."""

import datetime as dt
from typing import Any

from airflow.sdk import (
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    dag,
    get_current_context,
    task,
)

from fairnotice_notifier import AuthorityNotifier
from fairnotice_timetable import DaylightTimetable


@dag(
    schedule=DaylightTimetable.of_installation(),
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    on_failure_callback=[AuthorityNotifier()],
    default_args={
        "retries": 1,
        "retry_delay": dt.timedelta(minutes=2),
        "execution_timeout": dt.timedelta(minutes=40),
        # What is set up wrongly stays wrong: say so at once instead of trying again.
        "retry_policy": ExceptionRetryPolicy([RetryRule("fairnotice.errors.ConfigurationError", RetryAction.FAIL)]),
    },
    params={"scope": Param("all", type="string", description="A registry source, or 'all' for every regular one.")},
    tags=["fairnotice"],
    doc_md=__doc__,
)
def sample_daylight() -> None:
    """Find the batches with a camera that is due, and look at it; the night's audit judges what was seen."""

    @task
    def begin() -> list[dict[str, Any]]:
        from fairnotice.pipeline import steps

        return steps.begin_daylight(get_current_context()["params"]["scope"], steps.real_clock)

    @task(pool="inference")
    def sample(order: dict[str, Any]) -> dict[str, Any]:
        from fairnotice.pipeline import steps
        from fairnotice_connections import credentials

        return steps.sample_daylight(order, steps.real_clock, credentials())

    sample.expand(order=begin())


sample_daylight()
