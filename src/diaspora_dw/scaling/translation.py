"""Translates the views of an export for another engine, with SQLGlot: one set of definitions serves all.

Functions become part of the views that call them. A view that reads what an export does not have, PostgreSQL's
catalogue or the tables of `ops`, is taken from its data.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path

from sqlglot import exp, parse, parse_one

from diaspora_dw.sql_files import SqlObject

_FUNCTION = re.compile(r"function (\w+\.\w+)\(([^)]*)\).*?as \$\$(.*?)\$\$", re.DOTALL)
_NOT_EXPORTED = re.compile(r"^[^-\n]*\b(?:pg_catalog|ops)\.", re.MULTILINE)
_OWN_NAMES = {"to_char": "number_text", "format": "filled_text"}
"""Names for functions that SQLGlot would take for others of the same name."""


Rule = Callable[[exp.Expr], exp.Expr]


@dataclass(frozen=True)
class Dialect:
    """An engine's SQL, and what its translation needs beside SQLGlot's."""

    name: str
    """As SQLGlot calls it."""
    number_texts: Mapping[str, str]
    """How the engine writes the number `x` as text, by PostgreSQL's template."""
    rules: Mapping[type[exp.Expr], Rule]
    """What stands in the place of an expression, by its type."""


@dataclass(frozen=True)
class Function:
    """A function that is one expression of its parameters."""

    parameters: Mapping[str, exp.DataType]
    expression: exp.Expr

    @classmethod
    def read(cls, text: str) -> "Function":
        """Return the function that a file defines: `select …`, or `select … where …`, which is empty where not."""
        found = _FUNCTION.search(text)
        if found is None:
            raise ValueError("the file defines no function in SQL")
        _, declared, body = found.groups()
        select = _parse(body)
        where = select.args.get("where")
        value = select.expressions[0]
        if where:
            value = exp.Case(ifs=[exp.If(this=where.this, true=value)])
        parameters = {}
        for parameter in declared.split(","):
            name, _, data_type = parameter.strip().partition(" ")
            parameters[name] = exp.DataType.build(data_type, dialect="postgres")
        return cls(parameters, value)

    def of(self, arguments: list[exp.Expr]) -> exp.Expr:
        """Return the expression with arguments in the place of parameters."""
        values = {
            name: exp.cast(argument.copy(), data_type)
            for (name, data_type), argument in zip(self.parameters.items(), arguments, strict=True)
        }
        # A copy of its own inside parentheses: the expression itself may be a parameter.
        inlined = exp.paren(self.expression.copy())
        for column in list(inlined.find_all(exp.Column)):
            if not column.table and column.name in values:
                column.replace(values[column.name].copy())
        return inlined


@dataclass(frozen=True)
class TranslatedView:
    """A view of the export: the query that defines it elsewhere, or None where its data stand for it."""

    name: str
    query: str | None
    reads: frozenset[str]
    """The tables and views that the query names."""


def translated_views(package: Path, dialect: Dialect) -> Iterator[TranslatedView]:
    """Yield the views of an export, each after those that it reads.

    Those of `dw` that the export lacks are left out, and all that read them are taken from their data.
    """
    objects = {
        found.name: found
        for kind in ("function", "view")
        for found in map(SqlObject.read, sorted((package / "sql" / kind).glob("*.sql")))
    }
    functions: dict[str, Function] = {}
    missing: set[str] = set()
    for name in TopologicalSorter(
        {name: found.references & objects.keys() for name, found in objects.items()}
    ).static_order():
        found = objects[name]
        if found.kind == "function":
            function = Function.read(found.text)
            functions[name] = Function(function.parameters, _inline(function.expression, functions))
        elif _NOT_EXPORTED.search(found.text) or found.references & missing:
            if name.startswith("dw."):
                missing.add(name)
            else:
                yield TranslatedView(name, None, frozenset())
        else:
            yield TranslatedView(name, _translate(found, functions, dialect), frozenset(found.references))


def _translate(view: SqlObject, functions: Mapping[str, Function], dialect: Dialect) -> str:
    query = _inline(_parse(view.text).expression, functions)
    rules: dict[type[exp.Expr], Rule] = {exp.Anonymous: partial(_text, dialect=dialect), **dialect.rules}
    for kind, rule in rules.items():
        # The innermost first: a rule may repeat what is inside.
        for found in reversed(list(query.find_all(kind))):
            found.replace(rule(found))
    return query.sql(dialect=dialect.name, comments=False)


def _text(call: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Return what writes values as text, where a call does."""
    if call.name == "number_text":
        number, template = call.expressions
        return _number_text(number, dialect.number_texts[template.name], dialect)
    if call.name == "filled_text":
        return _filled_text(*call.expressions)
    return call


def _number_text(number: exp.Expr, written_by: str, dialect: Dialect) -> exp.Expr:
    written = parse_one(written_by, read=dialect.name)
    for column in list(written.find_all(exp.Column)):
        column.replace(number.copy())
    return written


def _filled_text(template: exp.Expr, *values: exp.Expr) -> exp.Expr:
    """Return what puts values into the places of a template of PostgreSQL's `format`; a missing one leaves nothing."""
    first, *others = (exp.Literal.string(text.replace("%%", "%")) for text in template.name.split("%s"))
    written: exp.Expr = first
    for value, text in zip(values, others, strict=True):
        filled = exp.func("coalesce", exp.cast(value.copy(), "text"), exp.Literal.string(""))
        written = exp.DPipe(this=exp.DPipe(this=written, expression=filled), expression=text)
    return exp.paren(written, copy=False)


def _inline(expression: exp.Expr, functions: Mapping[str, Function]) -> exp.Expr:
    """Return an expression with calls of functions replaced by what they compute, the innermost first."""
    root = exp.paren(expression.copy(), copy=False)
    for call in reversed(list(root.find_all(exp.Dot))):
        name = f"{call.this.name}.{call.expression.name}"
        if name in functions:
            call.replace(functions[name].of(call.expression.expressions))
    inlined: exp.Expr = root.this
    return inlined


def _parse(text: str) -> exp.Expr:
    """Parse the first statement of a text."""
    for name, own_name in _OWN_NAMES.items():
        text = re.sub(rf"\b{name}\(", f"{own_name}(", text)
    return next(filter(None, parse(text, read="postgres")))
