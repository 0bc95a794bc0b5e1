-- Returns the latest year of the stock that two releases have. Empty where there is none.
create or replace function dw.latest_common_year(release integer, other_release integer)
returns smallint
language sql
stable
parallel safe
as $$
    select max(a.year)
    from dw.fact_migrant_stock_total as a
    inner join dw.fact_migrant_stock_total as b on a.year = b.year
    where a.release_id = release and b.release_id = other_release
$$;

grant execute on function dw.latest_common_year(integer, integer) to public;
