-- The words that orders and customers are searched by, made by the consumers of the kind search; the only tables that hold personal words readable, and where erasure removes them.
-- Nothing else stands here: visibility and all other conditions are those of order_row and customer_row.
create table order_search (
  stream uuid primary key,
  version int not null,                 -- of the record that the words are of
  partition int not null,               -- of the journal
  words text not null,                  -- as they are compared
  grams int[] not null                  -- of the words; they find candidates, which are compared with the words
) with (toast_tuple_target = 8160);
alter table order_search alter column grams set storage external;

-- New entries gather in a list that is merged when it is full: the price of an order with 200 grams is that of the merging, not of 200 descents.
create index order_search_grams on order_search using gin (grams) with (gin_pending_list_limit = 4096);

create table customer_search (
  stream uuid primary key,
  version int not null,
  partition int not null,
  words text not null,
  grams int[] not null
) with (toast_tuple_target = 8160);
alter table customer_search alter column grams set storage external;
create index customer_search_grams on customer_search using gin (grams) with (gin_pending_list_limit = 4096);
