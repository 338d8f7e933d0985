-- The rows that lists read, written with each append in the append's own transaction. Ids are 16 bytes, instants milliseconds since 1970.
create table order_row (
  stream blob primary key,
  version integer not null,
  status text not null,
  number text,
  platform text,
  customer_id blob,
  created_at integer not null,
  updated_at integer not null,
  card blob not null
);
create index order_row_number on order_row (number) where number is not null;
create index order_row_status on order_row (status, created_at, stream);
create index order_row_customer on order_row (customer_id, created_at, stream);
create index order_row_platform on order_row (platform, created_at, stream);
create index order_row_updated on order_row (updated_at, stream);

create table customer_row (
  stream blob primary key,
  version integer not null,
  leads_to blob,
  blocked_since integer,
  created_at integer not null,
  updated_at integer not null
) without rowid;
create index customer_row_leads_to on customer_row (leads_to) where leads_to is not null;
create index customer_row_blocked on customer_row (created_at, stream) where blocked_since is not null;
create index customer_row_created on customer_row (created_at, stream) where leads_to is null;
create index customer_row_updated on customer_row (updated_at, stream) where leads_to is null;

create table team_row (
  stream blob primary key,
  version integer not null,
  name text not null,
  department text not null
) without rowid;
create index team_row_name on team_row (name, stream);
create index team_row_department on team_row (department, name, stream);

create table staff_row (
  stream blob primary key,
  version integer not null,
  subject text not null,
  substituted_until text
) without rowid;
create index staff_row_subject on staff_row (subject);
create index staff_row_substituted on staff_row (substituted_until) where substituted_until is not null;

create table order_number (
  year integer primary key,
  next integer not null
);
