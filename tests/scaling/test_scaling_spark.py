"""The views on Spark: from the same definitions, with PostgreSQL's figures."""

import shutil
from pathlib import Path
from unittest import mock

import pytest
from sqlglot import parse_one

from diaspora_dw.errors import DiasporaError
from diaspora_dw.scaling import spark
from diaspora_dw.scaling.package import Package
from diaspora_dw.scaling.spark_sql import SPARK
from diaspora_dw.scaling.translation import translated_views
from tests.conftest import CallCommand

needs_java = pytest.mark.skipif(
    shutil.which("java") is None, reason="Spark needs Java, which is not installed"
)

SETTINGS = """\
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.executor.memory 1g
spark.log.level ERROR
spark.sql.shuffle.partitions 1
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.adaptive.enabled false
spark.sql.autoBroadcastJoinThreshold -1
spark.ui.showConsoleProgress false
spark.sql.warehouse.dir {folder}/warehouse
spark.hadoop.javax.jdo.option.ConnectionURL jdbc:derby:memory:metastore;create=true
spark.driver.memory 2g
spark.driver.extraJavaOptions -Dderby.system.home={folder} {java}
spark.executor.extraJavaOptions {java}
"""
JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC"
"""Compile fast rather than well, keep what is compiled, and collect garbage on one core: others run other tests."""


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """The environment of a Spark that listens on this machine alone and leaves nothing behind."""
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "spark-defaults.conf").write_text(SETTINGS.format(folder=tmp_path, java=JAVA))
    return {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_DIRS": str(tmp_path / "local")}


@needs_java
def test_every_view_equals_that_of_postgresql_on_a_cluster(
    command: CallCommand, package_folder: Path, tmp_path: Path, settings: dict[str, str]
) -> None:
    folder = tmp_path / "the ministry's export"
    shutil.copytree(package_folder, folder)
    made = command(
        "scale",
        "spark",
        "--package",
        str(folder),
        "--master",
        "local-cluster[2,1,1024]",
        "--json",
        database=None,
        environment=settings,
        seconds=1200,
    )
    assert made.code == 0, made.err
    report = made.json()
    print(f"{report['views']} views on Spark: {report['differing_rows'] or 'all equal'}")
    assert report["views"] == len(Package.read(package_folder).views) > 50


def test_without_java_the_command_says_so(command: CallCommand, package_folder: Path, tmp_path: Path) -> None:
    failed = command(
        "scale",
        "spark",
        "--package",
        str(package_folder),
        "--master",
        "local[1]",
        database=None,
        environment={"JAVA_HOME": str(tmp_path)},
    )
    assert failed.code == 2
    assert "Install Java 17" in failed.err


@needs_java
def test_an_address_that_is_none_is_an_error(
    command: CallCommand, package_folder: Path, settings: dict[str, str]
) -> None:
    failed = command(
        "scale",
        "spark",
        "--package",
        str(package_folder),
        "--master",
        "nowhere",
        database=None,
        environment=settings,
    )
    assert failed.code == 2
    assert "no Spark session on nowhere" in failed.err
    assert "Check --master" in failed.err


def test_the_error_for_java_that_was_killed_says_what_to_remove(
    package_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = mock.Mock()
    session.catalog.databaseExists.return_value = False
    session.sql.side_effect = ConnectionRefusedError("Connection refused")
    monkeypatch.setattr(spark, "_connect", lambda _: session)
    with pytest.raises(DiasporaError, match="Spark ended early: Connection refused") as raised:
        spark.make_spark(Package.read(package_folder), "local[1]")
    assert "drop database if exists mart cascade; drop database if exists dw cascade" in raised.value.advice
    session.stop.assert_called_once_with()


@pytest.mark.skipif(shutil.which("java") is not None, reason="Spark itself reads them, above")
def test_every_view_is_sql_that_spark_can_parse(package_folder: Path) -> None:
    views = list(translated_views(package_folder, SPARK))
    assert len(views) > 50
    for view in views:
        if view.query:
            parse_one(view.query, read="spark")
