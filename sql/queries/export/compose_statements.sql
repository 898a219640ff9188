-- Writes the statements that copy the rows of one person or organization out of each mapped table, and those that check the copies.
-- Rows are found by joins along the map, told whose they are by subqueries of their own, and counted by a third way,
-- so that a mistake in one of the three is seen by the others. Every name and value is quoted by the server.
with recursive sheet as (
  select s.number, s.entry, cast(s.entry ->> 'person' as boolean) as person,
    format('%I.%I', split_part(s.entry ->> 'table', '.', 1), split_part(s.entry ->> 'table', '.', 2)) as name,
    case when cast(s.entry ->> 'person' as boolean) then cast(:user as uuid) else cast(:organization as uuid) end as whom
  from jsonb_array_elements(cast(:sheets as jsonb)) with ordinality as s (entry, number)
),
hop as (
  select s.number, w.way, h.number as step, count(*) over (partition by s.number, w.way) as steps,
    h.hop ->> 'column' as column_name, h.hop ->> 'key' as key,
    -- Of which rows the step holds.
    h.hop -> 'when' ->> 0 as asked, h.hop -> 'when' ->> 1 as answered,
    format('%I.%I', split_part(h.hop ->> 'table', '.', 1), split_part(h.hop ->> 'table', '.', 2)) as target
  from sheet s
    cross join (values ('subject'), ('organization')) as w (way)
    cross join lateral jsonb_array_elements(s.entry -> w.way) with ordinality as h (hop, number)
),
-- How the rows are found: the tables that are crossed, and the column that says whose they are.
found as (
  select h.number,
    coalesce(string_agg(format(', %s t%s', target, step), '' order by step) filter (where step < steps), '') as crossed,
    string_agg(case when step < steps then format(' and t%s.%I = t%s.%I', step, key, step - 1, column_name) else '' end
      || case when asked is null then '' else format(' and cast(t%s.%I as text) = %L', step - 1, asked, answered) end, '' order by step) as joined,
    max(format('t%s.%I', step - 1, column_name)) filter (where step = steps) as whose
  from hop h join sheet s on s.number = h.number and h.way = case when s.person then 'subject' else 'organization' end
  group by h.number
),
-- Whose a row says it is.
told (number, way, step, steps, whose) as (
  select number, way, step, steps, case when asked is null then format('t0.%I', column_name)
    else format('case cast(t0.%I as text) when %L then t0.%I end', asked, answered, column_name) end
  from hop where step = 1
  union all
  select h.number, h.way, h.step, h.steps,
    format('(select a%s.%I from %s a%s where a%s.%I = %s%s)', h.step, h.column_name, before.target, h.step, h.step, before.key, t.whose,
      case when h.asked is null then '' else format(' and cast(a%s.%I as text) = %L', h.step, h.asked, h.answered) end)
  from told t
    join hop before on before.number = t.number and before.way = t.way and before.step = t.step
    join hop h on h.number = t.number and h.way = t.way and h.step = t.step + 1
),
-- How they are counted, from the person or the organization backwards.
counted (number, step, condition) as (
  select h.number, h.step, format('%I = %L', h.column_name, s.whom) || case when h.asked is null then '' else format(' and cast(%I as text) = %L', h.asked, h.answered) end
  from hop h join sheet s on s.number = h.number and h.way = case when s.person then 'subject' else 'organization' end
  where h.step = h.steps
  union all
  select h.number, h.step, format('%I in (select %I from %s where %s)', h.column_name, h.key, h.target, c.condition)
    || case when h.asked is null then '' else format(' and cast(%I as text) = %L', h.asked, h.answered) end
  from counted c
    join sheet s on s.number = c.number
    join hop h on h.number = c.number and h.step = c.step - 1 and h.way = case when s.person then 'subject' else 'organization' end
),
-- Where the person stands in an array or in a JSON document: the same three ways.
inside as (
  select s.number, h.column_name, f.met,
    case s.entry ->> 'form'
      when 'array' then format('t0.%I @> array[cast(%L as uuid)]', h.column_name, s.whom)
      else format('(t0.%1$I @> %2$L or t0.%1$I @> %3$L)', h.column_name, f.lower, f.upper) end as found,
    case s.entry ->> 'form'
      when 'array' then format('(select e.id from unnest(t0.%I) as e (id) where e.id = %L limit 1)', h.column_name, s.whom)
      when 'member' then format('case lower(t0.%I #>> %L) when %L then %L end', h.column_name, f.path, s.whom, s.whom)
      else format('case when exists (select from jsonb_array_elements(t0.%I #> %L) as e (item) where lower(e.item #>> ''{}'') = %L) then %L end',
        h.column_name, f.path, s.whom, s.whom) end as told,
    case s.entry ->> 'form'
      when 'array' then format('%L = any (%I)', s.whom, h.column_name)
      when 'member' then format('lower(%I #>> %L) = %L', h.column_name, f.path, s.whom)
      else format('jsonb_typeof(%1$I #> %2$L) = ''array'' and exists (select from jsonb_array_elements(case jsonb_typeof(%1$I #> %2$L) when ''array'' then %1$I #> %2$L else ''[]'' end)'
        || ' as e (item) where lower(e.item #>> ''{}'') = %3$L)', h.column_name, f.path, s.whom) end as counted
  from sheet s
    join hop h on h.number = s.number and h.way = 'subject' and h.step = 1
    cross join lateral (
      select cast(array(select jsonb_array_elements_text(s.entry -> 'members')) as text) as path,
        m.opened || replace(m.wrapped, '*', cast(s.whom as text)) || m.closed as lower, m.opened || replace(m.wrapped, '*', upper(cast(s.whom as text))) || m.closed as upper,
        case when h.asked is null then '' else format(' and cast(t0.%I as text) = %L', h.asked, h.answered) end as met
      from (
        select coalesce((select string_agg(format('{%s: ', m.name), '' order by m.number) from jsonb_array_elements(s.entry -> 'members') with ordinality as m (name, number)), '') as opened,
          case when s.entry ->> 'form' = 'members' then '["*"]' else '"*"' end as wrapped, repeat('}', jsonb_array_length(s.entry -> 'members')) as closed) m) f
  where s.person and s.entry ->> 'form' <> 'column'
),
-- Without a primary key, rows come as they lie there: within a snapshot that is the same for every statement. Foreign tables may have no places.
ordered as (
  select s.number, coalesce(string_agg('t0.' || quote_ident(a.attname), ', ' order by k.number),
    case when c.relkind = 'f' then 'cast(t0 as text)' else 't0.tableoid, t0.ctid' end) as "by"
  from sheet s
    left join pg_catalog.pg_class c on c.oid = to_regclass(s.name)
    left join pg_catalog.pg_index i on i.indrelid = to_regclass(s.name) and i.indisprimary
    left join lateral unnest(cast(i.indkey as int2[])) with ordinality as k (attnum, number) on true
    left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  group by s.number, c.relkind
),
-- Whoever else is named in a row of a person is taken out: here a reference to the people and the id of one, by the redaction of the
-- package what texts hold. Composite values become JSON, as row_to_json shows them.
people as (
  select format('%I.%I', split_part(cast(:people as text), '.', 1), split_part(cast(:people as text), '.', 2)) as name,
    format('%I', cast(:people_key as text)) as key, cast(:user as uuid) as one
),
cell as (
  select s.number, c.number as place, c.entry ->> 'name' as column_name, c.entry ->> 'kind' as kind, c.entry ->> 'type' as type,
    format('t0.%I', c.entry ->> 'name') as plain,
    case
      when not s.person then null
      when cast(c.entry ->> 'refersToPeople' as boolean)
        then format('case when t0.%I = %L then t0.%I end', c.entry ->> 'name', p.one, c.entry ->> 'name')
      when cast(c.entry ->> 'settled' as boolean) then null
      when b.name = 'uuid'
        then format('case when not exists (select 1 from %s p where p.%s = t0.%I and p.%s <> %L) then t0.%I end',
          p.name, p.key, c.entry ->> 'name', p.key, p.one, c.entry ->> 'name')
      when b.element_name = 'uuid'
        then format('case when cast(t0.%I as uuid[]) && array(select p.%s from %s p where p.%s = any (t0.%I) and p.%s <> %L)'
          || ' then array(select case when not exists (select 1 from %s p where p.%s = e.id and p.%s <> %L) then cast(e.id as uuid) end'
          || ' from unnest(t0.%I) with ordinality as e (id, number) order by e.number) else cast(t0.%I as uuid[]) end',
          c.entry ->> 'name', p.key, p.name, p.key, c.entry ->> 'name', p.key, p.one,
          p.name, p.key, p.key, p.one, c.entry ->> 'name', c.entry ->> 'name')
    end as own_reference,
    case
      when not s.person or cast(c.entry ->> 'refersToPeople' as boolean) or c.entry ->> 'kind' not in ('text', 'json') then null
      when b.name = 'uuid' or b.element_name = 'uuid' then null
      when b.name = 'bytea' then 'bytes'
      when b.composite or b.json then 'document'
      when b.category in ('S', 'U') or b.element in ('S', 'U') then 'text'
    end as searched,
    b.composite,
    case when b.element_name = 'uuid' then format('cast(t0.%I as uuid[])', c.entry ->> 'name') else format('t0.%I', c.entry ->> 'name') end as compared
  from sheet s
    cross join people p
    cross join lateral jsonb_array_elements(s.entry -> 'columns') with ordinality as c (entry, number)
    cross join lateral (
      with recursive base as (
        select t.* from pg_catalog.pg_type t where t.oid = to_regtype(c.entry ->> 'type')
        union all
        select t.* from base d join pg_catalog.pg_type t on t.oid = d.typbasetype where d.typtype = 'd'
      ),
      element as (
        select e.* from base t join pg_catalog.pg_type e on e.oid = t.typelem where t.typtype <> 'd' and t.typcategory = 'A'
        union all
        select e.* from element d join pg_catalog.pg_type e on e.oid = d.typbasetype where d.typtype = 'd'
      )
      select t.typcategory as category, e.typcategory as element, t.typname as name, e.typname as element_name,
        t.typname in ('json', 'jsonb') as json,
        t.typcategory = 'C' or coalesce(e.typcategory = 'C' or e.typname in ('json', 'jsonb'), false) as composite
      from base t
        left join element e on e.typtype <> 'd'
      where t.typtype <> 'd'
    ) b
),
valued as (
  select number, place, column_name, kind,
    case
      when own_reference is not null then own_reference
      when searched = 'document' and composite then format('to_jsonb(%s)', plain)
      -- A text of type json keeps its line breaks.
      when type = 'json' then format('cast(translate(cast(%s as text), E''\n\r'', ''  '') as json)', plain)
      else plain
    end as value
  from cell
),
-- A cell of CSV; what a spreadsheet would take for a formula begins with an apostrophe. No JSON text begins like one, nor does a number count.
csv_cell as (
  select number, place, (place - 1) / 40 as part, kind, case kind
    when 'plain' then value
    when 'boolean' then format('cast(%s as text)', value)
    when 'time' then format('case when %s = ''-infinity'' then chr(39) || ''-infinity'' else cast(%s as text) end', value, value)
    when 'json' then format('cast(%s as text)', value)
    -- The code points of = + - @, of the apostrophe, tab, line feed and carriage return, and of the fullwidth four.
    else format('case when ascii(cast(%s as text)) = any (cast(''{61,43,45,64,39,9,10,13,65309,65291,65293,65312}'' as integer[]))'
      || ' then chr(39) || cast(%s as text) else cast(%s as text) end', value, value, value)
    end as cell
  from valued
),
-- A function takes a hundred arguments at most: forty cells at a time.
csv_part as (
  select number, part,
    format('concat(%s)', string_agg(case when kind in ('json', 'text') then format('''"'' || replace(%s, ''"'', ''""'') || ''"''', cell) else cell end,
      ', '','', ' order by place)) as cells
  from csv_cell
  group by number, part
),
csv_cells as (
  select number, string_agg(cell, ', ' order by place) as cells from csv_cell group by number
),
csv_line as (
  select number, string_agg(cells, ' || '','' || ' order by part) as line from csv_part group by number
),
json_line as (
  select number, string_agg(format('%s as %I', value, column_name), ', ' order by place) as fields from valued group by number
),
place as (
  select s.number, s.name, f.crossed, coalesce(i.found, format('%s = %L', f.whose, s.whom)) || f.joined as matches,
    -- A row of a person that names no tenant is theirs.
    coalesce((select case when s.person then format('coalesce(%s, %L)', t.whose, cast(:organization as uuid)) else t.whose end
      from told t where t.number = s.number and t.way = 'organization' and t.step = t.steps), 'null') as tenant,
    case when s.person
      then coalesce(i.told, (select t.whose from told t where t.number = s.number and t.way = 'subject' and t.step = t.steps)) else 'null' end as subject,
    -- A table without a key is read in the order of its files.
    format(' where %s order by %s', coalesce(i.found, format('%s = %L', f.whose, s.whom)) || f.joined, coalesce(o."by", 't0.tableoid, t0.ctid')) as sorted
  from sheet s
    join found f on f.number = s.number
    left join inside i on i.number = s.number
    left join ordered o on o.number = s.number
),
line as (
  select p.number, 'json' as spelling,
    format('select cast(%s as uuid) as tenant, cast(%s as uuid) as subject, cast(row_to_json(q) as text) as line from %s t0%s, lateral (select %s) as q%s',
      p.tenant, p.subject, p.name, p.crossed, j.fields, p.sorted) as rows
  from place p join json_line j on j.number = p.number
  union all
  select p.number, 'csv',
    format('select cast(%s as uuid) as tenant, cast(%s as uuid) as subject, %s as line from %s t0%s%s',
      p.tenant, p.subject, c.line, p.name, p.crossed, p.sorted)
  from place p join csv_line c on c.number = p.number
)
-- A line above the limit is left empty by the first copy, and comes in pieces with the second.
select number, spelling || '-rows' as kind,
  format('copy (select r.tenant, r.subject, case when octet_length(r.line) <= %s then r.line end from (%s) r) to stdout (format binary)',
    cast(:large as integer), rows) as statement
from line
union all
select number, spelling || '-pieces',
  format('copy (select r.tenant, r.subject, p.number = (length(r.line) - 1) / %s, substr(r.line, p.number * %s + 1, %s)'
    || ' from (select i.tenant, i.subject, convert_to(i.line, ''UTF8'') as line from (%s) i where octet_length(i.line) > %s offset 0) r,'
    || ' lateral generate_series(0, (length(r.line) - 1) / %s) as p (number)) to stdout (format binary)',
    cast(:piece as integer), cast(:piece as integer), cast(:piece as integer), rows, cast(:large as integer), cast(:piece as integer))
from line
union all
-- The server is quicker with its own CSV than with a line put together; it cannot leave large rows out.
select p.number, 'csv-lines',
  format('copy (select cast(%s as uuid) as tenant, cast(%s as uuid) as subject, %s from %s t0%s%s) to stdout (format csv)',
    p.tenant, p.subject, c.cells, p.name, p.crossed, p.sorted)
from place p join csv_cells c on c.number = p.number
union all
select c.number, 'count', format('select count(*) from %s t0 where %s', s.name, coalesce(i.counted || i.met, c.condition))
from counted c join sheet s on s.number = c.number left join inside i on i.number = c.number
where c.step = 1
union all
select p.number, 'redactions',
  string_agg(format('select %L as "column", count(*) as "rows" from %s t0%s where %s and %s is distinct from %s',
    c.column_name, p.name, p.crossed, p.matches, c.own_reference, c.compared), ' union all ' order by c.place)
from place p join cell c on c.number = p.number
where c.own_reference is not null
group by p.number
union all
-- Which cells of a row the redaction looks at, and what they hold.
select number, 'searched', string_agg(place - 1 || ' ' || searched, ',' order by place)
from cell
where searched is not null
group by number
union all
-- The other people whose ids stand in them.
select p.number, 'mentioned',
  format('select distinct p.%s as id from %s t0%s cross join lateral regexp_matches(array_to_string(array[%s], '' ''),'
    || ' ''(?:^|[^0-9a-f])([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})'', ''gi'') as m (id)'
    || ' join %s p on p.%s = cast(replace(m.id[1], ''-'', '''') as uuid) where %s and p.%s <> %L',
    o.key, p.name, p.crossed,
    string_agg(case c.searched when 'bytes' then format('encode(%s, ''hex''), encode(%s, ''escape'')', c.plain, c.plain)
      else format('cast(%s as text)', c.plain) end, ', ' order by c.place),
    o.name, o.key, p.matches, o.key, o.one)
from place p join cell c on c.number = p.number cross join people o
where c.searched is not null
group by p.number, p.name, p.crossed, p.matches, o.name, o.key, o.one
union all
-- Where the person can be reached, or once could: their own contact columns, unless somebody else is reached there now.
select p.number, 'own-addresses',
  format('select distinct v.own from %s t0%s cross join lateral unnest(array[%s]) as v (own) where %s and v.own like ''%%@%%'''
    || '%s limit 1000',
    p.name, p.crossed, string_agg(format('cast(t0.%I as text)', w.name), ', '), p.matches,
    -- One condition a column, and an equality alone, so that the people are read once and not once an address.
    (select string_agg(format(' and not exists (select 1 from %s p where p.%I <> %L and lower(cast(p.%I as text)) = lower(v.own))',
      o.name, o.key, o.one, c.name), '' order by c.name) from unnest(cast(:contact as text[])) as c (name)))
from place p
  join sheet s on s.number = p.number
  cross join lateral jsonb_array_elements_text(s.entry -> 'reachedBy') as w (name)
  cross join people o
where s.person
group by p.number, p.name, p.crossed, p.matches, o.name, o.key, o.one
order by 1, 2
