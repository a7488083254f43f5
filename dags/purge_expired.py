"""Every day: take away what has been kept for its period, and leave a proof of what was purged."""

import datetime as dt

from airflow.sdk import CronTriggerTimetable, ExceptionRetryPolicy, RetryAction, RetryRule, dag, task

from fairnotice_notifier import AuthorityNotifier


@dag(
    schedule=CronTriggerTimetable("0 5 * * *", timezone="UTC"),
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    on_failure_callback=[AuthorityNotifier()],
    default_args={
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=10),
        # It works in small transactions, so that what a run does not finish, the next one does.
        "execution_timeout": dt.timedelta(hours=3),
        # What is set up wrongly stays wrong: say so at once instead of trying again.
        "retry_policy": ExceptionRetryPolicy([RetryRule("fairnotice.errors.ConfigurationError", RetryAction.FAIL)]),
    },
    tags=["fairnotice"],
    doc_md=__doc__,
)
def purge_expired() -> None:
    """Carry out the retention."""

    @task
    def purge() -> dict[str, int]:
        from fairnotice.pipeline import steps

        return steps.purge(steps.real_clock())

    purge()


purge_expired()
