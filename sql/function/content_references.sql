-- Every code and every link that the content of a release holds: a code with its vocabulary, a link with the
-- section that it leads to. The comment of a column names these, as declared in the model of content; a pair of
-- columns section and entry_key is a link too.
create or replace function ops.content_references(release integer)
returns table (found_in text, kind text, target text, value text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    found record;
begin
    for found in
        select
            a.attrelid::regclass::text as found_in,
            quote_ident(a.attname) as column_name,
            format_type(a.atttypid, a.atttypmod) = 'text[]' as is_list,
            a.attname = 'entry_key' as is_pair,
            substring(col_description(a.attrelid, a.attnum) from ': a code of (\w+)\.') as vocabulary,
            substring(
                col_description(a.attrelid, a.attnum) from ': (?:an entry|entries) of (\w+)'
            ) as section
        from pg_attribute as a
        inner join pg_class as c on a.attrelid = c.oid
        inner join pg_attribute as r on c.oid = r.attrelid and r.attname = 'release_id'
        where c.relnamespace = 'dw'::regnamespace and c.relkind = 'r' and a.attnum > 0
    loop
        if found.vocabulary is not null or found.section is not null or found.is_pair then
            return query execute format(
                'select distinct %L, %L, %s, %s from %s where release_id = $1',
                found.found_in,
                case when found.vocabulary is null then 'entry' else 'code' end,
                case when found.is_pair then 'section' else quote_literal(coalesce(found.vocabulary, found.section)) end,
                case when found.is_list then format('unnest(%s)', found.column_name) else found.column_name end,
                found.found_in
            ) using release;
        end if;
    end loop;
end
$$;

revoke execute on function ops.content_references(integer) from public;
grant execute on function ops.content_references(integer) to diaspora_dw_loader;
