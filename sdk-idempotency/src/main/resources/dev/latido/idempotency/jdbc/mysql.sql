-- Latido's seen-store for MySQL and MariaDB. JdbcSeenStore.createTable() runs this script; or an administrator does.
-- Ids are bytes, because these databases compare texts without regard to blanks at their end. A table without rows hands out
-- the fences, because MySQL has no sequences.
create table if not exists latido_seen (
  consumer_group varbinary(512) not null,
  message_id varbinary(1024) not null,
  state char(1) not null,
  fence bigint not null,
  attempt integer not null,
  owner varchar(256),
  due_at bigint not null,
  fingerprint bigint not null,
  reason varchar(1024),
  redeliveries integer not null default 0,
  index latido_seen_due (due_at),
  primary key (consumer_group, message_id)) engine = InnoDB character set utf8mb4;
create table if not exists latido_seen_fence (id bigint auto_increment primary key) engine = InnoDB;
