-- What customer service has to ask of customers (R9.1), made by the consumers of the kind feedback. Ids are 16 bytes, instants milliseconds since 1970.
create table feedback_item (
  id blob primary key,
  partition integer not null,           -- of the journal
  order_id blob not null,
  customer_id blob not null,
  kind text not null,
  status text not null,
  channel text,                         -- null until the customer was asked
  opened_at integer not null,
  due_at integer,                       -- null as long as no clock runs
  closed_at integer
) strict, without rowid;
-- A list over several kinds or statuses merges one range of each.
create index feedback_item_list on feedback_item (kind, status, opened_at, id);
create index feedback_item_order on feedback_item (order_id);
