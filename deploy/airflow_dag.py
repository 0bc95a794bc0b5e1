"""Run the job as a DAG of Airflow 3. Put this file into its folder of DAGs, and set DATABASE_URL for its workers.

The task `health` decides whether to raise an alarm: a publisher that is down for one morning is no reason for one.
"""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG(
    "diaspora_dw",
    schedule="30 5 * * *",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
):
    run = BashOperator(
        task_id="run",
        bash_command="diaspora-dw --log-format json run --wait 600 --deadline 3000",
        retries=1,
        retry_delay=timedelta(hours=1),
        execution_timeout=timedelta(hours=1),
    )
    health = BashOperator(task_id="health", bash_command="diaspora-dw health", trigger_rule="all_done")
    run >> health
