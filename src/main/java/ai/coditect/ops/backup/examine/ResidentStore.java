package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.marker.ReadingStore;
import ai.coditect.ops.database.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Who lives in a copy. */
final class ResidentStore {
  private static final Sql PAGE = Sql.file("backup/page_residents");
  private final CopiedDatabaseClient copy;

  ResidentStore(CopiedDatabaseClient copy) {
    this.copy = copy;
  }

  /** Somebody, or an organization as its own subject. */
  record Living(UUID organization, UUID subject, Instant madeAt) {}

  void each(Consumer<Living> reader) {
    try (ReadingStore reading = copy.read();
        Stream<Living> all =
            reading
                .jdbc()
                .sql(PAGE.text())
                .withFetchSize(1000)
                .query(
                    (row, n) ->
                        new Living(
                            row.getObject("organization_id", UUID.class),
                            row.getObject("subject", UUID.class),
                            row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .stream()) {
      all.forEach(reader);
    }
  }
}
