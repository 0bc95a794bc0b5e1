"""docs/commands.md says of every command what its help says, and lists the exit codes.

It is generated: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/cli/test_cli_reference.py`.
"""

import os
from collections.abc import Iterator
from enum import Enum
from typing import Any

from typer.main import get_command

from diaspora_dw.cli import COMMANDS, app, load_command
from diaspora_dw.errors import ExitCode
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "commands.md"

HEAD = """# Commands

`diaspora-dw COMMAND --help` says the same. Options of all commands stand before the command's name, as in
`diaspora-dw --log-format json run`. A COUNTRY is a code or a name, as in `TJK`, `TJ` or `Tajikistan`. With `--json` a
command prints one JSON document on standard output.

Generated from the command line by `WRITE_DOCS=1 .venv/bin/python -m pytest tests/cli/test_cli_reference.py`.
"""
EXIT_CODES = """
## Exit codes

A command that uses one of them for a reason of its own says so above. If both 1 and 3 apply to a run, it exits with 3.

| code | meaning | what to do |
|---|---|---|"""


def describe_commands() -> str:
    """Return the page: the options of all commands, then each command, then the exit codes."""
    lines = [HEAD, "## Options of all commands", "", *_parameters(get_command(app))]
    for name in COMMANDS:
        command = load_command(name)
        inner = getattr(command, "commands", None)
        lines += ["", f"## {name}", "", *_paragraphs(command.help)]
        if inner is None:
            lines += ["", *_parameters(command)]
        for word, leaf in (inner or {}).items():
            lines += ["", f"### {name} {word}", "", *_paragraphs(leaf.help), "", *_parameters(leaf)]
        lines += ["", "```sh", *command.epilog.split("\n\n")[1:], "```"]
    codes = [f"| {code} | {code.meaning} | {code.advice or '–'} |" for code in ExitCode]
    return "\n".join([*lines, EXIT_CODES, *codes, ""])


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        yield from ([""] if number else []) + paragraph.splitlines()


def _parameters(command: Any) -> list[str]:
    rows = [
        f"| {_names(parameter)} | {_default(parameter)} | {parameter.help} |"
        for parameter in command.params
        if not parameter.hidden
    ]
    return (
        ["| argument or option | default | meaning |", "|---|---|---|", *rows]
        if rows
        else ["It has no options."]
    )


def _names(parameter: Any) -> str:
    """Return the names of a parameter, then what stands for its value: its choices, its metavar or its name."""
    value = parameter.metavar or parameter.name.upper()
    if parameter.param_type_name == "argument":
        return " or ".join(f"`{word}`" for word in value.split("|"))
    names = " / ".join((*parameter.opts, *parameter.secondary_opts))
    if parameter.is_flag:
        return f"`{names}`"
    if isinstance(parameter.default, Enum):
        return f"`{names}` {', '.join(str(choice.value) for choice in type(parameter.default))}"
    return f"`{names} {value}`"


def _default(parameter: Any) -> str:
    match parameter.default:
        case _ if parameter.required:
            return "required"
        case None | False:
            return ""
        case True:
            return "on"
        case Enum(value=value) | value:
            return f"`{value}`"


def test_the_reference_of_commands_is_what_the_command_line_says() -> None:
    described = describe_commands()
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(described, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == described
