-- An order number is one order's (R2.2.2), and the append itself decides it: the index that numbers are found by is unique from here on. An order
-- that was given the number of another before stays as it is: number_repeat tells the two apart, verify reports them, and no other order gets their
-- number. It is 0 for any other order.
alter table order_row add column number_repeat int not null default 0;
update order_row o set number_repeat = r.before
from (
  select stream, row_number() over (partition by number order by created_at, stream) - 1 as before from order_row where number is not null) r
where r.stream = o.stream and r.before > 0;
drop index order_row_number;
create unique index order_row_number on order_row (number, number_repeat) where number is not null;
