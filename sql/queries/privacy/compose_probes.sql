-- Writes the questions that tell whether a domain, a constraint or a computed column refuses what erasure writes, asked of some rows.
with written as (
  select distinct on (c.oid, w.event, a.attnum) c.oid as id, w.event, a.attnum as number, w."table", w."column", w.value as word, w.along,
    format('%I.%I', n.nspname, c.relname) as shown,
    case w.value when 'null' then 'null' when 'pseudonym' then 'cast(gen_random_uuid() as text)' else coalesce(pg_get_expr(d.adbin, d.adrelid), 'null') end as value,
    a.attname, a.atttypid, a.attnotnull, d.oid as default_id, b.type
  from jsonb_to_recordset(cast(:columns as jsonb)) as w ("table" text, "column" text, value text, along text, event integer)
    join pg_catalog.pg_namespace n on n.nspname = split_part(w."table", '.', 1)
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = split_part(w."table", '.', 2)
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = w."column" and a.attnum > 0 and not a.attisdropped and a.attgenerated <> 's'
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    cross join lateral (
      with recursive made (id, base) as (
        select t.oid, t.typbasetype from pg_catalog.pg_type t where t.oid = a.atttypid
        union all
        select t.oid, t.typbasetype from made m join pg_catalog.pg_type t on t.oid = m.base
      )
      select format_type(id, null) as type from made where base = 0) b
  where w.value in ('null', 'pseudonym', 'default')
),
-- Which columns the server computes of one that is written.
computed as (
  select w.id, w.event, w.number as source, e.adnum as number, g.attname, g.attnotnull
  from written w
    join pg_catalog.pg_attrdef e on e.adrelid = w.id
    join pg_catalog.pg_attribute g on g.attrelid = w.id and g.attnum = e.adnum and g.attgenerated = 's'
  where exists (
    select from pg_catalog.pg_depend d
    where d.classid = cast('pg_attrdef' as regclass) and d.objid = e.oid and d.refobjid = w.id and d.refobjsubid = w.number and d.refobjsubid <> e.adnum)
),
-- The rows as they will be: first what is written, then what the server computes of that.
rewritten as (
  select t.id, t.event, t.shown, t.numbers,
    format('(select i.*%s from (select %s from %s o%s limit 1000) i)',
      (select coalesce(string_agg(format(', (%s) as %I', pg_get_expr(d.adbin, d.adrelid), a.attname), '' order by a.attnum), '')
        from pg_catalog.pg_attribute a join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = t.id and a.attnum > 0 and not a.attisdropped and a.attgenerated = 's'),
      (select string_agg(case when w.id is null then format('o.%I', a.attname) else format('cast(%s as %s) as %I', w.value, w.type, w.attname) end, ', ' order by a.attnum)
        from pg_catalog.pg_attribute a left join written w on w.id = a.attrelid and w.event = t.event and w.number = a.attnum
        where a.attrelid = t.id and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
      t.shown, case when t.along is null then '' else format(' where o.%I is not null', t.along) end) as rows,
    '(select ' || t.assigned || ')' as alone
  from (
    select id, event, shown, max(along) as along, array_agg(number) as numbers,
      string_agg(format('cast(%s as %s) as %I', value, type, attname), ', ' order by number) as assigned
    from written
    group by id, event, shown) t
)
-- A default may come out as null.
select w."table", w."column", w.word as value, 'not-null' as kind, cast(null as text) as name,
  format('alter table %s alter column %I drop not null;', w.shown, w.attname) as cure,
  format('select cast(%s as %s) is null', w.value, w.type) as statement
from written w
where w.word = 'default' and w.attnotnull and w.default_id is not null
union all
-- Each domain that the type is made of.
select w."table", w."column", w.word as value, 'domain' as kind, format('%I.%I', n.nspname, d.typname) as name,
  format('alter table %s alter column %I type %s;', w.shown, w.attname, w.type) as cure,
  format('select exists (select from (select cast(%s as %s) as value) v where false%s%s)', w.value, w.type,
    case when d.typnotnull then ' or value is null' else '' end,
    (select coalesce(string_agg(format(' or not (%s)', pg_get_expr(k.conbin, 0)), ''), '') from pg_catalog.pg_constraint k where k.contypid = d.oid)) as statement
from written w
  cross join lateral (
    with recursive made (id) as (
      select w.atttypid
      union all
      select b.typbasetype from made m join pg_catalog.pg_type b on b.oid = m.id where b.typtype = 'd'
    )
    select y.* from made m join pg_catalog.pg_type y on y.oid = m.id where y.typtype = 'd') d
  join pg_catalog.pg_namespace n on n.oid = d.typnamespace
union all
-- Where a constraint speaks of what is written alone, it does so also of a table without rows.
select w."table", w."column", w.word, 'check', quote_ident(k.conname), format('alter table %s drop constraint %I;', r.shown, k.conname),
  format('select exists (select from %s r where not (%s))', case when k.conkey <@ r.numbers then r.alone else r.rows end, pg_get_expr(k.conbin, k.conrelid))
from rewritten r
  join pg_catalog.pg_constraint k on k.conrelid = r.id and k.contype = 'c'
  cross join lateral (
    select o.* from written o
    where o.id = r.id and o.event = r.event
      and (o.number = any (k.conkey) or exists (
        select from computed c where c.id = o.id and c.event = o.event and c.source = o.number and c.number = any (k.conkey)))
    order by o.number
    limit 1) w
union all
select w."table", w."column", w.word, 'computed', quote_ident(c.attname), format('alter table %s alter column %I drop not null;', r.shown, c.attname),
  format('select exists (select from %s r where r.%I is null)', r.rows, c.attname)
from rewritten r
  join computed c on c.id = r.id and c.event = r.event and c.attnotnull
  join written w on w.id = c.id and w.event = c.event and w.number = c.source
order by 1, 2, 4, 5
