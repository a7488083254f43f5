"""On demand: bring the cameras of one source to the state of a feed, difference first."""

import datetime as dt

from airflow.sdk import ExceptionRetryPolicy, Param, RetryAction, RetryRule, dag, get_current_context, task


@dag(
    schedule=None,
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 1,
        "retry_delay": dt.timedelta(minutes=5),
        "execution_timeout": dt.timedelta(minutes=60),
        # What is set up wrongly stays wrong: say so at once instead of trying again.
        "retry_policy": ExceptionRetryPolicy([RetryRule("fairnotice.errors.ConfigurationError", RetryAction.FAIL)]),
    },
    params={
        "feed": Param(type="string", description="File or http(s) address of the registry."),
        "source": Param(type="string", description="Name of the source, part of each camera's id."),
        "format": Param(None, type=["null", "string"], description="csv, geojson, osm, tfl or json; none: by content."),
        "mode": Param("regular", enum=["regular", "simulated", "exercise"]),
        "access_granted_by": Param(None, type=["null", "string"], description="Who allowed contact; none: nobody."),
        "access_until": Param(None, type=["null", "string"], description="Last day of that (ISO)."),
        "networks": Param(
            None, type=["null", "string"], description="Private networks of these cameras alone; none: as before."
        ),
        "dry_run": Param(False, type="boolean", description="Only show the difference."),
        "accept_gone": Param(False, type="boolean", description="Let go of cameras that the feed no longer lists."),
    },
    tags=["fairnotice"],
    doc_md=__doc__,
)
def import_registry() -> None:
    """Read a feed, show the difference, then write it."""

    @task
    def difference() -> str:
        from fairnotice.pipeline import steps

        return steps.import_registry({**get_current_context()["params"], "dry_run": True}, steps.real_clock())

    @task
    def write() -> str:
        from fairnotice.pipeline import steps

        return steps.import_registry(dict(get_current_context()["params"]), steps.real_clock())

    difference() >> write()


import_registry()
