-- What the schema has against values that erasure writes into columns: kept by the server, too short, keys, unique, partitioned by.
with recursive written as (
  select c.oid as id, a.attnum as number, w."table", w."column", w.value, w.leads, w.event, format('%I.%I', n.nspname, c.relname) as shown, c.relkind, a.atttypid,
    a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated, a.atthasdef, quote_ident(a.attname) as shown_column
  from jsonb_to_recordset(cast(:columns as jsonb)) as w ("table" text, "column" text, value text, leads boolean, event integer)
    join pg_catalog.pg_namespace n on n.nspname = split_part(w."table", '.', 1)
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = split_part(w."table", '.', 2)
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = w."column" and a.attnum > 0 and not a.attisdropped
),
-- What the server computes of a column that is written changes with it.
computed as (
  select w.id, g.attnum as number, w.event, w.value, w."table", w."column", w.shown
  from written w
    join pg_catalog.pg_attrdef e on e.adrelid = w.id
    join pg_catalog.pg_attribute g on g.attrelid = w.id and g.attnum = e.adnum and g.attgenerated = 's'
  where exists (
    select from pg_catalog.pg_depend d
    where d.classid = cast('pg_attrdef' as regclass) and d.objid = e.oid and d.refobjid = w.id and d.refobjsubid = w.number and d.refobjsubid <> e.adnum)
),
changed as (
  select id, number, event, "table", "column", value, leads, shown, false as follows from written where attgenerated <> 's'
  union all
  select id, number, event, "table", "column", value, false, shown, true from computed
),
-- Of a domain over a text of limited length, that of the nearest limit.
limited (id, number, type, modifier) as (
  select id, number, atttypid, atttypmod from written
  union all
  select l.id, l.number, t.typbasetype, case l.modifier when -1 then t.typtypmod else l.modifier end
  from limited l join pg_catalog.pg_type t on t.oid = l.type where t.typtype = 'd'
),
-- A partition is a table beneath that may part its rows further.
tree (id, part) as (
  select distinct id, id from written
  union
  select tree.id, i.inhrelid from tree join pg_catalog.pg_inherits i on i.inhparent = tree.part
),
-- The columns of every index that lets no two rows be alike: as keys, and in expressions.
alone as (
  select i.indrelid as id, i.indexrelid, i.indisexclusion, i.indnullsnotdistinct, i.indnkeyatts, i.indpred is null and i.indexprs is null as plain,
    array(
      select k.number from unnest(cast(i.indkey as int2[])) with ordinality as k (number, place) where k.number > 0 and k.place <= i.indnkeyatts
      union
      select cast(d.refobjsubid as int2) from pg_catalog.pg_depend d
      where i.indexprs is not null and d.classid = cast('pg_class' as regclass) and d.objid = i.indexrelid and d.refobjid = i.indrelid and d.refobjsubid > 0) as numbers,
    case when k.oid is null then format('drop index %I.%I;', n.nspname, x.relname)
      else format('alter table %I.%I drop constraint %I;', n.nspname, r.relname, k.conname) end as cure,
    quote_ident(coalesce(k.conname, x.relname)) as shown_name
  from pg_catalog.pg_index i
    join pg_catalog.pg_class x on x.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = x.relnamespace
    join pg_catalog.pg_class r on r.oid = i.indrelid
    left join pg_catalog.pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
  where (i.indisunique or i.indisexclusion) and i.indrelid in (select id from written)
),
unfit as (
  select w."table", w."column", w.value, 'generated' as kind, cast(null as text) as name,
    format('alter table %s alter column %s drop expression;', w.shown, w.shown_column) as cure
  from written w
  where w.attgenerated = 's' and not exists (select from computed c where c.id = w.id and c.number = w.number)
  union all
  select "table", "column", value, 'identity', null,
    format('alter table %s alter column %s drop identity, alter column %s drop not null;', shown, shown_column, shown_column)
  from written where attidentity <> ''
  union all
  select "table", "column", value, 'not-null', null, format('alter table %s alter column %s drop not null;', shown, shown_column)
  from written where attnotnull and attidentity = '' and (value = 'null' or value = 'default' and not atthasdef)
  union all
  select w."table", w."column", w.value, 'short', cast(max(l.modifier) - 4 as text),
    format('alter table %s alter column %s type text;', w.shown, w.shown_column)
  from written w
    join limited l on l.id = w.id and l.number = w.number and l.modifier > 0
    join pg_catalog.pg_type t on t.oid = l.type and t.typname in ('varchar', 'bpchar')
  where w.value = 'pseudonym'
  group by w."table", w."column", w.value, w.shown, w.shown_column
  having max(l.modifier) - 4 < 36
  union all
  select c."table", c."column", c.value, 'refers', quote_ident(k.conname), format('alter table %s drop constraint %I;', c.shown, k.conname)
  from changed c join pg_catalog.pg_constraint k on k.conrelid = c.id and k.contype = 'f' and k.conparentid = 0 and c.number = any (k.conkey)
  where c.value = 'pseudonym'
    -- Of two columns, one that is empty is enough.
    and not (k.confmatchtype = 's' and exists (
      select from written o where o.id = c.id and o.event = c.event and o.value = 'null' and o.number = any (k.conkey)))
  union all
  select c."table", c."column", c.value, 'refers-in-full', quote_ident(k.conname), format('alter table %s drop constraint %I;', c.shown, k.conname)
  from changed c join pg_catalog.pg_constraint k on k.conrelid = c.id and k.contype = 'f' and k.conparentid = 0 and c.number = any (k.conkey)
  where c.value = 'null' and k.confmatchtype = 'f'
    and not k.conkey <@ array(select o.number from written o where o.id = c.id and o.event = c.event and o.value = 'null')
  union all
  select c."table", c."column", c.value, 'referred-to', quote_ident(k.conname),
    format('alter table %I.%I drop constraint %I;', n.nspname, r.relname, k.conname)
  from changed c
    join pg_catalog.pg_constraint k on k.confrelid = c.id and k.contype = 'f' and k.conparentid = 0 and c.number = any (k.confkey)
    join pg_catalog.pg_class r on r.oid = k.conrelid
    join pg_catalog.pg_namespace n on n.oid = r.relnamespace
  where k.confupdtype in ('a', 'r')
  union all
  -- Whatever stands in such a column becomes the same for all rows of a person; with somebody's rows come alike ones. Where the rest
  -- of the columns is unique by itself, or the column told the person before, rows stay as different as they were.
  select c."table", c."column", c.value, 'unique', u.shown_name, u.cure
  from changed c join alone u on u.id = c.id and c.number = any (u.numbers)
  where (c.value = 'heir' or c.value = 'pseudonym' and not c.leads or c.value = 'null' and u.indnullsnotdistinct)
    and not exists (
      select from alone o
      where o.id = c.id and o.plain and not o.indisexclusion and o.indexrelid <> u.indexrelid and o.numbers <@ array_remove(u.numbers, c.number)
        and not o.numbers && array(select x.number from changed x where x.id = c.id))
    and not (c.value = 'pseudonym' and not c.follows and u.plain and not u.indisexclusion and u.indnkeyatts = 1)
  union all
  select distinct w."table", w."column", w.value, 'partitioned', format('%I.%I', n.nspname, c.relname), cast(null as text)
  from written w
    join tree on tree.id = w.id
    join pg_catalog.pg_partitioned_table p on p.partrelid = tree.part
    join pg_catalog.pg_class c on c.oid = p.partrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attname = w."column"
  -- Of a key, and of an expression of one, each column depends on its table.
  where exists (
    select from pg_catalog.pg_depend d
    where d.classid = cast('pg_class' as regclass) and d.objid = p.partrelid and d.objsubid = a.attnum
      and d.refclassid = d.classid and d.refobjid = p.partrelid and d.refobjsubid = 0)
)
select "table", "column", value, kind, name, cure from unfit order by 1, 2, 4, 5
