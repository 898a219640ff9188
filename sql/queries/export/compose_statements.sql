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
    format('%I.%I', split_part(h.hop ->> 'table', '.', 1), split_part(h.hop ->> 'table', '.', 2)) as target
  from sheet s
    cross join (values ('subject'), ('organization')) as w (way)
    cross join lateral jsonb_array_elements(s.entry -> w.way) with ordinality as h (hop, number)
),
-- How the rows are found: the tables that are crossed, and the column that says whose they are.
found as (
  select h.number,
    coalesce(string_agg(format(', %s t%s', target, step), '' order by step) filter (where step < steps), '') as crossed,
    coalesce(string_agg(format(' and t%s.%I = t%s.%I', step, key, step - 1, column_name), '' order by step)
      filter (where step < steps), '') as joined,
    max(format('t%s.%I', step - 1, column_name)) filter (where step = steps) as whose
  from hop h join sheet s on s.number = h.number and h.way = case when s.person then 'subject' else 'organization' end
  group by h.number
),
-- Whose a row says it is.
told (number, way, step, steps, whose) as (
  select number, way, step, steps, format('t0.%I', column_name) from hop where step = 1
  union all
  select h.number, h.way, h.step, h.steps,
    format('(select a%s.%I from %s a%s where a%s.%I = %s)', h.step, h.column_name, before.target, h.step, h.step, before.key, t.whose)
  from told t
    join hop before on before.number = t.number and before.way = t.way and before.step = t.step
    join hop h on h.number = t.number and h.way = t.way and h.step = t.step + 1
),
-- How they are counted, from the person or the organization backwards.
counted (number, step, condition) as (
  select h.number, h.step, format('%I = %L', h.column_name, s.whom)
  from hop h join sheet s on s.number = h.number and h.way = case when s.person then 'subject' else 'organization' end
  where h.step = h.steps
  union all
  select h.number, h.step, format('%I in (select %I from %s where %s)', h.column_name, h.key, h.target, c.condition)
  from counted c
    join sheet s on s.number = c.number
    join hop h on h.number = c.number and h.step = c.step - 1 and h.way = case when s.person then 'subject' else 'organization' end
),
ordered as (
  select s.number, string_agg(format('t0.%I', a.attname), ', ' order by k.number) as "by"
  from sheet s
    join pg_catalog.pg_index i on i.indrelid = to_regclass(s.name) and i.indisprimary
    cross join lateral unnest(cast(i.indkey as int2[])) with ordinality as k (attnum, number)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  group by s.number
),
-- Whoever else is named in a row of a person is taken out: a reference to the people, or an address in a text. Texts are not cast back
-- to their own type, which may be too short or too strict for what is put in; composite values become JSON, as row_to_json shows them.
cell as (
  select s.number, c.number as place, c.entry ->> 'name' as column_name, c.entry ->> 'kind' as kind, c.entry ->> 'type' as type,
    format('t0.%I', c.entry ->> 'name') as plain,
    case when s.person and cast(c.entry ->> 'refersToPeople' as boolean)
      then format('case when t0.%I = %L then t0.%I end', c.entry ->> 'name', cast(:user as uuid), c.entry ->> 'name') end as own_reference,
    case
      when not s.person or cast(c.entry ->> 'refersToPeople' as boolean) or c.entry ->> 'kind' not in ('text', 'json') then null
      when b.composite then format('cast(to_jsonb(t0.%I) as text)', c.entry ->> 'name')
      when b.json or b.category in ('S', 'U') or b.element = 'S' then format('cast(t0.%I as text)', c.entry ->> 'name')
    end as searched,
    case when b.json or b.composite then cast(:address_in_json as text) else cast(:address as text) end as address,
    case when b.json or b.composite then cast(:own_address_in_json as text) else cast(:own_address as text) end as own_address,
    case
      when b.composite or b.json then 'json'
      when b.element = 'S' then 'text[]'
      else 'text'
    end as written_as
  from sheet s
    cross join lateral jsonb_array_elements(s.entry -> 'columns') with ordinality as c (entry, number)
    cross join lateral (
      with recursive base as (
        select t.* from pg_catalog.pg_type t where t.oid = to_regtype(c.entry ->> 'type')
        union all
        select t.* from base d join pg_catalog.pg_type t on t.oid = d.typbasetype where d.typtype = 'd'
      )
      select t.typcategory as category, e.typcategory as element,
        t.typname in ('json', 'jsonb') as json,
        t.typcategory = 'C' or coalesce(e.typcategory = 'C' or e.typname in ('json', 'jsonb'), false) as composite
      from base t
        left join pg_catalog.pg_type e on e.oid = t.typelem and t.typcategory = 'A'
      where t.typtype <> 'd'
    ) b
),
marked_cell as (
  select *, format('regexp_replace(%s, %L, %L, ''gi'')', searched, own_address, cast(:marked as text)) as marked from cell
),
valued as (
  select number, place, column_name, kind,
    -- A text of type json keeps its line breaks.
    case when type = 'json' then format('cast(translate(cast(%s as text), E''\n\r'', ''  '') as json)', value) else value end as value
  from (
    select c.*,
      case when searched is null then coalesce(own_reference, plain)
        -- Most values hold no address at all, and it costs much to look for one.
        else format('cast(case when %s ~ ''@|\\u0040'' then replace(regexp_replace(%s, %L, ''\1[redacted]'', ''gi''), %L, ''@'') else %s end as %s)',
          searched, marked, address, cast(:mark as text), searched, written_as) end as value
    from marked_cell c
  ) v
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
  select s.number, s.name, f.crossed, f.joined, f.whose, s.whom,
    coalesce((select t.whose from told t where t.number = s.number and t.way = 'organization' and t.step = t.steps), 'null') as tenant,
    case when s.person
      then (select t.whose from told t where t.number = s.number and t.way = 'subject' and t.step = t.steps) else 'null' end as subject,
    -- A table without a key is read in the order of its files.
    format(' where %s = %L%s order by %s', f.whose, s.whom, f.joined, coalesce(o."by", 't0.tableoid, t0.ctid')) as sorted
  from sheet s
    join found f on f.number = s.number
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
select c.number, 'count', format('select count(*) from %s where %s', s.name, c.condition)
from counted c join sheet s on s.number = c.number
where c.step = 1
union all
select p.number, 'redactions',
  string_agg(format('select %L as "column", count(*) as "rows" from %s t0%s where %s = %L%s and %s',
    c.column_name, p.name, p.crossed, p.whose, p.whom, p.joined,
    case when c.own_reference is not null then format('%s is distinct from %s', c.own_reference, c.plain)
      else format('%s ~ ''@|\\u0040'' and %s ~* %L', c.searched, c.marked, c.address) end), ' union all ' order by c.place)
from place p join marked_cell c on c.number = p.number
where c.own_reference is not null or c.searched is not null
group by p.number
order by 1, 2
