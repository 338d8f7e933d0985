-- What customer service has to ask of customers (R9.1), made by the consumers of the kind feedback.
create table feedback_item (
  id uuid primary key,
  partition int not null,               -- of the journal
  order_id uuid not null,
  customer_id uuid not null,
  kind text not null,
  status text not null,
  channel text,                         -- null until the customer was asked
  opened_at timestamptz not null,
  due_at timestamptz,                   -- null as long as no clock runs
  closed_at timestamptz
) with (fillfactor = 90);
-- A list over several kinds or statuses merges one range of each.
create index feedback_item_list on feedback_item (kind, status, opened_at, id);
create index feedback_item_order on feedback_item (order_id);
