-- One row a day, for tools that ask for a table of dates: from the World Bank's first year to the end of that of the
-- newest release, which no figure is later than. Join a view's year_date to calendar_date.
-- grain: calendar_date
create or replace view mart.calendar as
with newest as (
    select extract(year from max(published_at) at time zone 'UTC')::integer as year -- noqa: RF04
    from dw.source_release
),

span as (
    select
        timestamp '1960-01-01' as first_day,
        make_timestamp(newest.year, 12, 31, 0, 0, 0) as last_day
    from newest
),

midnight as (
    select generate_series(first_day, last_day, interval '1 day') as begins_at
    from span
)

select
    begins_at::date as calendar_date,
    extract(year from begins_at)::smallint as year, -- noqa: RF04
    extract(quarter from begins_at)::smallint as quarter_of_year,
    extract(month from begins_at)::smallint as month_of_year,
    extract(isoyear from begins_at)::smallint as iso_year,
    extract(week from begins_at)::smallint as iso_week,
    extract(isodow from begins_at)::smallint as day_of_week,
    date_trunc('year', begins_at)::date as year_start,
    date_trunc('quarter', begins_at)::date as quarter_start,
    date_trunc('month', begins_at)::date as month_start,
    date_trunc('week', begins_at)::date as week_start
from midnight;
