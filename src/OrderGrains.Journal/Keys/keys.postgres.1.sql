create table personal_key (
  id uuid primary key,
  subject uuid not null,
  secret bytea,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  check ((secret is null) = (destroyed_at is not null))
);
create unique index personal_key_current on personal_key (subject) where destroyed_at is null;
