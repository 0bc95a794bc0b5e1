"""What the views need in Spark beside SQLGlot's translation."""

from sqlglot import exp

from diaspora_dw.scaling.translation import Dialect

_RANKING = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead)
_DATE_PARTS = {"ISOYEAR": "YEAROFWEEK", "ISODOW": "DAYOFWEEK_ISO"}


def _without_materialized(cte: exp.Expr) -> exp.Expr:
    cte.set("materialized", None)
    return cte


def _membership(equality: exp.Expr) -> exp.Expr:
    """Return what says that a value is one `= any(…)` of an array or of the rows of a query."""
    if not isinstance(equality.expression, exp.Any):
        return equality
    array = equality.expression.this.unnest()
    if isinstance(array, exp.Array) and array.find(exp.Query):
        return exp.In(this=equality.this.copy(), query=exp.Subquery(this=array.expressions[0].copy()))
    return exp.Anonymous(this="array_contains", expressions=[array.copy(), equality.this.copy()])


def _array_element(bracket: exp.Expr) -> exp.Expr:
    """Return the element at a place of an array, which is empty where the array has no such place."""
    (index,) = (place.copy() for place in bracket.expressions)
    if not isinstance(index, exp.Literal):  # SQLGlot has made those begin with 0
        index = exp.Sub(this=index, expression=exp.Literal.number(1))
    return exp.Anonymous(this="get", expressions=[bracket.this.copy(), index])


def _ordered_array(aggregate: exp.Expr) -> exp.Expr:
    """Return the array of an aggregate in the order that it asks for."""
    if not isinstance(aggregate.this, exp.Order):
        return aggregate
    (key,) = (ordered.this.sql("spark") for ordered in aggregate.this.expressions)
    value = aggregate.this.this.sql("spark")
    return exp.maybe_parse(
        f"transform(array_sort(collect_list(struct({key} as key, {value} as value))), pair -> pair.value)",
        dialect="spark",
    )


def _unordered_sum(total: exp.Expr) -> exp.Expr:
    """Return a sum without the order in which it is asked to add up: only the last digit depends on it."""
    return exp.Sum(this=total.this.this.copy()) if isinstance(total.this, exp.Order) else total


def _unnamed_window(window: exp.Expr) -> exp.Expr:
    """Return a window with what the one that it names says, but no frame for a function that ranks."""
    select = window.find_ancestor(exp.Select)
    for named in select.args.get("windows") or () if select else ():
        if named.name == window.alias:
            for part in ("partition_by", "order", "spec"):
                if named.args.get(part) and not window.args.get(part):
                    window.set(part, named.copy().args[part])
            window.set("alias", None)
    if isinstance(window.this, _RANKING):
        window.set("spec", None)
    return window


def _date_part(extract: exp.Expr) -> exp.Expr:
    part = extract.name.upper()
    extract.set("this", exp.var(_DATE_PARTS.get(part, part)))
    return extract


def _percentile(percentile: exp.Expr) -> exp.Expr:
    """Return an exact percentile: SQLGlot takes an approximate one."""
    return exp.Anonymous(this="percentile_cont", expressions=[percentile.this.copy()])


def _rounded(cast: exp.Expr) -> exp.Expr:
    """Return a cast to a whole number that rounds as PostgreSQL's: Spark's cuts the fraction off."""
    if not cast.args["to"].is_type("bigint") or isinstance(cast.this, exp.Null):
        return cast
    return exp.cast(exp.Anonymous(this="bround", expressions=[cast.this.copy()]), "bigint")


SPARK = Dialect(
    "spark",
    number_texts={
        "FM999,999,999,990": "format_number(x, 0)",
        "FM999,999,999,990.0": "format_number(x, 1)",
        "FM990.0": "format_string('%.1f', bround(x, 1))",
    },
    rules={
        exp.CTE: _without_materialized,
        exp.EQ: _membership,
        exp.ArrayAgg: _ordered_array,
        exp.Bracket: _array_element,
        exp.Sum: _unordered_sum,
        exp.Window: _unnamed_window,
        exp.Extract: _date_part,
        exp.PercentileCont: _percentile,
        exp.Cast: _rounded,
    },
)
