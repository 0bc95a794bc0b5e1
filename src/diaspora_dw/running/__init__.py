"""Running the ETL: one run at a time, every step on record, every source on its own."""

from diaspora_dw.running.report import Outcome, RunReport, StepReport
from diaspora_dw.running.runner import RunOptions, run

__all__ = ["Outcome", "RunOptions", "RunReport", "StepReport", "run"]
