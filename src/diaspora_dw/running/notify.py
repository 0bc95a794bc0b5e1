"""Posts a run's report to a webhook. The address is treated as a secret: whoever knows it can post there."""

import json
import logging
from urllib.parse import urlsplit

import requests

from diaspora_dw.fetching.connection import LimitedSession
from diaspora_dw.running.report import RunReport

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10


def notify(url: str, report: RunReport) -> bool:
    """POST a run's report as JSON, once, and return whether that worked. A failure is logged and changes nothing."""
    document = json.dumps(report.model_dump(), default=str)
    try:
        with LimitedSession() as session:
            session.limits.begin(CONNECT_SECONDS + ANSWER_SECONDS)
            # The body of the answer is not needed, so it is not fetched. A redirect could lead anywhere.
            response = session.post(
                url,
                data=document.encode(),
                headers={"Content-Type": "application/json"},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                stream=True,
            )
            response.close()
        accepted = response.ok and not response.is_redirect
        problem = None if accepted else f"it answered {response.status_code}"
    except (requests.RequestException, ValueError) as error:
        problem = type(error).__name__  # its message contains the whole address
    if problem is not None:
        log.warning(
            "the report of the run could not be sent to the webhook at %s: %s. Check DIASPORA_DW_WEBHOOK_URL.",
            _host(url),
            problem,
        )
    return problem is None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "an address without a host"
    except ValueError:
        return "an address that cannot be parsed"
