package ai.coditect.ops.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.CheckGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant table as the guide makes it fits the checklist, and each line of it is needed. */
class TenantTableGuideIT {
  /** The columns still have to be classified, which the guide says next. */
  private static final String CLASSIFIED = "the map of personal data fits the database";

  /** The items that look at a new table; the others cost time and say the same. */
  private static final List<String> LOOKING =
      List.of(
          CLASSIFIED,
          "the system role sees every tenant and holds exactly the declared privileges",
          "the tenants' tables are guarded by row-level security",
          "every foreign key is served by a valid index",
          "every constraint is validated",
          "the tenants' login sees its own organization's rows only");

  @TempDir private Path ledger;

  private static List<String> statements() throws IOException {
    Matcher block =
        Pattern.compile("(?s)## A new tenant table.*?```sql\n(.*?)```")
            .matcher(Files.readString(Path.of("src/docs/deployment.md")));
    assertThat(block.find()).isTrue();
    return List.of(block.group(1).strip().split(";\n?"));
  }

  private static TreeSet<String> failed(InProcessWorker worker) {
    TreeSet<String> failed = new TreeSet<>();
    Stream.concat(
            worker.all(Check.class).stream(),
            worker.all(CheckGroup.class).stream().flatMap(group -> group.items().stream()))
        .filter(item -> LOOKING.contains(item.claim()))
        .filter(item -> item.examine().state() == State.FAILED)
        .forEach(item -> failed.add(item.claim()));
    return failed;
  }

  @Test
  void the_table_of_the_guide_is_fine_and_without_a_line_that_guards_it_the_checklist_is_not()
      throws IOException {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    List<String> statements = statements();
    try (InProcessWorker worker =
        InProcessWorker.start(database, Map.copyOf(InProcessWorker.erasing(ledger)))) {
      TreeSet<String> before = failed(worker);
      assertThat(before).doesNotContain(CLASSIFIED);
      for (int left = statements.size(); left >= 1; left--) {
        List<String> some = new ArrayList<>(statements);
        String out = left == statements.size() ? "nothing" : some.remove(left);
        if (out.startsWith("grant") || out.contains("tenant_sees_own_rows")) {
          // Without these tenants see nothing, which they notice by themselves.
          continue;
        }
        some.add(0, "set role coditect_owner");
        database.execute(some.toArray(String[]::new));
        TreeSet<String> now = failed(worker);
        now.removeAll(before);
        if (left == statements.size()) {
          assertThat(now).containsExactly(CLASSIFIED);
        } else {
          assertThat(now).as("without: %s", out).hasSizeGreaterThan(1).contains(CLASSIFIED);
        }
        database.execute("drop table coditect_shared.notes");
      }
    }
  }
}
