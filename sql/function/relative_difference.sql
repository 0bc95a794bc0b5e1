-- Returns by how much two figures differ, relative to the larger of both in absolute value: 0 for equal ones, 1 if one of
-- them is 0, up to 2 if their signs differ.
create or replace function dw.relative_difference(figure double precision, other_figure double precision)
returns double precision
language sql
immutable
parallel safe
as $$
    select coalesce(
        abs(figure - other_figure) / nullif(greatest(abs(figure), abs(other_figure)), 0),
        case when figure = other_figure then 0 end
    )
$$;

grant execute on function dw.relative_difference(double precision, double precision) to public;
