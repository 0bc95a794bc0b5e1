-- Every column of every published view: its type, its unit, how to aggregate it and its meaning, for tools that show no
-- comments. A column without a unit, such as a year or a code, is never to be added up.
-- grain: view_name, column_name
create or replace view mart.data_dictionary as
select
    relation_name as view_name,
    column_name,
    column_position,
    data_type,
    unit,
    aggregation,
    is_key,
    description,
    relation_description as view_description,
    grain
from dw.described_column
where schema_name = 'mart';
