-- what: rows of stored tables that the releases in use do not give
-- why: the rows are the same for every reader and are stored; if they are old, views contradict each other
-- severity: error
-- when: by command
-- look at: the table in dw; to fill it again, run: diaspora-dw run undesa --force
-- threshold: none
select
    r.table_name,
    r.stored_row,
    r.right_row
from ops.out_of_date_rows() as r
order by r.table_name, r.stored_row, r.right_row;
