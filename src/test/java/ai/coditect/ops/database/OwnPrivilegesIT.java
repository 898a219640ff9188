package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A deployment declares what the worker may do to tables of its own, without a build. */
class OwnPrivilegesIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @TempDir Path jobs;

  @Test
  void what_is_declared_beside_the_map_is_held_to_with_a_statement_for_each_difference()
      throws IOException {
    database.execute(
        "create schema billing authorization coditect_owner",
        "set role coditect_owner",
        "create table billing.invoices (id uuid, paid boolean)",
        "create table coditect_shared.notes (id uuid)",
        "alter table billing.invoices enable row level security",
        "alter table billing.invoices force row level security",
        "reset role");
    declare(
        """
        schemas:
          billing: [usage]
        tables:
          billing.invoices:
            select: all
            update: [paid]
          coditect_shared.notes: [select, delete]
          coditect_shared.users:
            update: [full_name]
        """);

    List<Problem> missing = problems();
    assertThat(missing)
        .extracting(Problem::cure)
        .contains(
            "grant usage on schema billing to coditect_system;",
            "grant update (paid) on billing.invoices to coditect_system;",
            "grant delete on coditect_shared.notes to coditect_system;",
            "grant update (full_name) on coditect_shared.users to coditect_system;")
        .anyMatch(cure -> cure.startsWith("create policy system_sees_every_tenant on billing"));
    missing.forEach(problem -> database.execute(problem.cure()));
    assertThat(problems()).isEmpty();

    database.execute("grant delete on billing.invoices to coditect_system");
    assertThat(problems())
        .singleElement()
        .extracting(Problem::cure)
        .isEqualTo("revoke delete on billing.invoices from coditect_system;");
    database.execute(problems().get(0).cure());
    assertThat(problems()).isEmpty();
  }

  @Test
  void without_such_a_file_its_grants_are_too_many() {
    database.execute(
        "create table coditect_shared.notes (id uuid)",
        "grant select on coditect_shared.notes to coditect_system");
    assertThat(problems())
        .singleElement()
        .extracting(Problem::cure)
        .isEqualTo("revoke select on coditect_shared.notes from coditect_system;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tables: 1", "tables: { a.b: all }", "tabels: { a.b: [select] }", ": {"})
  void a_file_that_is_no_list_of_privileges_is_named(String text) throws IOException {
    declare(text);
    assertThat(catchThrowableOfType(ProblemsException.class, this::problems).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).startsWith("The file of privileges cannot be read");
              assertThat(problem.where()).endsWith("privileges.yaml");
            });
  }

  private void declare(String text) throws IOException {
    Files.writeString(jobs.resolve("privileges.yaml"), text);
  }

  private List<Problem> problems() {
    return new SystemRoleGuard(
            JdbcClient.create(database.as(LocalPostgres.WORKER)), Optional.of(jobs))
        .problems();
  }
}
