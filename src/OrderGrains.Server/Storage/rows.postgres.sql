-- The rows that lists read, written with each append by write_rows_v1 in the append's own transaction.
create table order_row (
  stream uuid primary key,
  version int not null,
  status text not null,
  number text,
  platform text,
  customer_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  card bytea not null
) with (fillfactor = 80, toast_tuple_target = 8160);
alter table order_row alter column card set storage external;

-- Five secondary indexes at most: each costs every submission.
create index order_row_number on order_row (number) where number is not null;
create index order_row_status on order_row (status, created_at, stream);
create index order_row_customer on order_row (customer_id, created_at, stream);
create index order_row_platform on order_row (platform, created_at, stream);
create index order_row_updated on order_row (updated_at, stream);

create table customer_row (
  stream uuid primary key,
  version int not null,
  leads_to uuid,                        -- the customer whose orders these are: merged into it, or another name for it
  blocked_since timestamptz,            -- null where its orders are another's
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 80);
create index customer_row_leads_to on customer_row (leads_to) where leads_to is not null;
create index customer_row_blocked on customer_row (created_at, stream) where blocked_since is not null;
create index customer_row_created on customer_row (created_at, stream) where leads_to is null;
create index customer_row_updated on customer_row (updated_at, stream) where leads_to is null;

-- Project teams and the staff register: few, so that the order of names is all their lists need. Compared byte by byte, as on SQLite.
create table team_row (
  stream uuid primary key,
  version int not null,
  name text collate "C" not null,
  department text collate "C" not null
) with (fillfactor = 80);
create index team_row_name on team_row (name, stream);
create index team_row_department on team_row (department, name, stream);

create table staff_row (
  stream uuid primary key,
  version int not null,
  subject text collate "C" not null,
  substituted_until text collate "C"
) with (fillfactor = 80);
create index staff_row_subject on staff_row (subject);
create index staff_row_substituted on staff_row (substituted_until) where substituted_until is not null;

-- Order numbers are handed out in blocks; next is the first number that nobody has.
create table order_number (
  year int primary key,
  next bigint not null
);

-- The arrays are element-aligned with the batch; winners are the ordinals of the commands that were written. Elements are taken by subscript: unnest would copy every array
-- into a table of its own first.
create function write_rows_v1(
  winners bigint[],
  o_stream uuid[], o_version int[], o_status text[], o_number text[], o_platform text[], o_customer_id uuid[],
  o_created_at timestamptz[], o_updated_at timestamptz[], o_card bytea[],
  c_stream uuid[], c_version int[], c_leads_to uuid[], c_blocked_since timestamptz[], c_created_at timestamptz[], c_updated_at timestamptz[],
  t_stream uuid[], t_version int[], t_name text[], t_department text[],
  s_stream uuid[], s_version int[], s_subject text[], s_substituted_until text[])
returns int language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  if o_stream is not null then
    -- A new order has no row yet: it is spared the search for one.
    insert into order_row
    select o_stream[r], o_version[r], o_status[r], o_number[r], o_platform[r], o_customer_id[r], o_created_at[r], o_updated_at[r], o_card[r]
    from unnest(winners) r
    where o_version[r] = 1;
  end if;
  if 1 < any(o_version) then
    insert into order_row
    select o_stream[r], o_version[r], o_status[r], o_number[r], o_platform[r], o_customer_id[r], o_created_at[r], o_updated_at[r], o_card[r]
    from unnest(winners) r
    where o_version[r] > 1
    on conflict (stream) do update set
      version = excluded.version, status = excluded.status, number = excluded.number, platform = excluded.platform, customer_id = excluded.customer_id,
      updated_at = excluded.updated_at, card = excluded.card;
  end if;
  if c_stream is not null then
    insert into customer_row
    select c_stream[r], c_version[r], c_leads_to[r], c_blocked_since[r], c_created_at[r], c_updated_at[r]
    from unnest(winners) r
    where c_stream[r] is not null
    on conflict (stream) do update set
      version = excluded.version, leads_to = excluded.leads_to, blocked_since = excluded.blocked_since, updated_at = excluded.updated_at;
  end if;
  if t_stream is not null then
    insert into team_row
    select t_stream[r], t_version[r], t_name[r], t_department[r]
    from unnest(winners) r
    where t_stream[r] is not null
    on conflict (stream) do update set version = excluded.version, name = excluded.name, department = excluded.department;
  end if;
  if s_stream is not null then
    insert into staff_row
    select s_stream[r], s_version[r], s_subject[r], s_substituted_until[r]
    from unnest(winners) r
    where s_stream[r] is not null
    on conflict (stream) do update set version = excluded.version, subject = excluded.subject, substituted_until = excluded.substituted_until;
  end if;
  return 1;
end $$;
