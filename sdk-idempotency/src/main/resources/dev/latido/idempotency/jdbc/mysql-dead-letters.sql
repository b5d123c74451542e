-- Latido's table of dead letters for MySQL and MariaDB. DeadLetterTable.createTable() runs this script; or an administrator
-- does. marked_as is the id under which latido_seen has the mark of the message; it is null for a message without a mark.
-- Group and mark are bytes, as in latido_seen. The second table has what follows the first 262,144 bytes of a payload, because a
-- statement must not be larger than max_allowed_packet.
create table if not exists latido_dead_letter (
  number bigint auto_increment primary key,
  consumer_group varbinary(512) not null,
  marked_as varbinary(1024),
  message_id longtext,
  topic longtext not null,
  payload longblob not null,
  user_properties longtext not null,
  reason varchar(1024) not null,
  attempts integer not null,
  failure longtext,
  stored_at timestamp(3) not null default current_timestamp(3),
  unique index latido_dead_letter_mark (consumer_group, marked_as),
  index latido_dead_letter_group (consumer_group, number)) engine = InnoDB character set utf8mb4;
create table if not exists latido_dead_letter_part (
  letter bigint not null,
  part integer not null,
  payload longblob not null,
  primary key (letter, part),
  foreign key (letter) references latido_dead_letter (number) on delete cascade) engine = InnoDB;
