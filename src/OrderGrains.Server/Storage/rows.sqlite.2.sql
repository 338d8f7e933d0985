-- An order number is one order's (R2.2.2), and the append itself decides it; see rows.postgres.2.sql.
alter table order_row add column number_repeat integer not null default 0;
update order_row set number_repeat = r.before
from (
  select stream, row_number() over (partition by number order by created_at, stream) - 1 as before from order_row where number is not null) r
where r.stream = order_row.stream and r.before > 0;
drop index order_row_number;
create unique index order_row_number on order_row (number, number_repeat) where number is not null;
