-- The file that a table is stored in.
select pg_relation_filenode(to_regclass(:name))::bigint as filenode
