"""`make audit`: the nightly audit of the invented town over five simulated days, through Airflow.

Run inside ``ops/airflow-run``. Nothing about the findings is written here: the town's cameras serve
drawn pictures, and what the audit says of them comes out of the pipeline that production runs.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from pathlib import Path

from fairnotice.errors import FairnoticeError
from ops import farm
from ops.places import ROOT, home
from ops.simulation import audit_days

SCOPE = "demo"
TOWN = ROOT / "tests" / "fakes" / "town"
TOWN_SETTINGS = {
    "FAIRNOTICE_CONFIGURATIONS": str(TOWN / "configurations"),
    "FAIRNOTICE_JURISDICTIONS": str(TOWN / "jurisdictions.geojson"),
    "FAIRNOTICE_ALLOWED_NETWORKS": "127.0.0.1/32",
    "FAIRNOTICE_AUTHORITY_NAME": "Lindhaven audit office (simulated)",
}


def run() -> None:
    """Serve the town, import its registry, audit its days, and say what was found."""
    from fairnotice.cli.auditing import print_summary
    from fairnotice.pipeline import steps
    from fakes import town

    started = time.monotonic()
    with farm.serving(["--town"]) as port:
        say(f"the invented town's cameras answer on 127.0.0.1:{port}")
        registry = home() / "demo" / "registry.csv"
        registry.parent.mkdir(exist_ok=True)
        registry.write_text(town.registry(port), encoding="utf-8")
        options = {"feed": str(registry), "source": SCOPE, "format": "csv", "mode": "simulated", "accept_gone": True}
        say(steps.import_registry(options, dt.datetime.now(dt.UTC)))
        divide()
        before = counts()
        audit_days(SCOPE, list(town.DAYS), home() / "logs" / "demo-audit.log")
        after = counts()
    say("added: " + ", ".join(f"{after[name] - before[name]} {name.replace('_', ' ')}" for name in after) + "\n")
    print_summary(SCOPE, town.DAYS[-1])
    say(
        f"\nThe map       make serve   (in Airflow's navigation, behind its login)"
        f"\nThe messages  make mail    ({after['alerts_held']} wait for an inspector's release)"
        f"\nOne camera    .venv/bin/fairnotice explain CAMERA"
        f"\ntook {time.monotonic() - started:.0f} s"
    )


def divide() -> None:
    """Give the town its districts."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.registry.districts import read_districts
    from fairnotice.store import districts

    with resources() as opened, opened.database.transaction() as connection:
        districts.replace(connection, SCOPE, read_districts(TOWN / "districts.geojson").districts)


def counts() -> dict[str, int]:
    """Count what is stored."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import audits

    with resources() as opened, opened.database.transaction() as connection:
        return audits.table_counts(connection)


def say(text: str) -> None:
    """Tell the user something at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the demonstration."""
    os.environ.update(TOWN_SETTINGS)
    sys.path.insert(0, str(Path(ROOT, "tests")))
    try:
        run()
    except FairnoticeError as error:
        sys.stderr.write(f"make audit: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
