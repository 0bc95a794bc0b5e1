"""Metrics for monitoring: a file in Prometheus' text format about the last run and every source."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from diaspora_dw import clock
from diaspora_dw.inspecting.health import Health, SourceHealth
from diaspora_dw.running.report import RunReport


def write_metrics(path: Path, report: RunReport, health: Health | None) -> None:
    """Replace the file, whole or not at all; without sources if their health is not known.

    Raises `OSError` if the file cannot be written.
    """
    registry = CollectorRegistry()
    _describe_run(registry, report)
    if health is not None:
        _describe_sources(registry, health.sources)
    write_to_textfile(str(path), registry)


def _describe_run(registry: CollectorRegistry, report: RunReport) -> None:
    def gauge(name: str, what: str, value: float) -> None:
        Gauge(f"diaspora_dw_run_{name}", what, registry=registry).set(value)

    gauge("timestamp_seconds", "When the last run ended, in seconds since 1970.", clock.now().timestamp())
    gauge("success", "Whether the last run succeeded: 1 or 0.", report.outcome == "succeeded")
    gauge("exit_code", "The exit code of the last run.", report.exit_code)
    gauge("duration_seconds", "How long the last run took.", report.seconds)


def _describe_sources(registry: CollectorRegistry, sources: list[SourceHealth]) -> None:
    def gauge(name: str, what: str, *more: str) -> Gauge:
        return Gauge(f"diaspora_dw_source_{name}", what, ("source", "subject", *more), registry=registry)

    current = gauge("is_current", "Whether a real release of the source is in use, not a sample: 1 or 0.")
    stale = gauge("is_stale", "Whether its publisher has not confirmed it for too long: 1 or 0.")
    confirmed = gauge("confirmed_timestamp_seconds", "When its publisher last confirmed it.")
    age = gauge("age_seconds", "Seconds from that confirmation to the end of the last run.")
    allowed = gauge("allowed_age_seconds", "The highest age before it counts as stale.")
    rows = gauge("rows", "The rows of the release in use.")
    failing = gauge("failing_checks", "Checks that found something in the release in use.", "severity")
    for source in sources:
        labels = (source.source, source.subject)
        current.labels(*labels).set(source.is_current)
        stale.labels(*labels).set(source.is_stale)
        allowed.labels(*labels).set(source.allowed_age.total_seconds())
        rows.labels(*labels).set(source.rows or 0)
        if source.age is not None:
            age.labels(*labels).set(source.age.total_seconds())
            confirmed.labels(*labels).set((clock.now() - source.age).timestamp())
        for severity, number in source.failing_checks.items():
            failing.labels(*labels, severity).set(number)
