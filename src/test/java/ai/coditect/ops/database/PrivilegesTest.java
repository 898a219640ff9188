package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PrivilegesTest {

  @Test
  void a_list_is_for_the_whole_table_and_columns_are_for_themselves() {
    Privileges privileges =
        Privileges.of(
            Map.of(
                "tables",
                Map.of(
                    "s.t", List.of("select"),
                    "s.u", Map.of("select", List.of("id"), "insert", "all"))));

    assertThat(privileges.allow("s.t", "select", "")).isTrue();
    assertThat(privileges.allow("s.t", "select", "any")).isTrue();
    assertThat(privileges.allow("s.t", "delete", "")).isFalse();
    assertThat(privileges.allow("s.u", "select", "id")).isTrue();
    assertThat(privileges.allow("s.u", "select", "")).isFalse();
    assertThat(privileges.allow("s.u", "select", "email")).isFalse();
    assertThat(privileges.allow("s.u", "insert", "")).isTrue();
    assertThat(privileges.allow("s.v", "select", "")).isFalse();
  }

  @Test
  void a_file_that_says_nothing_clear_is_an_error() {
    assertThatThrownBy(() -> Privileges.of(Map.of("tabels", Map.of())))
        .hasMessageContaining("unknown section tabels");
    assertThatThrownBy(() -> Privileges.of(Map.of("tables", Map.of("s.t", "select"))))
        .hasMessageContaining("s.t needs a list");
    assertThatThrownBy(
            () -> Privileges.of(Map.of("tables", Map.of("s.t", Map.of("select", List.of())))))
        .hasMessageContaining("s.t select needs columns, or all");
  }
}
