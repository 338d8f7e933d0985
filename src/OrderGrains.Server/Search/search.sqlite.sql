-- The words that orders and customers are searched by, made by the consumers of the kind search; the only tables that hold personal words readable, and where erasure removes them.
-- Nothing else stands here: visibility and all other conditions are those of order_row and customer_row, in journal.db.
create table order_search (
  id integer primary key,
  stream blob not null unique,
  version integer not null,             -- of the record that the words are of
  partition integer not null,           -- of the journal
  words text not null                   -- as they are compared
) strict;

-- The grams of the words, in hexadecimal; they find candidates, which are compared with the words. The rowid is order_search's id.
create virtual table order_search_grams using fts5(grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

create table customer_search (
  id integer primary key,
  stream blob not null unique,
  version integer not null,
  partition integer not null,
  words text not null
) strict;
create virtual table customer_search_grams using fts5(grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
