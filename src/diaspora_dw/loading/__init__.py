"""Loading a release beside the data in use, proving it, and publishing it whole: all the SQL that writes."""

from diaspora_dw.loading.check import Finding, SqlCheck, checks
from diaspora_dw.loading.publish import Candidate, PublishedRelease, RefusedReleaseError, publish

__all__ = ["Candidate", "Finding", "PublishedRelease", "RefusedReleaseError", "SqlCheck", "checks", "publish"]
