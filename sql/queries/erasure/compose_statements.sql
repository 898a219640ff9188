-- Writes the statements that find and erase people and organizations in each mapped table, in the order of the map, children first.
-- Every name is quoted by the server; ids, tenants, pseudonyms and heirs stay parameters of what is written.
with place as (
  select p.number, p.entry ->> 'table' as mapped,
    format('%I.%I', split_part(p.entry ->> 'table', '.', 1), split_part(p.entry ->> 'table', '.', 2)) as name,
    p.entry ->> 'rows' as rows, p.entry ->> 'organizationColumn' as organization_column,
    cast(p.entry ->> 'withOrganization' as boolean) as with_organization, p.entry
  from jsonb_array_elements(cast(:places as jsonb)) with ordinality as p (entry, number)
),
hop as (
  select p.number, w.way, h.number as step, count(*) over (partition by p.number, w.way) as steps,
    h.hop ->> 'column' as column_name, h.hop ->> 'key' as key,
    format('%I.%I', split_part(h.hop ->> 'table', '.', 1), split_part(h.hop ->> 'table', '.', 2)) as target
  from place p
    cross join (values ('path'), ('organizationPath')) as w (way)
    cross join lateral jsonb_array_elements(p.entry -> w.way) with ordinality as h (hop, number)
),
-- Of each way, the tables it crosses, how they join, and the column that says whose the row is.
reach as (
  select number, way,
    coalesce(string_agg(format(', %s t%s', target, step), '' order by step) filter (where step < steps), '') as crossed,
    coalesce(string_agg(format(' and t%s.%I = t%s.%I', step, key, step - 1, column_name), '' order by step)
      filter (where step < steps), '') as joined,
    max(format('t%s.%I', step - 1, column_name)) filter (where step = steps) as whose
  from hop group by number, way
),
anonymised as (
  select p.number,
    string_agg(format('%I = %s', a.entry ->> 'column', case a.entry ->> 'how'
      when 'clear' then 'null'
      when 'pseudonym' then format('cast(p.pseudonym as %s)', a.entry ->> 'type')
      when 'reassign' then 'p.heir' end), ', ' order by a.number) as assignments,
    bool_or(a.entry ->> 'how' = 'reassign') as passes_on,
    bool_or(a.entry ->> 'column' = p.entry -> 'path' -> 0 ->> 'column') as leaves_the_path,
    bool_or(a.entry ->> 'column' = p.organization_column) as loses_tenant,
    string_agg(format('t0.%I is not null', a.entry ->> 'column'), ' or ' order by a.number)
      filter (where a.entry ->> 'how' = 'clear') as not_cleared
  from place p cross join lateral jsonb_array_elements(p.entry -> 'anonymise') with ordinality as a (entry, number)
  group by p.number
),
referenced as (
  select p.number, string_agg(format(' and not exists (select from %I.%I c where %s)',
    split_part(r.entry ->> 'table', '.', 1), split_part(r.entry ->> 'table', '.', 2),
    (select string_agg(format('c.%I = t0.%I', x.pair ->> 0, x.pair ->> 1), ' and ')
      from jsonb_array_elements(r.entry -> 'pairs') as x (pair))), '') as unreferenced
  from place p cross join lateral jsonb_array_elements(p.entry -> 'references') as r (entry)
  group by p.number
),
person (head, full_head) as (
  select 'with person as (select * from unnest(cast(:ids as uuid[]), cast(:organizations as uuid[])) with ordinality as p (id, organization_id, place))',
    'with person as (select * from unnest(cast(:ids as uuid[]), cast(:organizations as uuid[]),'
    || ' cast(:pseudonyms as uuid[]), cast(:heirs as uuid[])) with ordinality as p (id, organization_id, pseudonym, heir, place))'
),
-- Whose a row is, by the row itself; null where it does not say.
part as (
  select p.number, p.mapped, p.name, p.rows, p.with_organization, r.crossed, r.joined, r.whose,
    case when p.organization_column is null then ''
      else format(' and t0.%I = p.organization_id', p.organization_column) end as same_tenant,
    p.organization_column is not null as names_tenant,
    case when p.organization_column is not null then format('t0.%I', p.organization_column)
      when o.whose is not null then format('(select %s from %s where true%s limit 1)', o.whose, substr(o.crossed, 3), o.joined)
      else 'cast(null as text)' end as tenant,
    a.assignments, coalesce(a.passes_on, false) as passes_on, coalesce(a.leaves_the_path, false) as leaves_the_path,
    coalesce(a.loses_tenant, false) as loses_tenant,
    a.not_cleared, o.crossed as organization_crossed, o.joined as organization_joined, o.whose as organization_whose,
    coalesce(f.unreferenced, '') as unreferenced
  from place p
    left join reach r on r.number = p.number and r.way = 'path'
    left join reach o on o.number = p.number and o.way = 'organizationPath'
    left join anonymised a on a.number = p.number
    left join referenced f on f.number = p.number
),
-- The people of an organization, as the other statements are given people.
resident (head) as (
  select format('with person as (select t0.%I as id, cast(:organization as uuid) as organization_id from %s t0%s where %s = cast(:organization as uuid)%s)',
    cast(:subject_column as text), name, organization_crossed, organization_whose, organization_joined)
  from part
  where mapped = cast(:subject_table as text) and organization_whose is not null
),
written as (
  -- A row of another tenant than its person's says so.
  select number, mapped, 'delete-with-person' as kind,
    format('%s, gone as (delete from %s t0 using person p%s where %s = p.id%s%s returning p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere) select place, elsewhere, count(*) as "rows" from gone group by place, elsewhere',
      head, name, crossed, whose, joined, same_tenant, tenant) as statement
  from part cross join person
  where whose is not null and (rows = 'erase' or passes_on)
  union all
  select number, mapped, 'change-with-person',
    format('%s, changed as (update %s t0 set %s from person p%s where %s = p.id%s%s returning p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere) select place, elsewhere, count(*) as "rows" from changed group by place, elsewhere',
      case when assignments ~ '\mp[.]' then full_head else head end, name, assignments, crossed, whose, joined, same_tenant,
      case when loses_tenant then 'null' else tenant end)
  from part cross join person
  where whose is not null and rows = 'keep' and assignments is not null
  union all
  -- Whatever else leads to a person must be gone; another tenant that refers to them counts too. One query of every place.
  select max(number), cast(:subject_table as text), 'must-be-absent',
    'with person as (select unnest(cast(:ids as uuid[])) as id) ' || string_agg(
      format('select %L as "table", count(*) as "rows" from person p where exists (select from %s t0%s where %s = p.id%s%s)',
        mapped, name, crossed, whose, joined,
        case when rows = 'erase' or leaves_the_path then '' else format(' and (%s)', not_cleared) end),
      ' union all ' order by number)
  from part
  where whose is not null and (rows = 'erase' or leaves_the_path or not_cleared is not null)
  union all
  select number, mapped, 'count-of-people',
    format('%s select p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere, count(*) as "rows" from person p, %s t0%s where %s = p.id%s%s group by 1, 2',
      head, case when loses_tenant and rows = 'keep' then 'null' else tenant end, name, crossed, whose, joined, same_tenant)
  from part cross join person
  where whose is not null and (rows = 'erase' or assignments is not null) and mapped like 'coditect\_shared.%'
  union all
  select number, mapped, 'who-needs-an-heir',
    format('select distinct %s as id from %s t0%s where %s = any (cast(:ids as uuid[]))%s', whose, name, crossed, whose, joined)
  from part
  where passes_on
  union all
  select number, mapped, 'count-of-organization',
    format('select count(*) as "rows" from %s t0%s where %s = cast(:organization as uuid)%s',
      name, organization_crossed, organization_whose, organization_joined)
  from part
  where with_organization and mapped <> 'coditect_ops.erasure_left'
  union all
  -- What its people lose beside: rows that do not lead to it, and rows that are changed before they go with it.
  select number, mapped, 'count-of-residents',
    format('%s select nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere, count(*) as "rows" from person p, %s t0%s where %s = p.id%s%s group by 1',
      head, case when loses_tenant and rows = 'keep' then 'null' else tenant end, name, crossed, whose, joined, same_tenant)
  from part cross join resident
  where whose is not null and mapped like 'coditect\_shared.%'
    and (rows = 'erase' or passes_on) and not (with_organization and names_tenant)
    or whose is not null and mapped like 'coditect\_shared.%' and rows = 'keep' and assignments is not null and not passes_on
  union all
  -- What still leads to a person, or is still referred to, waits for them. A place of a row is one of a single table: only.
  select number, mapped, 'delete-with-organization',
    format('with gone as (delete from only %s t0 where t0.ctid = any (array(select t0.ctid from only %s t0%s where %s = cast(:organization as uuid)%s%s%s limit :most)) returning cast(%s as text) as tenant) select tenant, count(*) as "rows" from gone group by tenant',
      name, name, organization_crossed, organization_whose, organization_joined,
      case when whose is null then ''
        else format(' and not exists (select from %I.%I u%s where u.%I = %s%s)',
          split_part(cast(:subject_table as text), '.', 1), split_part(cast(:subject_table as text), '.', 2), crossed, cast(:subject_column as text), whose, joined) end,
      unreferenced, tenant)
  from part
  where with_organization and mapped <> cast(:subject_table as text)
)
select number, mapped as "table", kind, statement from written order by number, kind
