create table personal_key (
  id blob primary key,
  subject blob not null,
  secret blob,
  created_at integer not null,
  destroyed_at integer,
  check ((secret is null) = (destroyed_at is not null))
) strict, without rowid;
create unique index personal_key_current on personal_key (subject) where destroyed_at is null;
