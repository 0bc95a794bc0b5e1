"""Makes two databases of an export in Spark's catalogue: the views of the warehouse over its Parquet files."""

import os
import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from sqlglot import exp

from diaspora_dw.errors import DiasporaError, UsageError
from diaspora_dw.scaling.comparison import comparison
from diaspora_dw.scaling.package import Package
from diaspora_dw.scaling.spark_sql import SPARK
from diaspora_dw.scaling.translation import TranslatedView, translated_views

_DATABASES = ("dw", "mart")
_REMOVE = "spark-sql -e 'drop database if exists mart cascade; drop database if exists dw cascade'"


def make_spark(package: Package, master: str) -> dict[str, int]:
    """Create the databases `dw` and `mart`, and return for each view how many rows differ from PostgreSQL's.

    Raises `UsageError` if one of them exists, or Java or the master is not there.
    """
    session = _connect(master)
    try:
        for database in _DATABASES:
            if session.catalog.databaseExists(database):
                raise UsageError(
                    f"Spark's catalogue has a database {database} already",
                    advice=f"If dw and mart are yours, remove them: {_REMOVE}",
                )
        try:
            return _compare(session, package, _create_views(session, package))
        except BaseException:
            try:
                for database in _DATABASES:
                    session.sql(f"drop database if exists {database} cascade")
            except (Py4JError, PySparkException, OSError) as lost:
                raise DiasporaError(
                    f"Spark ended early: {_first_line(lost)}",
                    advice="Look at Spark's own messages above. Remove what its catalogue may have kept: "
                    f"{_REMOVE}. Then try again.",
                ) from lost
            raise
    except (Py4JError, PySparkException, OSError) as error:
        raise DiasporaError(
            f"Spark failed: {_first_line(error)}",
            advice=f"Every machine of the cluster has to read {package.folder.resolve()}. "
            "Look at Spark's own messages above, then try again.",
        ) from error
    finally:
        with suppress(OSError):  # Java itself has ended
            session.stop()


def _connect(master: str) -> SparkSession:
    """Return a session whose catalogue outlives it. Spark itself gives up on a master that does not answer."""
    java = Path(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"
    if shutil.which(java) is None:
        raise UsageError("Spark needs Java, which was not found", advice="Install Java 17, or set JAVA_HOME.")
    try:
        return (
            SparkSession.builder.master(master)
            .appName("diaspora-dw scale spark")
            .config("spark.ui.enabled", value=False)
            .config("spark.log.level", "ERROR")
            .config("spark.sql.session.timeZone", "UTC")
            .enableHiveSupport()
            .getOrCreate()
        )
    except (Py4JJavaError, PySparkException) as error:
        reason = _first_line(error)
        if "stopped SparkContext" in reason:  # how Spark puts it that no master answered
            reason = "Spark gave up connecting"
        raise UsageError(
            f"no Spark session on {master}: {reason}",
            advice="Check --master, for example spark://HOST:7077 or local[2], and Spark's own messages above.",
        ) from error


def _create_views(session: SparkSession, package: Package) -> list[TranslatedView]:
    """Create the databases; return their views, each after those that it reads."""
    for database in _DATABASES:
        session.sql(f"create database {database}")
    for name, table in package.tables.items():
        if name.startswith("dw."):
            location = exp.Literal.string(str(table.file)).sql("spark")
            # Hive itself knows no table of a single file: Spark would log a failed attempt for each.
            session.sql(
                f"create table {name} using parquet options (skipHiveMetadata true) location {location}"
            )
    views = list(translated_views(package.folder, SPARK))
    for view in views:
        session.sql(f"create view {view.name} as {_query(view, package)}")
    return views


def _compare(session: SparkSession, package: Package, views: Sequence[TranslatedView]) -> dict[str, int]:
    """Return for each published view how many rows differ.

    Spark would plan and compute a view anew for every view that reads it. Here each is computed once, and the others
    read its rows.
    """
    read = {name for view in views for name in view.reads}
    computed: dict[str, str] = {}
    differing: dict[str, int] = {}
    for view in views:
        query = _query(view, package)
        for name in view.reads & computed.keys():
            query = re.sub(rf"\b{re.escape(name)}\b", computed[name], query)
        frame = session.sql(query)
        if view.name in read:
            frame = frame.localCheckpoint()
        computed[view.name] = view.name.replace(".", "_computed_")
        frame.createOrReplaceTempView(computed[view.name])
        if published := package.tables.get(view.name):
            rows = comparison(
                computed[view.name], _quoted(published.file), published.fields, package.grain(published)
            )
            ((differing[view.name],),) = session.sql(rows).collect()
    return differing


def _query(view: TranslatedView, package: Package) -> str:
    return view.query or f"select * from {_quoted(package.tables[view.name].file)}"  # noqa: S608 - a file of the export


def _quoted(file: Path) -> str:
    """Return a file as Spark's SQL names it."""
    return "parquet.`" + str(file).replace("`", "``") + "`"


def _first_line(error: Exception) -> str:
    """Return the first line of an error that says something: a Java error opens with where Python was."""
    cause = error.java_exception.getMessage() if isinstance(error, Py4JJavaError) else str(error)
    return cause.strip().splitlines()[0]
