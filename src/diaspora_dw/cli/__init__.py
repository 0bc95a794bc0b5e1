"""The command line, `diaspora-dw`: each command lives in a module of its name; errors become exit codes here."""

import ast
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from diaspora_dw import __version__
from diaspora_dw.cli.logs import LogFormat, set_up_logging
from diaspora_dw.errors import DiasporaError, ExitCode

COMMANDS = (
    "run",
    "status",
    "db",
    "sql",
    "factsheet",
    "site",
    "export",
    "scale",
    "countries",
    "check",
    "content",
    "health",
    "diff",
    "snapshot",
    "trace",
)


class LazyCommands(TyperGroup):
    """Import a command's module only to run it: between them the modules need seconds of imports.

    The list of commands is made from the docstrings in the modules' source text.
    """

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name) for name in COMMANDS}
        _show_what_to_write(self)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command that has nothing but its help, or None for an unknown name."""
        return TyperCommand(cmd_name, help=_read_help(cmd_name)) if cmd_name in self.commands else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command to run, its module imported, and the arguments left for it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name and command else None, rest


def load_command(name: str) -> Any:
    """Import the module of a command, or of a group of commands, and return the command."""
    module = import_module(f"diaspora_dw.cli.{name}")
    group: typer.Typer | None = getattr(module, "app", None)
    if group is None:
        group = typer.Typer(add_completion=False)
        group.command(name)(getattr(module, name))
    command = typer.main.get_command(group)
    command.epilog = "\n\n".join(("Examples:", *module.EXAMPLES))
    for leaf in (command, *getattr(command, "commands", {}).values()):
        _show_what_to_write(leaf)
    return command


def _show_what_to_write(command: Any) -> None:
    """Make the help say what to write instead of naming types of Python, such as `<bool>` and `<str>`.

    Nothing is written after a flag, and the name of an argument, in capitals, says what it is.
    """
    for parameter in command.get_params(typer.Context(command)):  # with --help, which no module declares
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
        elif parameter.param_type_name == "argument":
            parameter.metavar = parameter.metavar or parameter.name.upper()
            parameter.display_type_rich = lambda ctx: None


def _read_help(name: str) -> str | None:
    """Return the docstring of the function that is named like the command."""
    module = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
    functions = (node for node in module.body if isinstance(node, ast.FunctionDef))
    return next((ast.get_docstring(function) for function in functions if function.name == name), None)


app = typer.Typer(
    name="diaspora-dw",
    cls=LazyCommands,
    help="The diaspora warehouse: emigration, remittances and diaspora engagement in one PostgreSQL.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"diaspora-dw {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and detailed logs.")] = False,
    log_format: Annotated[
        LogFormat, typer.Option(help="Format of the log lines on standard error.")
    ] = LogFormat.TEXT,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    set_up_logging(log_format, debug=debug)


def call() -> int:
    """Run the command line, print any error, and return the documented exit code."""
    try:
        app()
    except SystemExit as ending:
        if ending.code == ExitCode.INTERRUPTED:  # which is what typer makes of Ctrl-C
            typer.echo("Interrupted.", err=True)
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except Exception as raised:
        error = _to_error(raised)
        if error is None or "--debug" in sys.argv:
            raise
        typer.secho("Error: ", fg="red", bold=True, err=True, nl=False)
        typer.echo(error, err=True)
        return error.exit_code
    return 0


def _to_error(raised: Exception) -> DiasporaError | None:
    """Return an error that says what to do next, or None if it is unexpected."""
    if isinstance(raised, DiasporaError):
        return raised
    import psycopg  # noqa: PLC0415 - only commands that use the database import it

    from diaspora_dw.database import explain  # noqa: PLC0415

    return explain(raised) if isinstance(raised, psycopg.Error) else None
