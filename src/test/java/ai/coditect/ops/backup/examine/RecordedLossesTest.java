package ai.coditect.ops.backup.examine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.marker.MarkerContent;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordedLossesTest {
  private static final MarkerContent.Table USERS =
      new MarkerContent.Table(
          "coditect_shared.users", "id", List.of("name"), "", "", 1, true, true, 1, 1);
  private static final MarkerContent.Tail BOOK =
      new MarkerContent.Tail("coditect_ops.book", "id", "", 1, 2, 2, "3");
  private static final SortedMap<String, List<String>> THEN =
      new TreeMap<>(
          Map.of(
              "tables",
              List.of("coditect_ops.book kind rp", "coditect_shared.users kind rp"),
              "columns",
              List.of("coditect_ops.book.id bigint", "coditect_shared.users.name text"),
              "migrations",
              List.of("ops V1.sql 1", "tenant V1.sql 1")));

  private static SortedMap<String, List<String>> bare(String... migrations) {
    return new TreeMap<>(Map.of("migrations", List.of(migrations)));
  }

  private static String comparable(String... migrations) {
    RecordedLosses losses = RecordedLosses.between(THEN, bare(migrations));
    return losses.of(USERS) + " " + losses.of(BOOK);
  }

  @Test
  void a_loss_is_excused_by_a_migration_of_its_own_schema_only() {
    assertThat(comparable("ops V1.sql 1", "tenant V1.sql 1")).isEqualTo("CONTENT CONTENT");
    assertThat(comparable("ops V1.sql 1", "ops V2.sql 2", "tenant V1.sql 1"))
        .isEqualTo("CONTENT NOTHING");
    assertThat(comparable("ops V1.sql 1", "tenant V1.sql 1", "tenant V2.sql 2"))
        .isEqualTo("NOTHING CONTENT");
    assertThat(comparable("ops V1.sql 1", "ops V2.sql 2", "tenant V1.sql 1", "tenant V2.sql 2"))
        .isEqualTo("NOTHING NOTHING");
  }

  @Test
  void so_is_the_loss_of_a_column() {
    SortedMap<String, List<String>> now = bare("ops V1.sql 1", "ops V2.sql 2", "tenant V1.sql 1");
    now.put("tables", THEN.getOrDefault("tables", List.of()));
    assertThat(RecordedLosses.between(THEN, now).columns()).containsOnlyKeys("coditect_ops.book");
  }

  @Test
  void a_history_from_which_an_entry_is_gone_excuses_nothing() {
    assertThat(comparable("ops V2.sql 2", "ops V3.sql 3", "tenant V1.sql 1"))
        .isEqualTo("CONTENT CONTENT");
    assertThat(comparable("ops V1.sql 1", "tenant V2.sql 2", "tenant V3.sql 3"))
        .isEqualTo("CONTENT CONTENT");
  }
}
