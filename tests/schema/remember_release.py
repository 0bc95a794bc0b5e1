"""Writes what an upgrade finds of a version's views and functions.

python -m tests.schema.remember_release DATABASE tests/schema/released/VERSION.sql

Their columns, types and parameters, and the tables, columns and functions that they read. That is what can stand in the
way of a migration or of a new definition; what they compute is left out.
"""

import sys
from pathlib import Path

import psycopg

FUNCTIONS = """
    select
        format(
            'create function %s(%s) returns %s language plpgsql as $$ begin end $$;',
            p.oid::regproc, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)
        )
    from pg_proc as p
    where p.pronamespace in ('dw'::regnamespace, 'ops'::regnamespace)
    order by p.oid::regproc::text
"""

VIEWS = """
    with reads as (
        select
            r.ev_class,
            string_agg(
                case d.refclassid
                    when 'pg_class'::regclass
                        then format('exists (select (%s) from %s)', d.parts, d.refobjid::regclass)
                    else format('%s(%s) is null', d.refobjid::regproc, d.parts)
                end,
                ' and ' order by d.refclassid, d.refobjid
            ) as condition
        from pg_rewrite as r
        inner join (
            select
                d.objid,
                d.refclassid,
                d.refobjid,
                coalesce( -- columns of a table or view, or arguments of a function
                    string_agg(distinct quote_ident(a.attname), ', '),
                    (
                        select string_agg('null::' || format_type(t.id, null), ', ' order by t.place)
                        from pg_proc as p, unnest(p.proargtypes) with ordinality as t (id, place)
                        where p.oid = d.refobjid and d.refclassid = 'pg_proc'::regclass
                    ),
                    ''
                ) as parts
            from pg_depend as d
            left join pg_attribute as a
                on
                    d.refclassid = 'pg_class'::regclass
                    and d.refobjid = a.attrelid and d.refobjsubid = a.attnum and a.attnum > 0
            where d.classid = 'pg_rewrite'::regclass and d.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass)
            group by d.objid, d.refclassid, d.refobjid
        ) as d on r.oid = d.objid and r.ev_class <> d.refobjid
        group by r.ev_class
    )
    select
        format(
            'create view %s as select %s where false%s;',
            c.oid::regclass,
            (
                select string_agg(
                    format('null::%s as %I', format_type(a.atttypid, a.atttypmod), a.attname), ', ' order by a.attnum
                )
                from pg_attribute as a
                where a.attrelid = c.oid and a.attnum > 0
            ),
            ' and ' || reads.condition
        )
    from pg_class as c
    left join reads on c.oid = reads.ev_class
    where c.relkind = 'v' and c.relnamespace in ('dw'::regnamespace, 'mart'::regnamespace)
    order by c.oid
"""


def main(address: str, file: str) -> None:
    """Write the views and functions of a database into a file."""
    with psycopg.connect(address) as connection:
        connection.execute("set search_path to ''")
        ((revision,),) = connection.execute("select version_num from ops.alembic_version")
        lines = [f"-- revision {revision}"]
        lines += [line for query in (FUNCTIONS, VIEWS) for (line,) in connection.execute(query)]
    Path(file).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
