package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.check.CheckList.Item;
import ai.coditect.ops.check.CheckList.Report;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

final class CheckListIT {
  private static final List<String> DATABASE_ITEMS =
      List.of(
          "the database can be reached and is PostgreSQL 15 or newer",
          "the database takes writes",
          "the connection to the database is encrypted",
          "the migrations are up to date",
          "the system role sees every tenant and holds exactly the declared privileges",
          "the tenants' tables are guarded by row-level security",
          "the server has room for the worker's connections");

  @Test
  void a_migrated_database_is_fine_item_by_item_in_a_stable_order() {
    Report report = examine(migrated(), Map.of());

    assertThat(report.items()).extracting(Item::claim).containsExactlyElementsOf(claims());
    assertThat(report.items())
        .extracting(item -> item.finding().state())
        .containsExactly(
            State.OK,
            State.OK,
            State.NOT_APPLICABLE,
            State.OK,
            State.OK,
            State.OK,
            State.OK,
            State.OK);
    assertThat(report.exitCode()).isZero();
  }

  @Test
  void a_database_that_is_down_is_one_failed_item() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setServerNames(new String[] {"127.0.0.1"});
    nowhere.setPortNumbers(new int[] {1});

    Report report = examine(nowhere, Map.of());

    assertThat(report.items())
        .extracting(item -> item.finding().state())
        .containsExactly(
            State.FAILED,
            State.NOT_APPLICABLE,
            State.NOT_APPLICABLE,
            State.NOT_APPLICABLE,
            State.NOT_APPLICABLE,
            State.NOT_APPLICABLE,
            State.NOT_APPLICABLE,
            State.OK);
    assertThat(report.items().get(1).finding().detail()).isEqualTo("no database");
    assertThat(problems(report)).singleElement().asString().contains("DB_HOST");
    assertThat(report.exitCode()).isEqualTo(1);
  }

  @Test
  void a_database_without_migrations_names_each_of_them_and_is_refused() {
    Report report = examine(LocalPostgres.shared().empty().as(LocalPostgres.WORKER), Map.of());

    assertThat(report.items().get(3).finding().problems())
        .extracting(Problem::what)
        .contains(
            "Migration V001 create tenant tables is pending.",
            "Migration V001 record runs is pending.");
    assertThat(report.items().get(4).finding().refused()).isTrue();
    assertThat(problems(report)).allSatisfy(p -> assertThat(p.cure()).isEqualTo("Run migrate."));
    assertThat(report.exitCode()).isEqualTo(3);
  }

  @Test
  void tables_of_the_backend_need_no_history() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute("drop table coditect_ops.flyway_tenant_history");
    assertThat(examine(database.as(LocalPostgres.WORKER), Map.of()).exitCode()).isZero();
  }

  @Test
  void a_tenants_table_without_row_level_security_is_named_with_its_cure() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute("create table coditect_shared.notes (organization_id uuid)");

    Report report = examine(database.as(LocalPostgres.WORKER), Map.of());

    assertThat(problems(report))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.where()).isEqualTo("table coditect_shared.notes");
              database.execute(problem.cure());
            });
    assertThat(
            examine(database.as(LocalPostgres.WORKER), Map.of()).items().get(5).finding().state())
        .isEqualTo(State.OK);
  }

  @Test
  void encryption_that_was_asked_for_and_is_not_there_fails() {
    Report report = examine(migrated(), Map.of("DB_SSLMODE", "require"));

    assertThat(problems(report)).singleElement().asString().contains("DB_SSLMODE=require");
    assertThat(report.exitCode()).isEqualTo(1);
  }

  @Test
  void a_login_with_too_few_connections_is_told_the_cure() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(
        "create role narrow login connection limit 4", "grant coditect_system to narrow");
    Report report = examine(database.as("narrow"), Map.of());

    assertThat(problems(report)).singleElement().asString().contains("connection limit -1");
    database.execute(problems(report).get(0).cure());
    assertThat(examine(database.as("narrow"), Map.of()).exitCode()).isZero();
  }

  @Test
  void an_item_that_throws_is_a_failed_item_and_the_rest_goes_on() {
    Check broken =
        item(
            "broken",
            () -> {
              throw new IllegalStateException("no such thing");
            });
    Check fine = item("fine", () -> Check.Finding.ok("yes"));

    Report report = new CheckList(List.of(broken, fine)).examine();

    assertThat(report.items())
        .extracting(item -> item.finding().state())
        .containsExactly(State.FAILED, State.OK);
    assertThat(problems(report))
        .singleElement()
        .asString()
        .contains("unexpected IllegalStateException at CheckListIT.java")
        .doesNotContain("no such thing");
  }

  private static List<String> claims() {
    List<String> claims = new ArrayList<>(DATABASE_ITEMS);
    claims.add("another room's item");
    return claims;
  }

  private static DataSource migrated() {
    return LocalPostgres.shared().migrated().as(LocalPostgres.WORKER);
  }

  private static List<Problem> problems(Report report) {
    return report.items().stream().flatMap(item -> item.finding().problems().stream()).toList();
  }

  private static Check item(String claim, Supplier<Check.Finding> finding) {
    return new Check() {
      @Override
      public String claim() {
        return claim;
      }

      @Override
      public Finding examine() {
        return finding.get();
      }
    };
  }

  /** The rooms' own configurations, with another room's item registered before them. */
  private static Report examine(DataSource source, Map<String, Object> environment) {
    try (var context = new AnnotationConfigApplicationContext(new DefaultListableBeanFactory())) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("test", environment));
      context.registerBean(
          "other", Check.class, () -> item("another room's item", () -> Check.Finding.ok("")));
      context.registerBean(DataSource.class, () -> source);
      context.registerBean(JdbcClient.class, () -> JdbcClient.create(source));
      context.register(CheckConfiguration.class);
      context.scan("ai.coditect.ops.database");
      context.refresh();
      return context.getBean(CheckList.class).examine();
    }
  }
}
