"""Settings from the environment (prefix ``FAIRNOTICE_``); read at the rim, never at import."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """How this installation is set up. Every field can be set as ``FAIRNOTICE_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="FAIRNOTICE_", env_ignore_empty=True, frozen=True)

    home: Path = Field(PROJECT_ROOT / ".fairnotice", description="Folder for everything that a run makes.")
    database_url: SecretStr | None = Field(None, description="PostgreSQL address; none: the private cluster.")
    evidence_url: str | None = Field(None, description="Where evidence is kept: a folder or an fsspec URL (s3://...).")
    model_path: Path = Field(PROJECT_ROOT / "models" / "notice_detector.pt", description="Weights of the detector.")
    backend: Literal["auto", "torch", "onnxruntime", "openvino", "openvino-int8"] = Field(
        "auto", description="What computes the detector; auto: the fastest here, timed once and remembered."
    )
    recall_path: Path = Field(PROJECT_ROOT / "models" / "recall.json", description="Measured recall of the detector.")
    configurations: Path | None = Field(None, description="Folder that label-map paths in registries start from.")
    jurisdictions: Path | None = Field(None, description="GeoJSON of places that take precedence over the world map.")
    packs: str = Field("cn,eu,uk", description="Rule packs that the authority applies, by jurisdiction folder.")
    samples_per_window: int = Field(3, ge=1, le=24, description="Frames asked of each archive in a window.")
    batch_minutes: float = Field(12.0, gt=0, le=30, description="Minutes that a task's batch is expected to take.")
    judged_at_once: int = Field(200, ge=1, description="Cameras judged in one transaction.")
    network_threads: int = Field(64, ge=1, le=1024, description="Cameras that one task waits for at the same time.")
    frames_in_memory: int = Field(4, ge=1, description="Frames whose pixels one task holds at the same time.")
    host_at_once: int = Field(2, ge=1, description="Grabs of one host:port at the same time, by one task.")
    host_pause_s: float = Field(1.0, ge=0, description="Rest between two grabs of a device alone at its address, s.")
    grab_tries: int = Field(2, ge=1, le=3, description="Tries of one look in a task, where a fault may pass.")
    device_threads: int = Field(32, ge=1, description="Devices that one task asks for their configuration at once.")
    retention: Path | None = Field(None, description="YAML of periods in days, where the defaults do not fit.")
    evidence_window_days: int = Field(30, ge=1, description="How far back a judgement looks.")
    allowed_networks: str = Field("", description="Private networks that frame sources may be in, comma-separated.")
    allowed_ports: str = Field("", description="Ports of other services that cameras have here: 6000,6010-6019.")
    frames_url: str | None = Field(
        None, description="Root of an archive of pictures: a folder or an fsspec URL (s3://bucket/prefix)."
    )
    credentials: Path | None = Field(None, description="Folder of logins for cameras, one file each; none: no files.")
    deadline_s: float = Field(10.0, gt=0, description="Wall-clock limit of one frame, in seconds.")
    max_bytes: int = Field(16 * 1024 * 1024, ge=1024, description="Most bytes that one frame may take.")
    device_deadline_s: float = Field(60.0, gt=0, description="Wall-clock limit of asking one device, in seconds.")
    onvif_password: SecretStr | None = Field(None, description="Password of the device that a command asks.")
    max_pixels: int = Field(40_000_000, ge=1, description="Most pixels that one frame may have.")
    alert_recipients: str = Field("", description="Addresses or @domains that may be written to from here.")
    smtp_url: SecretStr | None = Field(None, description="smtp://user:password@host:port; none: local mailbox only.")
    alert_sender: str = Field("fairnotice@localhost", description="Address that messages come from.")
    authority_email: str = Field(
        "", description="Addresses of the authority's own people, comma-separated; none: the local mailbox."
    )
    audit_every_hours: float = Field(24.0, gt=0, description="Hours from one audit's day to that of the next.")
    audit_grace_hours: float = Field(8.0, ge=0, description="Hours after a day's end by which its audit has ended.")
    coverage_drop: float = Field(0.5, gt=0, lt=1, description="Share of the usual coverage whose loss is an alarm.")
    outbox_grace_hours: float = Field(2.0, gt=0, description="Hours that a message may wait past its time.")
    release_off_rules: str = Field("", description="Rules whose first message needs no inspector's release.")
    public_url: str | None = Field(
        None, description="Address under which operators reach this installation; none: messages carry no links."
    )
    authority_name: str = Field("Fairnotice", description="Who audits, as messages say it.")
    apprise_connection: str = Field(
        "", description="Airflow connection of Apprise by which the authority hears of runs that failed."
    )
    webhook_networks: str = Field("", description="Private networks that webhooks may be in, comma-separated.")
    smtp_tls_required: bool = Field(False, description="Refuse to hand mail to a server without TLS.")
    message_language: str | None = Field(
        None, description="Language of operators of whom the registry says none; none: that of their place."
    )
    digest_hour: int = Field(6, ge=0, le=23, description="Hour (UTC) at which what an operator is told is gathered.")
    at_once: str = Field(
        "", description="What is told at once: rules, or severities as severity:high, comma-separated."
    )
    reminder_days: str = Field("1,7", description="Days after a message at which it is repeated if nothing happened.")
    fix_days: int = Field(30, ge=1, description="Days that an operator is given to put something right.")
    fix_days_by_rule: str = Field("", description="Other days for single rules: eu.gdpr.notice=14, comma-separated.")
    photo_requests: bool = Field(True, description="Ask sites whose notice was not seen for a photo of it.")
    photo_request_days: int = Field(30, ge=1, description="Days between two requests for one site.")
    photo_request_times: int = Field(3, ge=1, description="Requests for one site in all.")
    photo_request_sites: int = Field(20, ge=1, description="Sites that one operator is asked about in a night.")
    trusted_proxies: str = Field(
        "", description="Addresses of proxies whose word on where a request comes from is believed, comma-separated."
    )
    requests_per_minute: int = Field(
        1200, ge=0, description="Requests that one viewer of the map may make in a minute; 0: any number."
    )
    public_view: bool = Field(False, description="Whether everybody may see counts by district without signing in.")
    public_cameras: bool = Field(
        False, description="Whether everybody who may see counts may see single cameras too, without evidence."
    )
    oidc_issuer: str | None = Field(
        None, description="Provider of OpenID Connect that people sign in at: https://...; none: by password alone."
    )
    oidc_client_id: str = Field("", description="What the provider calls this installation.")
    oidc_client_secret: SecretStr | None = Field(None, description="Secret of this installation at the provider.")
    oidc_scopes: str = Field("openid email", description="What the provider is asked for.")
    oidc_claim: str = Field("email", description="Claim by which accounts are found: email (verified), sub, ...")
    oidc_label: str = Field("", description="What the button says; none: 'Sign in with your organisation'.")
    backup_passphrase: SecretStr | None = Field(
        None, description="Encrypts the signing key in backups; none: left out."
    )
    second_inspector_rules: str = Field("", description="Rules that two inspectors overrule only, or 'all'.")
    map_style_url: str | None = Field(None, description="MapLibre style of a base map; none: the plain offline one.")
    base_map_extra: Path | None = Field(None, description="GeoJSON drawn on the plain base map: streets, blocks.")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
