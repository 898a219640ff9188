package ai.coditect.ops.erasure;

import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every row of both schemas as it was, brought back in the same database: a restore in a moment.
 */
final class KeptTables {
  private final LocalPostgres.Database database;
  private final List<String> tables;

  private KeptTables(LocalPostgres.Database database, List<String> tables) {
    this.database = database;
    this.tables = tables;
  }

  /** Keeps what is there now, in the place of what was kept before. */
  static KeptTables of(LocalPostgres.Database database) {
    List<String> tables =
        JdbcClient.create(database.asSuperuser())
            .sql(
                "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid ="
                    + " c.relnamespace where n.nspname in ('coditect_shared', 'coditect_ops') and"
                    + " c.relkind = 'r' and c.relname not like 'flyway%' order by 1")
            .query(String.class)
            .list();
    StringBuilder keep =
        new StringBuilder("drop schema if exists kept cascade; create schema kept;");
    tables.forEach(
        table ->
            keep.append("create table kept.\"" + table + "\" as select * from " + table + ";"));
    database.execute(keep.toString());
    return new KeptTables(database, tables);
  }

  void restore() {
    StringBuilder restore = new StringBuilder("set session_replication_role = replica;");
    restore.append("truncate " + String.join(", ", tables) + ";");
    JdbcClient jdbc = JdbcClient.create(database.asSuperuser());
    for (String table : tables) {
      String columns =
          jdbc.sql(
                  "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
                      + " where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped"
                      + " and attgenerated = ''")
              .param(table)
              .query(String.class)
              .single();
      restore.append(
          "insert into %s (%s) overriding system value select %s from kept.\"%s\";"
              .formatted(table, columns, columns, table));
    }
    database.execute(restore.toString(), "set session_replication_role = origin");
  }
}
