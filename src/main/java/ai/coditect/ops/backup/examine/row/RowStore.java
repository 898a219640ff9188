package ai.coditect.ops.backup.examine.row;

import ai.coditect.ops.backup.marker.MarkerContent;
import ai.coditect.ops.backup.marker.ReadingStore;
import ai.coditect.ops.database.Sql;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of the copy, apart by what the marker can have seen of them. */
public final class RowStore {
  private static final Sql COMPOSE = Sql.file("backup/compose_comparison");
  private static final Sql COMPOSE_TAIL = Sql.file("backup/compose_tail_comparison");
  private static final Sql DELETIONS = Sql.file("backup/count_deletions_since");
  private static final Sql FILENODE = Sql.file("backup/read_filenode");

  /** As a copy writes a time in UTC. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendOffset("+HH:mm", "+00")
          .toFormatter(Locale.ROOT);

  private final ReadingStore reading;

  public RowStore(ReadingStore reading) {
    this.reading = reading;
  }

  /** What one table of the copy holds. */
  public record Held(Map<UUID, TenantRows> byTenant, Optional<Instant> newest) {}

  /** A book's entries between two keys. */
  public record TailRows(long rows, BigInteger fingerprint) {}

  public Held read(MarkerContent.Table table, MarkerContent content) {
    String statement =
        reading
            .jdbc()
            .sql(COMPOSE.text())
            .param("name", table.name())
            .param("tenant", table.tenant())
            .param("expressions", table.expressions())
            .param("keys", table.keys())
            .param("born", table.born())
            .param("touched", table.touched())
            .param("taken_at", content.takenAt())
            .param("snapshot", content.snapshot())
            .param("now", reading.snapshot().text())
            .query(String.class)
            .single();
    Map<UUID, TenantRows> byTenant = new HashMap<>();
    Instant[] newest = new Instant[1];
    reading.stream(
        statement,
        row -> {
          byTenant.merge(
              UUID.fromString(row[0]),
              TenantRows.of(
                  Integer.parseInt(row[1]),
                  Long.parseLong(row[2]),
                  new BigInteger(row[3]),
                  new BigInteger(row[4])),
              TenantRows::plus);
          if (!row[5].equals("\\N")) {
            Instant touched = OffsetDateTime.parse(row[5], TIME).toInstant();
            newest[0] = newest[0] == null || touched.isAfter(newest[0]) ? touched : newest[0];
          }
        });
    return new Held(byTenant, Optional.ofNullable(newest[0]));
  }

  public TailRows read(MarkerContent.Tail tail) {
    String statement =
        reading
            .jdbc()
            .sql(COMPOSE_TAIL.text())
            .param("name", tail.name())
            .param("key", tail.key())
            .param("expressions", tail.expressions())
            .param("first", tail.first())
            .param("last", tail.last())
            .query(String.class)
            .single();
    return reading
        .jdbc()
        .sql(statement)
        .query(
            (row, n) ->
                new TailRows(
                    row.getLong("row_count"), row.getBigDecimal("fingerprint").toBigInteger()))
        .single();
  }

  /** Rows that runs of the worker deleted since the marker, by table and tenant. */
  public Map<String, Map<UUID, Long>> deletionsAfter(long lastEntry) {
    Map<String, Map<UUID, Long>> deletions = new HashMap<>();
    reading
        .jdbc()
        .sql(DELETIONS.text())
        .param("last", lastEntry)
        .query(
            row -> {
              deletions
                  .computeIfAbsent(row.getString("table_name"), t -> new HashMap<>())
                  .put(row.getObject("organization_id", UUID.class), row.getLong("row_count"));
            });
    return deletions;
  }

  /** The file of a table; 0 when the table is not there. */
  public long filenode(String table) {
    return reading
        .jdbc()
        .sql(FILENODE.text())
        .param("name", table)
        .query((row, n) -> row.getLong("filenode"))
        .single();
  }
}
