"""The views as migrations see them: something in the way of taking a column back."""

DROP_VIEWS = """
do $$
begin
    execute coalesce((
        select 'drop view ' || string_agg(c.oid::regclass::text, ', ')
        from pg_catalog.pg_class as c
        where c.relkind = 'v' and c.relnamespace in ('dw'::regnamespace, 'mart'::regnamespace)
    ), 'select');
end
$$
"""
"""Drops all views of the warehouse at once; the next start installs them. Any that others read stay, with an error."""
