-- Writes the statements that find and erase people and organizations in each mapped table, in the order of the map, children first.
-- Every name is quoted by the server; ids, tenants, pseudonyms and heirs stay parameters of what is written.
with recursive place as (
  select p.number, p.entry ->> 'table' as mapped,
    format('%I.%I', split_part(p.entry ->> 'table', '.', 1), split_part(p.entry ->> 'table', '.', 2)) as name,
    p.entry ->> 'rows' as rows, p.entry ->> 'organizationColumn' as organization_column, p.entry -> 'circle' ->> 0 as circle,
    cast(p.entry ->> 'withOrganization' as boolean) as with_organization, p.entry
  from jsonb_array_elements(cast(:places as jsonb)) with ordinality as p (entry, number)
),
hop as (
  select p.number, w.way, h.number as step, count(*) over (partition by p.number, w.way) as steps,
    h.hop ->> 'column' as column_name, h.hop ->> 'key' as key,
    format('%I.%I', split_part(h.hop ->> 'table', '.', 1), split_part(h.hop ->> 'table', '.', 2)) as target,
    -- Of which rows the step holds.
    case when h.hop ->> 'when' is null then ''
      else format(' and cast(t%s.%I as text) = %L', h.number - 1, h.hop -> 'when' ->> 0, h.hop -> 'when' ->> 1) end as met
  from place p
    cross join lateral (
      select w.way, p.entry -> w.way as path from (values ('path'), ('organizationPath')) as w (way)
      union all
      select 'also ' || a.number, a.entry -> 'path' from jsonb_array_elements(p.entry -> 'also') with ordinality as a (entry, number)) w
    cross join lateral jsonb_array_elements(w.path) with ordinality as h (hop, number)
),
-- Of each way, the tables it crosses, how they join, and the column that says whose the row is.
reach as (
  select number, way,
    coalesce(string_agg(format(', %s t%s', target, step), '' order by step) filter (where step < steps), '') as crossed,
    string_agg(case when step < steps then format(' and t%s.%I = t%s.%I', step, key, step - 1, column_name) else '' end || met, '' order by step) as joined,
    max(format('t%s.%I', step - 1, column_name)) filter (where step = steps) as whose
  from hop group by number, way
),
anonymised as (
  select p.number,
    string_agg(format('%I = %s', a.entry ->> 'column', case a.entry ->> 'how'
      when 'clear' then 'null'
      when 'pseudonym' then format('cast(p.pseudonym as %s)', a.entry ->> 'type')
      when 'set' then format('cast(%L as %s)', a.entry ->> 'constant', a.entry ->> 'type')
      when 'reassign' then 'p.heir' end), ', ' order by a.number) as assignments,
    bool_or(a.entry ->> 'how' = 'reassign') as passes_on,
    bool_or(a.entry ->> 'column' = p.entry -> 'path' -> 0 ->> 'column') as leaves_the_path,
    bool_or(a.entry ->> 'column' = p.organization_column) as loses_tenant,
    max(a.entry ->> 'constant') filter (where a.entry ->> 'column' = p.entry -> 'path' -> 0 ->> 'column') as stand_in,
    string_agg(format('t0.%I is distinct from %s', a.entry ->> 'column', case a.entry ->> 'how' when 'clear' then 'null'
      else format('cast(%L as %s)', a.entry ->> 'constant', a.entry ->> 'type') end), ' or ' order by a.number)
      filter (where a.entry ->> 'how' in ('clear', 'set')) as not_cleared
  from place p cross join lateral jsonb_array_elements(p.entry -> 'anonymise') with ordinality as a (entry, number)
  group by p.number
),
reference as (
  select p.number, p.mapped, r.entry ->> 'table' as referring,
    format('%I.%I', split_part(r.entry ->> 'table', '.', 1), split_part(r.entry ->> 'table', '.', 2)) as name,
    (select string_agg(format('c.%I = t0.%I', x.pair ->> 0, x.pair ->> 1), ' and ')
      from jsonb_array_elements(r.entry -> 'pairs') as x (pair))
    || case when r.entry ->> 'table' = p.mapped then ' and (c.tableoid, c.ctid) <> (t0.tableoid, t0.ctid)' else '' end as joined
  from place p cross join lateral jsonb_array_elements(p.entry -> 'references') as r (entry)
),
referenced as (
  select number, string_agg(format(' and not exists (select from %s c where %s)', name, joined), '') as unreferenced
  from reference where referring <> mapped group by number
),
-- Within a table: what refers to a row (c to t0), and what a row refers to (v to t0).
own_reference as (
  select number,
    string_agg((select string_agg(format('c.%I = t0.%I', x.pair ->> 0, x.pair ->> 1), ' and ') from jsonb_array_elements(pairs) as x (pair)), ' or ') as below,
    string_agg((select string_agg(format('v.%I = t0.%I', x.pair ->> 0, x.pair ->> 1), ' and ') from jsonb_array_elements(pairs) as x (pair)), ' or ') as above
  from (
    select p.number, r.entry -> 'pairs' as pairs
    from place p cross join lateral jsonb_array_elements(p.entry -> 'references') as r (entry)
    where r.entry ->> 'table' = p.mapped) own
  group by number
),
-- The ways from a row to the project that it is in. A standing hold on that keeps the row.
project_way as (
  select p.number, w.way,
    coalesce(string_agg(format('%s w%s', format('%I.%I', split_part(s.step ->> 'table', '.', 1), split_part(s.step ->> 'table', '.', 2)), s.number), ', '
      order by s.number) filter (where s.step is not null), '') as crossed,
    coalesce(string_agg((select string_agg(format(' and w%s.%I = %s.%I', s.number, x.pair ->> 1,
      case s.number when 1 then 't0' else format('w%s', s.number - 1) end, x.pair ->> 0), '') from jsonb_array_elements(s.step -> 'pairs') as x (pair)), ''
      order by s.number) filter (where s.step is not null), '') as joined,
    case count(s.number) when 0 then 't0' else format('w%s', max(s.number)) end as project
  from place p
    cross join lateral jsonb_array_elements(p.entry -> 'projectWays') with ordinality as w (entry, way)
    left join lateral jsonb_array_elements(w.entry) with ordinality as s (step, number) on true
  group by p.number, w.way
),
held_project as (
  select number,
    string_agg(format('select coalesce(h.part_of, h.id) as hold_id, h.ground from coditect_ops.holds h%s where h.project_id = %s.id%s'
      || ' and h.kind = ''project'' and h.released_at is null and (h.until is null or h.until > least(cast(:as_of as timestamptz), now()))'
      || ' and not exists (select from coditect_ops.holds o where o.id = h.part_of and o.released_at is not null)',
      case crossed when '' then '' else ', ' || crossed end, project, joined), ' union all ' order by way) as holds
  from project_way group by number
  union all
  -- Where ways have no end, a row's own are followed, if any project is held at all.
  select number,
    format('select o.hold_id, o.ground from (with recursive inside (at, part, spot) as (select cast(%L as text), t0.tableoid, t0.ctid'
      || ' union select e.at, e.part, e.spot from inside i cross join lateral (%s) e)'
      || ' select coalesce(h.part_of, h.id) as hold_id, h.ground from inside i join %s j on j.tableoid = i.part and j.ctid = i.spot'
      || ' join coditect_ops.holds h on h.project_id = j.id where i.at = %L and %s) o where exists (select from coditect_ops.holds h where %s)',
      mapped, steps, projects, cast(:projects as text), standing, standing)
  from (
    select p.number, p.mapped,
      string_agg(format('select cast(%L as text) as at, w.tableoid as part, w.ctid as spot from %s v join %s w on %s where i.at = %L and v.tableoid = i.part and v.ctid = i.spot',
        s.step -> 'to' ->> 'table', f.name, t.name,
        (select string_agg(format('v.%I = w.%I', x.pair ->> 0, x.pair ->> 1), ' and ') from jsonb_array_elements(s.step -> 'to' -> 'pairs') as x (pair)),
        s.step ->> 'from'), ' union all ' order by s.number) as steps,
      format('%I.%I', split_part(cast(:projects as text), '.', 1), split_part(cast(:projects as text), '.', 2)) as projects,
      'h.kind = ''project'' and h.released_at is null and (h.until is null or h.until > least(cast(:as_of as timestamptz), now()))'
      || ' and not exists (select from coditect_ops.holds o where o.id = h.part_of and o.released_at is not null)' as standing
    from place p
      cross join lateral jsonb_array_elements(p.entry -> 'projectSteps') with ordinality as s (step, number)
      cross join lateral (select format('%I.%I', split_part(s.step ->> 'from', '.', 1), split_part(s.step ->> 'from', '.', 2)) as name) f
      cross join lateral (
        select format('%I.%I', split_part(s.step -> 'to' ->> 'table', '.', 1), split_part(s.step -> 'to' ->> 'table', '.', 2)) as name) t
    group by p.number, p.mapped) c
),
person (head, full_head) as (
  select 'with recursive person as (select * from unnest(cast(:ids as uuid[]), cast(:organizations as uuid[])) with ordinality as p (id, organization_id, place))',
    'with recursive person as (select * from unnest(cast(:ids as uuid[]), cast(:organizations as uuid[]),'
    || ' cast(:pseudonyms as uuid[]), cast(:heirs as uuid[])) with ordinality as p (id, organization_id, pseudonym, heir, place))'
),
-- Whose a row is, by the row itself; null where it does not say.
part as (
  select p.number, p.mapped, p.name, p.rows, p.circle, p.with_organization, r.crossed, r.joined, r.whose,
    -- A row of theirs that names no tenant is theirs, too.
    case when p.organization_column is null then ''
      when c.attnotnull then format(' and t0.%I = p.organization_id', p.organization_column)
      else format(' and coalesce(t0.%I, p.organization_id) = p.organization_id', p.organization_column) end as same_tenant,
    p.organization_column is not null as names_tenant, coalesce(c.attnotnull, false) as always_names_tenant,
    cast(p.entry ->> 'actsOverPath' as boolean) as acts_over_path,
    case when p.organization_column is not null then format('t0.%I', p.organization_column)
      when o.whose is not null then format('(select %s%s where true%s limit 1)', o.whose,
        case o.crossed when '' then '' else ' from ' || substr(o.crossed, 3) end, o.joined)
      else 'cast(null as text)' end as tenant,
    a.assignments, coalesce(a.passes_on, false) as passes_on, coalesce(a.leaves_the_path, false) as leaves_the_path,
    coalesce(a.loses_tenant, false) as loses_tenant,
    a.not_cleared, a.stand_in, o.crossed as organization_crossed, o.joined as organization_joined, o.whose as organization_whose,
    coalesce(f.unreferenced, '') as unreferenced, h.holds,
    case when h.holds is null then '' else format(' and not exists (%s)', h.holds) end as unheld
  from place p
    left join reach r on r.number = p.number and r.way = 'path'
    left join reach o on o.number = p.number and o.way = 'organizationPath'
    left join anonymised a on a.number = p.number
    left join pg_catalog.pg_attribute c on c.attrelid = to_regclass(p.name) and c.attnum > 0 and c.attname = p.organization_column
    left join referenced f on f.number = p.number
    left join held_project h on h.number = p.number
),
-- Other places of a row where people stand: what finds the rows of one (p), who stands in a row, and what becomes of the place.
also as (
  select p.number, cast(a.number as integer) as way, p.mapped, p.name, r.crossed, a.entry -> 'change' ->> 'how' as how,
    case f.form when 'column' then a.entry -> 'change' ->> 'constant' end as stand_in,
    case f.form
      when 'column' then format('%s = p.id%s', r.whose, r.joined)
      when 'array' then format('t0.%I @> array[p.id]%s', f.column_name, r.joined)
      -- As the server writes an id and, as some clients do, in capitals; an index on the document serves both.
      else format('(t0.%1$I @> %2$s or t0.%1$I @> %3$s)%4$s', f.column_name,
        f.opened || replace(f.wrapped, '*', 'cast(p.id as text)') || f.closed, f.opened || replace(f.wrapped, '*', 'upper(cast(p.id as text))') || f.closed, r.joined)
    end as matches,
    case f.form
      when 'column' then format('select %s as id%s where true%s', r.whose, case r.crossed when '' then '' else ' from ' || substr(r.crossed, 3) end, r.joined)
      when 'array' then format('select e.id from unnest(t0.%I) as e (id) where true%s', f.column_name, r.joined)
      else format('select case when e.id ~ ''^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'' then cast(e.id as uuid) end as id from %s as e (id) where true%s',
        case f.form when 'member' then format('(select t0.%I #>> %L)', f.column_name, f.path)
          else format('(select x.item #>> ''{}'' from jsonb_array_elements(case jsonb_typeof(t0.%1$I #> %2$L) when ''array'' then t0.%1$I #> %2$L else ''[]'' end) as x (item))', f.column_name, f.path) end,
        r.joined)
    end as people,
    -- A column of theirs holds one person. Out of an array all those go at once who go together.
    format('%I = ', f.column_name) || case
      when f.form = 'column' then case a.entry -> 'change' ->> 'how'
        when 'clear' then 'null'
        when 'pseudonym' then format('cast(p.pseudonym as %s)', a.entry -> 'change' ->> 'type')
        when 'set' then format('cast(%L as %s)', a.entry -> 'change' ->> 'constant', a.entry -> 'change' ->> 'type')
        when 'reassign' then 'p.heir' end
      when f.form = 'array'
        then format('array(select e.id from unnest(t0.%I) with ordinality as e (id, place) where e.id is null or not e.id = any (cast(:ids as uuid[])) order by e.place)', f.column_name)
      when f.form = 'members'
        then format('jsonb_set(t0.%1$I, %2$L, coalesce((select jsonb_agg(e.item order by e.place) from jsonb_array_elements(t0.%1$I #> %2$L) with ordinality as e (item, place)'
          || ' where (lower(e.item #>> ''{}'') = any (cast(cast(:ids as uuid[]) as text[]))) is not true), ''[]''))', f.column_name, f.path)
      when a.entry -> 'change' ->> 'how' = 'remove' then format('t0.%I #- %L', f.column_name, f.path)
      else format('jsonb_set(t0.%I, %L, %s, false)', f.column_name, f.path, case a.entry -> 'change' ->> 'how'
        when 'pseudonym' then 'to_jsonb(cast(p.pseudonym as text))'
        when 'set' then format('to_jsonb(cast(%L as text))', a.entry -> 'change' ->> 'constant')
        else quote_literal('null') end)
    end as assignment
  from place p
    cross join lateral jsonb_array_elements(p.entry -> 'also') with ordinality as a (entry, number)
    join reach r on r.number = p.number and r.way = 'also ' || a.number
    cross join lateral (
      select a.entry ->> 'form' as form, a.entry -> 'path' -> 0 ->> 'column' as column_name,
        cast(array(select jsonb_array_elements_text(a.entry -> 'members')) as text) as path,
        coalesce((select string_agg(format('jsonb_build_object(%L, ', m.name), '' order by m.number)
          from jsonb_array_elements_text(a.entry -> 'members') with ordinality as m (name, number)), '') as opened,
        case when a.entry ->> 'form' = 'members' then 'jsonb_build_array(*)' else 'to_jsonb(*)' end as wrapped,
        repeat(')', jsonb_array_length(a.entry -> 'members')) as closed) f
),
-- Whether a row still leads to somebody who is there, other than whoever stands for those who went.
led as (
  select number, string_agg(found, ' union all ' order by way) as leads
  from (
    select number, 0 as way, format('select from %I.%I u%s where u.%I = %s%s%s', split_part(cast(:subject_table as text), '.', 1),
      split_part(cast(:subject_table as text), '.', 2), crossed, cast(:subject_column as text), whose, joined,
      case when stand_in is null then '' else format(' and %s <> %L', whose, stand_in) end) as found
    from part where whose is not null
    union all
    select number, way, format('select from (%s) e join %I.%I u on u.%I = e.id%s', people, split_part(cast(:subject_table as text), '.', 1),
      split_part(cast(:subject_table as text), '.', 2), cast(:subject_column as text), case when stand_in is null then '' else format(' and e.id <> %L', stand_in) end)
    from also) l
  group by number
),
-- What may refer to rows that go with people.
in_the_way (mapped) as (
  select r.referring from reference r join part p on p.number = r.number where p.rows = 'erase' or p.passes_on
  union
  select r.referring from in_the_way w join reference r on r.mapped = w.mapped
),
-- A foreign key whose effect on this table is wanted, with the rows that refer (t0) to what goes (t1).
wanted_key as (
  select p.number, k.number as key_number, k.entry ->> 'does' as does, t.number as target, k.entry ->> 'table' = p.mapped as own,
    t.name as target_name,
    (select string_agg(format('t0.%I = t1.%I', x.pair ->> 0, x.pair ->> 1), ' and ') from jsonb_array_elements(k.entry -> 'pairs') as x (pair)) as joined,
    (select string_agg(format('%I = %s', x.name, case k.entry ->> 'does' when 'set-null' then 'null' else 'default' end), ', ')
      from jsonb_array_elements_text(k.entry -> 'unset') as x (name)) as assignments
  from place p
    cross join lateral jsonb_array_elements(p.entry -> 'wantedKeys') with ordinality as k (entry, number)
    join place t on t.mapped = k.entry ->> 'table'
),
-- The rows of a table that go with people: their own and, by the effects that are wanted, what refers to rows that go.
arm as (
  select number, 0 as arm,
    format('select p.place, p.organization_id, t0.tableoid, t0.ctid from %s t0, person p%s where %s = p.id%s%s%s', name, crossed, whose, joined, same_tenant,
      case when passes_on then ' and not cast(:pass_on as boolean)' else '' end) as text
  from part
  where whose is not null and (rows = 'erase' or passes_on)
  union all
  -- Where nobody is left to take over, rows go that would pass to somebody.
  select a.number, 1000 + a.way,
    format('select p.place, p.organization_id, t0.tableoid, t0.ctid from %s t0, person p%s where %s%s%s', a.name, a.crossed, a.matches, p.same_tenant,
      case when a.how is null then '' else ' and not cast(:pass_on as boolean)' end)
  from also a join part p on p.number = a.number
  where coalesce(a.how, 'reassign') = 'reassign'
  union all
  select k.number, k.key_number,
    format('select g.place, g.organization_id, t0.tableoid, t0.ctid from going_%s g join %s t1 on t1.tableoid = g.part and t1.ctid = g.spot join %s t0 on %s',
      k.target, k.target_name, p.name, k.joined)
  from wanted_key k join part p on p.number = k.number
  where k.does = 'cascade' and not k.own
  union all
  -- Last, as it asks for itself.
  select k.number, 1000000,
    format('select g.place, g.organization_id, t0.tableoid, t0.ctid from going_%s g join %s t1 on t1.tableoid = g.part and t1.ctid = g.spot join %s t0 on %s',
      k.number, p.name, p.name, string_agg(k.joined, ' or ' order by k.key_number))
  from wanted_key k join part p on p.number = k.number
  where k.does = 'cascade' and k.own
  group by k.number, p.name
),
going (ctes) as (
  select coalesce(string_agg(cte, '' order by number), '')
  from (
    select number, format(', going_%s (place, organization_id, part, spot) as (%s)', number, string_agg(text, ' union ' order by arm)) as cte
    from arm group by number) c
),
chained as (
  select number from wanted_key where does = 'cascade'
  union
  select number from also where coalesce(how, 'reassign') = 'reassign'
),
-- The rows that are untied from what goes, but for those that go themselves: with everybody with whom they would be, who may yet
-- be left; and each once, with all who are going.
untied as (
  select k.number, k.key_number, p.mapped, p.name, k.assignments, f.every,
    format('select distinct on (part, spot) * from (%s) e%s order by part, spot, place', f.every,
      case when exists (select from arm a where a.number = k.number)
        then format(' where not exists (select from going_%s x where x.part = e.part and x.spot = e.spot)', k.number) else '' end) as found
  from wanted_key k
    join part p on p.number = k.number
    cross join lateral (
      select format('select g.place, g.organization_id, t0.tableoid as part, t0.ctid as spot'
        || ' from going_%s g join %s t1 on t1.tableoid = g.part and t1.ctid = g.spot join %s t0 on %s%s',
        k.target, k.target_name, p.name, k.joined,
        case when exists (select from arm a where a.number = k.number)
          then format(' where not exists (select from going_%s x where x.place = g.place and x.part = t0.tableoid and x.spot = t0.ctid)', k.number)
          else '' end) as every) f
  where k.does <> 'cascade'
),
-- The same of places where people stand beside those whose the row is; each counts for everybody who stands in it.
removed as (
  select a.number, a.way + 1000 as key_number, p.mapped, p.name, a.assignment,
    format('select p.place, p.organization_id, t0.tableoid as part, t0.ctid as spot from %s t0, person p%s where %s%s%s', a.name, a.crossed, a.matches,
      case a.how when 'reassign' then p.same_tenant || ' and cast(:pass_on as boolean)' else '' end,
      case when exists (select from arm r where r.number = a.number)
        then format(' and not exists (select from going_%s x where x.part = t0.tableoid and x.spot = t0.ctid)', a.number) else '' end) as every
  from also a join part p on p.number = a.number
  where a.how is not null
),
-- Rows that change with people beside those that are theirs.
beside as (
  select number, key_number, mapped, found, every from untied
  union all
  select number, key_number, mapped, every, every from removed
),
-- The people of an organization, as the other statements are given people.
resident (head) as (
  select format('with recursive person as (select t0.%I as id, cast(:organization as uuid) as organization_id, row_number() over () as place from %s t0%s where %s = cast(:organization as uuid)%s)',
    cast(:subject_column as text), name, organization_crossed, organization_whose, organization_joined)
  from part
  where mapped = cast(:subject_table as text) and organization_whose is not null
),
written as (
  -- A row of another tenant than its person's says so.
  select number, mapped, case when circle is null then 'delete-with-person' else 'delete-in-circle' end as kind,
    format('%s, gone as (delete from %s t0 using person p%s where %s = p.id%s%s returning p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere) select place, elsewhere, count(*) as "rows" from gone group by place, elsewhere',
      head, name, crossed, whose, joined, same_tenant, tenant) as statement
  from part cross join person
  where whose is not null and (rows = 'erase' or passes_on) and number not in (select number from chained)
  union all
  select number, mapped, case when circle is null then 'delete-with-person' else 'delete-in-circle' end,
    format('%s%s, chosen as (select distinct on (part, spot) * from going_%s order by part, spot, place), gone as (delete from %s t0 using chosen p where t0.ctid = any (array(select c.spot from chosen c)) and t0.tableoid = p.part and t0.ctid = p.spot returning p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere) select place, elsewhere, count(*) as "rows" from gone group by place, elsewhere',
      head, ctes, number, name, tenant)
  from part cross join person cross join going
  where number in (select number from chained)
  union all
  -- Of tables that refer to each other, at the last of them: by then nothing but themselves refers to the rows.
  select e.last, e.circle, 'delete-circle-with-person', head || ctes || e.deletions || ' ' || e.counted
  from (
    select circle, max(number) as last,
      string_agg(format(', chosen_%1$s as (select distinct on (part, spot) * from going_%1$s order by part, spot, place), gone_%1$s as (delete from %2$s t0 using chosen_%1$s p where t0.ctid = any (array(select c.spot from chosen_%1$s c)) and t0.tableoid = p.part and t0.ctid = p.spot returning p.place, nullif(cast(%3$s as text), cast(p.organization_id as text)) as elsewhere)',
        number, name, tenant), '' order by number) filter (where goes) as deletions,
      string_agg(format('select %2$L as "table", place, elsewhere, count(*) as "rows" from gone_%1$s group by place, elsewhere', number, mapped),
        ' union all ' order by number) filter (where goes) as counted
    from (select part.*, exists (select from arm a where a.number = part.number) as goes from part where circle is not null) m
    group by circle) e
    cross join person
    cross join going
  where e.deletions is not null
  union all
  select u.number, u.mapped, 'untie-with-person',
    format('%s%s, chosen as (%s), changed as (update %s t0 set %s from chosen p where t0.ctid = any (array(select c.spot from chosen c)) and t0.tableoid = p.part and t0.ctid = p.spot returning p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere) select place, elsewhere, count(*) as "rows" from changed group by place, elsewhere',
      head, ctes, u.found, u.name, u.assignments, p.tenant)
  from untied u join part p on p.number = u.number cross join person cross join going
  union all
  select r.number, r.mapped, 'untie-with-person',
    format('%s%s, every as (%s), chosen as (select distinct on (part, spot) * from every order by part, spot, place), changed as (update %s t0 set %s from chosen c join person p on p.place = c.place'
      || ' where t0.ctid = any (array(select c.spot from chosen c)) and t0.tableoid = c.part and t0.ctid = c.spot returning c.part, c.spot, cast(%s as text) as tenant)'
      || ' select e.place, nullif(x.tenant, cast(e.organization_id as text)) as elsewhere, count(*) as "rows" from changed x join every e on e.part = x.part and e.spot = x.spot group by 1, 2',
      full_head, ctes, r.every, r.name, r.assignment, p.tenant)
  from removed r join part p on p.number = r.number cross join person cross join going
  union all
  -- Rows that stay as they are, counted where they can still be found.
  select number, mapped, 'keep-with-person',
    format('%s select p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere, count(*) as "rows" from person p, %s t0%s where %s = p.id%s%s group by 1, 2',
      head, tenant, name, crossed, whose, joined, same_tenant)
  from part cross join person
  where whose is not null and rows = 'keep' and assignments is null
  union all
  -- Whose rows, beside those of people who go, would go or change with them; of a row that leads to nobody, its tenant is said.
  select p.number, p.mapped, 'beside-people',
    format('%s%s select distinct r.place, cast(o.other as uuid) as other, cast(%s as uuid) as tenant from (%s) r join %s t0 on t0.tableoid = r.part and t0.ctid = r.spot'
      || ' left join lateral (%s) o on true',
      head, ctes, p.tenant, r.found, p.name,
      case when p.whose is null then 'select cast(null as uuid) as other'
        else format('select %s as other%s where true%s', p.whose, case when p.crossed <> '' then ' from ' || substr(p.crossed, 3) else '' end, p.joined) end || coalesce(' union all ' || (select string_agg(a.people, ' union all ' order by a.way) from also a where a.number = p.number), ''))
  from part p
    join (
      select number, format('select place, part, spot from going_%s', number) as found from chained
      union all
      select number, every from beside
      union all
      -- Others stand in the rows that are the people's own.
      select number, format('select p.place, t0.tableoid as part, t0.ctid as spot from %s t0, person p%s where %s = p.id%s%s', name, crossed, whose, joined, same_tenant)
      from part
      where whose is not null and (rows = 'erase' or assignments is not null)
        and number in (select number from also) and number not in (select number from chained)
      union all
      -- And these may be in another tenant.
      select number,
        format('select p.place, t0.tableoid as part, t0.ctid as spot from %s t0, person p%s where %s = p.id%s and cast(%s as text) <> cast(p.organization_id as text)',
          name, crossed, whose, joined, tenant)
      from part
      where whose is not null and not names_tenant and organization_whose is not null and (rows = 'erase' or assignments is not null)) r on r.number = p.number
    cross join person
    cross join going
  union all
  -- Who has rows in a project that is held, their own or such as would go or change with them.
  select p.number, p.mapped, 'in-held-project',
    format('%s%s select distinct r.place, h.hold_id, h.ground from (%s) r join %s t0 on t0.tableoid = r.part and t0.ctid = r.spot cross join lateral (%s) h',
      head, ctes, r.found, p.name, p.holds)
  from part p
    cross join person
    cross join going
    cross join lateral (
      select string_agg(found, ' union all ') as found
      from (
        select format('select p.place, t0.tableoid as part, t0.ctid as spot from %s t0, person p%s where %s = p.id%s', p.name, p.crossed, p.whose, p.joined) as found
        where p.whose is not null
        union all
        select format('select place, part, spot from going_%s where not cast(:own_only as boolean)', p.number) where p.number in (select number from chained)
        union all
        select format('select place, part, spot from (%s) u%s where not cast(:own_only as boolean)', u.every, u.key_number) from beside u where u.number = p.number) f) r
  where p.holds is not null and r.found is not null and p.mapped <> cast(:projects as text)
  union all
  -- Where a row names another tenant than its person's it is not taken with them, and the server must not take it either.
  select number, mapped, 'of-another-tenant',
    format('%s select distinct p.place from person p, %s t0%s where %s = p.id%s and %s <> p.organization_id', head, name, crossed, whose, joined, tenant)
  from part cross join person
  where whose is not null and acts_over_path and names_tenant and (rows = 'erase' or assignments is not null)
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
      format('select %L as "table", count(*) as "rows" from person p where exists (select from %s t0%s where %s)', mapped, name, crossed, matches),
      ' union all ' order by number, way)
  from (
    select number, 0 as way, mapped, name, crossed,
      format('%s = p.id%s%s', whose, joined, case when rows = 'erase' or leaves_the_path then '' else format(' and (%s)', not_cleared) end) as matches
    from part
    where whose is not null and (rows = 'erase' or leaves_the_path or not_cleared is not null)
    union all
    select number, way, mapped, name, crossed, matches from also) a
  union all
  select number, mapped, 'count-of-people',
    format('%s select p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere, count(*) as "rows" from person p, %s t0%s where %s = p.id%s%s group by 1, 2',
      head, case when loses_tenant and rows = 'keep' then 'null' else tenant end, name, crossed, whose, joined, same_tenant)
  from part cross join person
  where whose is not null and (rows = 'erase' or assignments is not null) and mapped not like 'coditect\_ops.%'
    and number not in (select number from chained)
  union all
  select number, mapped, 'count-of-people',
    format('%s%s select p.place, nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere, count(*) as "rows" from going_%s p join %s t0 on t0.tableoid = p.part and t0.ctid = p.spot group by 1, 2',
      head, ctes, tenant, number, name)
  from part cross join person cross join going
  where number in (select number from chained) and mapped not like 'coditect\_ops.%'
  union all
  select u.number, u.mapped, 'count-of-untied',
    format('%s%s select r.place, nullif(cast(%s as text), cast(r.organization_id as text)) as elsewhere, count(*) as "rows" from (select distinct * from (%s) e) r join %s t0 on t0.tableoid = r.part and t0.ctid = r.spot group by 1, 2',
      head, ctes, p.tenant, u.every, p.name)
  from beside u join part p on p.number = u.number cross join person cross join going
  where u.mapped not like 'coditect\_ops.%'
  union all
  select number, mapped, 'who-needs-an-heir',
    format('select distinct %s as id from %s t0%s where %s = any (cast(:ids as uuid[]))%s', whose, name, crossed, whose, joined)
  from part
  where passes_on
  union all
  select a.number, a.mapped, 'who-needs-an-heir', format('select distinct p.id from unnest(cast(:ids as uuid[])) as p (id) where exists (select from %s t0%s where %s)', a.name, a.crossed, a.matches)
  from also a
  where a.how = 'reassign'
  union all
  select number, mapped, 'count-of-organization',
    format('select count(*) as "rows" from %s t0%s where %s = cast(:organization as uuid)%s',
      name, organization_crossed, organization_whose, organization_joined)
  from part
  where with_organization and mapped <> 'coditect_ops.erasure_left'
  union all
  -- What its people lose beside: rows that do not lead to it, and rows that are changed before they go with it.
  select number, mapped, 'count-of-residents',
    format('%s select nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere, count(*) as "rows" from person p, %s t0%s where %s = p.id%s%s%s group by 1',
      head, case when loses_tenant and rows = 'keep' then 'null' else tenant end, name, crossed, whose, joined, same_tenant,
      case when with_organization and (rows = 'erase' or passes_on)
        then format(' and cast(%s as text) is distinct from cast(p.organization_id as text)', tenant) else '' end)
  from part cross join resident
  where number not in (select number from chained) and whose is not null and mapped not like 'coditect\_ops.%'
    and ((rows = 'erase' or passes_on) and not (with_organization and always_names_tenant) or rows = 'keep' and assignments is not null and not passes_on)
  union all
  select number, mapped, 'count-of-residents',
    format('%s%s select nullif(cast(%s as text), cast(p.organization_id as text)) as elsewhere, count(*) as "rows" from (select distinct organization_id, part, spot from going_%s) p join %s t0 on t0.tableoid = p.part and t0.ctid = p.spot%s group by 1',
      head, ctes, tenant, number, name,
      case when with_organization then format(' where cast(%s as text) is distinct from cast(p.organization_id as text)', tenant) else '' end)
  from part cross join resident cross join going
  where number in (select number from chained) and mapped not like 'coditect\_ops.%'
  union all
  select u.number, u.mapped, 'count-of-untied-residents',
    format('%s%s select nullif(cast(%s as text), cast(r.organization_id as text)) as elsewhere, count(*) as "rows" from (select distinct %sorganization_id, part, spot from (%s) e) r join %s t0 on t0.tableoid = r.part and t0.ctid = r.spot group by 1',
      head, ctes, p.tenant, case when u.key_number > 1000 then 'place, ' else '' end, u.every, p.name)
  from beside u join part p on p.number = u.number cross join resident cross join going
  where u.mapped not like 'coditect\_ops.%'
  union all
  -- What still leads to a person, is still referred to, or is in a held project, waits. A place is one of a single table: both are named.
  -- Where rows refer to others of their table, those that nothing refers to are taken with what they lead up to, or a circle:
  -- as far as whatever refers to a row is taken with it.
  select e.number, e.mapped, case when e.leads is null and e.mapped in (select mapped from in_the_way) then 'delete-nobodys' else 'delete-with-organization' end,
    case when w.number is null then format('with chosen as materialized (%s%s limit :most)', e.mine, e.free)
      else format('with recursive leaf as materialized (%s%s and not exists (select from %s c where (%s) and (c.tableoid, c.ctid) <> (t0.tableoid, t0.ctid)) limit :most)',
          e.mine, e.free, e.name, w.below)
        || format(', start as (select part, spot from leaf union all (%s%s and not exists (select from leaf) limit :most))', e.mine, e.free)
        || format(', walk (part, spot) as (select part, spot from start union'
          || ' select t0.tableoid, t0.ctid from walk s join %s v on v.tableoid = s.part and v.ctid = s.spot join %s t0 on %s%s where %s = cast(:organization as uuid)%s)',
          e.name, e.name, w.above, e.organization_crossed, e.organization_whose, e.organization_joined)
        || ', near as materialized (select part, spot from walk limit :most)'
        || format(', stays (part, spot) as (select n.part, n.spot from near n join %s t0 on t0.tableoid = n.part and t0.ctid = n.spot where not (true%s'
          || ' and not exists (select from %s c where (%s) and not exists (select from near x where x.part = c.tableoid and x.spot = c.ctid)))',
          e.name, e.free, e.name, w.below)
        || format(' union select n.part, n.spot from stays s join %s v on v.tableoid = s.part and v.ctid = s.spot join %s t0 on %s join near n on n.part = t0.tableoid and n.spot = t0.ctid)',
          e.name, e.name, w.above)
        || ', chosen as materialized (select part, spot from near except select part, spot from stays)' end
    || format(', gone as (delete from %s t0 where t0.ctid = any (array(select c.spot from chosen c)) and (t0.tableoid, t0.ctid) in (select c.part, c.spot from chosen c) returning cast(%s as text) as tenant) select tenant, count(*) as "rows" from gone group by tenant',
      e.name, e.tenant)
  from (
    select p.*, l.leads,
      format('select t0.tableoid as part, t0.ctid as spot from %s t0%s where %s = cast(:organization as uuid)%s',
        p.name, p.organization_crossed, p.organization_whose, p.organization_joined) as mine,
      case when l.leads is null then '' else format(' and not exists (%s)', l.leads) end
        || p.unreferenced || p.unheld as free
    from part p left join led l using (number)
    where p.with_organization and p.mapped <> cast(:subject_table as text)) e
    left join own_reference w on w.number = e.number
  union all
  -- What is left of an organization of which nothing more can go, and why.
  select number, mapped, 'left-of-organization',
    format('select count(*) as "rows", %s as of_people, %s as hold_id from %s t0%s where %s = cast(:organization as uuid)%s',
      case when leads is null then 'cast(0 as bigint)' else format('count(*) filter (where exists (%s))', leads) end,
      case when holds is null then 'cast(null as uuid)' else format('cast(min((select cast(h.hold_id as text) from (%s) h order by 1 limit 1)) as uuid)', holds) end,
      name, organization_crossed, organization_whose, organization_joined)
  from part left join led using (number)
  where with_organization and mapped not like 'coditect\_ops.%' and mapped <> cast(:subject_table as text)
  union all
  select r.number, r.referring, 'refers-to-organization',
    format('select exists (select from %s t0%s, %s c where %s = cast(:organization as uuid)%s and %s) as refers',
      p.name, p.organization_crossed, r.name, p.organization_whose, p.organization_joined, r.joined)
  from reference r join part p on p.number = r.number
  where p.with_organization and p.mapped not like 'coditect\_ops.%'
),
-- Triggers that write a table's rows to a history (number) when they go or change; what they write goes with the rest of it.
trigger_write as (
  select t.number, t.mapped, p.number as source, bool_or((g.tgtype & 8) <> 0) as on_delete, bool_or((g.tgtype & 16) <> 0) as on_update
  from place p
    cross join lateral jsonb_array_elements(p.entry -> 'writings') as w (entry)
    join place t on t.mapped = w.entry ->> 'into'
    join pg_catalog.pg_trigger g on g.tgrelid = to_regclass(p.name) and g.tgname = w.entry ->> 'trigger'
  group by t.number, t.mapped, p.number
),
-- As many rows as its source loses or has changed: of people by what is done, of an organization both.
history as (
  select w.number, w.mapped, 'count-of-people' as kind,
    case when not p.passes_on or w.on_delete and w.on_update then s.statement
      else format('select * from (%s) x where %s cast(:pass_on as boolean)', s.statement, case when w.on_delete then 'not' else '' end) end as statement
  from trigger_write w join part p on p.number = w.source join written s on s.number = w.source
  where s.kind = 'count-of-people' and case when p.passes_on then true when p.rows = 'keep' then w.on_update else w.on_delete end
    or s.kind = 'count-of-untied' and w.on_update
  union all
  select w.number, w.mapped, 'count-of-organization', case s.kind when 'count-of-organization' then s.statement
    else format('select cast(coalesce(sum(x."rows"), 0) as bigint) as "rows" from (%s) x', replace(s.statement, 'cast(:pass_on as boolean)', 'false')) end
  from trigger_write w join part h on h.number = w.number join part p on p.number = w.source join written s on s.number = w.source
  where h.with_organization
    and (s.kind = 'count-of-organization' and w.on_delete or s.kind = 'count-of-untied-residents' and w.on_update
      or s.kind = 'count-of-residents' and case when p.rows = 'keep' and not p.passes_on then w.on_update else w.on_delete end)
)
select number, mapped as "table", kind, statement
from (select number, mapped, kind, statement from written union all select number, mapped, kind, statement from history) s
order by number, kind
