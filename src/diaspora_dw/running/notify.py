"""Tells a webhook how a run ended. The address is a secret: whoever knows it can post there."""

import json
import logging
from urllib.parse import urlsplit

import requests

from diaspora_dw.running.report import RunReport

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10


def notify(url: str, report: RunReport) -> bool:
    """POST a run's report as JSON, once; whether that worked. What went wrong is logged and changes nothing."""
    try:
        # The answer's body is of no interest: it is not fetched. A redirect could lead anywhere.
        with requests.post(
            url,
            data=json.dumps(report.as_json(), default=str).encode(),  # findings show sums and moments
            headers={"Content-Type": "application/json"},
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            said = None if response.ok and not response.is_redirect else f"it answered {response.status_code}"
    except (requests.RequestException, ValueError) as error:
        said = type(error).__name__  # its words hold the whole address
    if said is not None:
        log.warning("the webhook at %s was not told of the run: %s", _host(url), said)
    return said is None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "an address without a host"
    except ValueError:
        return "an address that cannot be read"
