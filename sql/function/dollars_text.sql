-- Returns an amount as sentences give it: "US$ 3.2 billion", "US$ 735.6 million", or "US$ 412,000" below a million.
create or replace function dw.dollars_text(amount double precision)
returns text
language sql
stable
parallel safe
as $$
    select
        case
            when amount >= 1e9 then format('US$ %s billion', to_char(amount / 1e9, 'FM999,999,999,990.0'))
            when amount >= 1e6 then format('US$ %s million', to_char(amount / 1e6, 'FM999,999,999,990.0'))
            else format('US$ %s', to_char(amount, 'FM999,999,999,990'))
        end
$$;

grant execute on function dw.dollars_text(double precision) to public;
