-- The order's number is its id in another form, so that it needs no column and no index of its own.
-- The lean layout that the product has too: documents inline and uncompressed.
-- Fewer indexes than the product: only what identity, lists by id and history need.
create sequence if not exists order_id cache 1;
create table if not exists orders (
  id                 bigint primary key default nextval('order_id'),
  platform           text not null,
  external_reference text not null,
  status             text not null,
  version            int not null,
  order_date         date not null,
  submitted_at       timestamptz not null,
  updated_at         timestamptz not null,
  customer_account   text,
  customer_name      text not null,
  customer_phone     text not null,
  country            text not null,
  province           text not null,
  service_type       text not null,
  term_from          date not null,
  term_to            date not null,
  fee                numeric not null,
  currency           text not null,
  payment_method     text not null,
  priority           text not null,
  document           bytea not null,
  unique (platform, external_reference)
) with (fillfactor = 80, toast_tuple_target = 8160);
alter table orders alter document set storage external;
create table if not exists order_event (
  order_id bigint not null,
  version  int not null,
  type     text not null,
  actor    text not null,
  at       timestamptz not null,
  payload  bytea not null,
  primary key (order_id, version)
) with (toast_tuple_target = 8160);
alter table order_event alter payload set storage external;
