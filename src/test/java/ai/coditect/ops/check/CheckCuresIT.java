package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements that the checklist prints, typed as they stand there. */
class CheckCuresIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static InProcessWorker worker;

  @BeforeAll
  static void start() {
    worker = InProcessWorker.start(DATABASE, Map.of());
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "every trigger is there and fires"
            + " | alter table coditect_shared.users disable trigger audit_touches",
        "the tenants' login sees its own organization's rows only"
            + " | create policy anybody on coditect_shared.users for select using (true)",
        "the tenants' login sees its own organization's rows only"
            + " | drop policy tenant_sees_own_rows on coditect_shared.users",
        "every constraint is validated"
            + " | alter table coditect_shared.users add constraint odd check (id is not null) not valid",
        "every constraint is validated"
            + " | alter table coditect_shared.projects drop constraint projects_pkey cascade",
        "every constraint is validated"
            + " | alter table coditect_shared.projects drop constraint projects_organization_id_fkey",
        "every foreign key is served by a valid index | drop index coditect_shared.projects_by_owner"
      })
  void what_it_prints_ends_the_fault(String claim, String fault) {
    assertThat(find(claim).state()).isEqualTo(State.OK);
    DATABASE.execute(fault);
    Finding found = find(claim);
    assertThat(found.state()).isEqualTo(State.FAILED);
    List<String> cures = found.problems().stream().map(Problem::cure).toList();
    cures.forEach(DATABASE::execute);
    assertThat(find(claim).state()).as("after %s", cures).isEqualTo(State.OK);
  }

  @Test
  void a_key_of_a_partitioned_table_is_served_by_no_column_that_an_index_only_includes() {
    String claim = "every foreign key is served by a valid index";
    DATABASE.execute(
        "create table coditect_ops.parts (id uuid not null, run_id uuid references"
            + " coditect_ops.runs (id)) partition by hash (id)",
        "create table coditect_ops.parts_0 partition of coditect_ops.parts"
            + " for values with (modulus 1, remainder 0)",
        "create index on coditect_ops.parts (id) include (run_id)");
    try {
      Finding found = find(claim);
      assertThat(found.problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.where()).endsWith("parts"));
      found.problems().forEach(problem -> DATABASE.execute(problem.cure()));
      assertThat(find(claim).state()).isEqualTo(State.OK);
    } finally {
      DATABASE.execute("drop table coditect_ops.parts");
    }
  }

  @Test
  void the_transactions_of_others_are_seen_since_a_migration_grants_it() {
    assertThat(find("no transaction is open for long").detail()).doesNotContain("not proven");
    assertThat(find("the system role sees every tenant").state()).isEqualTo(State.OK);
  }

  private static Finding find(String claim) {
    return Stream.concat(
            worker.all(Check.class).stream(),
            worker.all(CheckGroup.class).stream().flatMap(group -> group.items().stream()))
        .filter(each -> each.claim().contains(claim))
        .findFirst()
        .map(Check::examine)
        .orElseThrow();
  }
}
