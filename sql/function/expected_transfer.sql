-- Returns what an emigrant can be expected to send home, by the incomes per head of the two countries: the income of
-- the country of origin and, where the destination is richer, the difference to the power of 0.75. A destination whose
-- income is unknown counts as not richer; with no income of the origin, all its emigrants count alike. Only the
-- proportions between the destinations of one origin have a meaning. Source: Ratha and Shaw (2007), South-South
-- Migration and Remittances, World Bank Working Paper 102.
create or replace function dw.expected_transfer(
    origin_income double precision, destination_income double precision
)
returns double precision
language sql
immutable
parallel safe
as $$
    select
        case
            when destination_income > origin_income
                then origin_income + power(destination_income - origin_income, 0.75)
            else coalesce(origin_income, 1)
        end
$$;

grant execute on function dw.expected_transfer(double precision, double precision) to public;
