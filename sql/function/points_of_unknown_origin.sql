-- Returns by how many points the share of emigrants who live in a group of countries would rise if the migrants there
-- whose origin is unknown were from the country in the proportion of the others.
create or replace function dw.points_of_unknown_origin(
    in_group bigint, everywhere bigint, unknown_origin_pct double precision
)
returns double precision
language sql
immutable
parallel safe
as $$
    select
        dw.percentage(in_group, in_group + (everywhere - in_group) * (1 - unknown_origin_pct / 100))
        - dw.percentage(in_group, everywhere)
$$;

grant execute on function dw.points_of_unknown_origin(bigint, bigint, double precision) to public;
