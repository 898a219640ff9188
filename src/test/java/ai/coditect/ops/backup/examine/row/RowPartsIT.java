package ai.coditect.ops.backup.examine.row;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** To which part a row's version belongs, also where the numbers of transactions come round. */
class RowPartsIT {
  private static final Sql COMPOSE = Sql.file("backup/compose_comparison");
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  /** Versions by the part that they are counted in. */
  private static Map<Integer, List<Long>> parts(String snapshot, String now, Long... versions) {
    JdbcClient jdbc = JdbcClient.create(DATABASE.asSuperuser());
    // A table cannot have a column of this name, a view can.
    jdbc.sql(
            Stream.of(versions)
                .map(
                    xmin ->
                        "select '00000000-0000-0000-0000-%012d'::uuid as id, '%s'::xid as xmin"
                            .formatted(xmin, xmin))
                .collect(
                    Collectors.joining(" union all ", "create or replace view versions as ", "")))
        .update();
    String statement =
        jdbc.sql(COMPOSE.text())
            .param("name", "public.versions")
            .param("tenant", "id")
            .param("expressions", "0")
            .param("keys", "0")
            .param("born", false)
            .param("touched", false)
            .param("taken_at", "2026-11-28T00:00:00Z")
            .param("snapshot", snapshot)
            .param("now", now)
            .query(String.class)
            .single();
    return jdbc
        .sql(statement)
        .query(
            (row, n) ->
                Map.entry(
                    row.getInt("part"),
                    Long.parseLong(row.getString("organization_id").substring(24))))
        .stream()
        .sorted(Map.Entry.comparingByValue())
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  @Test
  void what_ran_beside_the_marker_is_in_doubt_and_what_came_later_was_not_seen() {
    // 100 ran on, 101 had ended; frozen versions keep numbers that the copy has not reached.
    assertThat(
            parts(
                "100:103:100", "110:110:", 1L, 2L, 99L, 100L, 101L, 102L, 103L, 109L, 110L, 5000L))
        .isEqualTo(
            Map.of(
                0, List.of(1L, 2L, 99L, 110L, 5000L),
                1, List.of(101L, 102L),
                3, List.of(100L, 103L, 109L)));
  }

  @Test
  void nothing_was_written_since() {
    assertThat(parts("100:100:", "100:100:", 3L, 99L, 100L, 4294967295L))
        .isEqualTo(Map.of(0, List.of(3L, 99L, 100L, 4294967295L)));
  }

  @Test
  void numbers_come_round() {
    // 2^32 is 4294967296: numbers 0 to 2 are nobody's, so that the next after it is 3.
    assertThat(
            parts(
                "4294967290:4294967294:4294967291",
                "4294967304:4294967304:",
                1L,
                2L,
                3L,
                7L,
                8L,
                4294967289L,
                4294967290L,
                4294967291L,
                4294967293L,
                4294967294L,
                4294967295L))
        .isEqualTo(
            Map.of(
                0, List.of(1L, 2L, 8L, 4294967289L),
                1, List.of(4294967290L, 4294967293L),
                3, List.of(3L, 7L, 4294967291L, 4294967294L, 4294967295L)));
  }

  @Test
  void a_snapshot_of_a_later_round_is_compared_in_its_own() {
    assertThat(
            parts(
                "4294967300:4294967302:4294967301",
                "4294967310:4294967310:",
                3L,
                4L,
                5L,
                6L,
                13L,
                14L))
        .isEqualTo(Map.of(0, List.of(3L, 14L), 1, List.of(4L), 3, List.of(5L, 6L, 13L)));
  }
}
