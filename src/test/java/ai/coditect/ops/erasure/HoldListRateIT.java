package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how long "holds list" reads everybody's address, in the form of now and in all spellings
 * that are looked up while a hold of the version before stands.
 */
@Tag("rates")
class HoldListRateIT {
  private static final int PEOPLE = 100_000;

  @TempDir Path ledger;

  @Test
  void a_list_of_holds_beside_a_hundred_thousand_people() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    Tenants tenants = new Tenants(database);
    UUID organization = tenants.organization("ENTERPRISE");
    database.execute(
        "insert into coditect_shared.users (organization_id, email, username, full_name, role) select '"
            + organization
            + "', 'Person.' || n || '@Müller-' || n % 500 || '.example', 'p' || n, 'P', 'MEMBER'"
            + " from generate_series(1, "
            + PEOPLE
            + ") n");
    try (InProcessWorker worker =
        InProcessWorker.start(database, InProcessWorker.erasing(ledger))) {
      place(worker, "person.77@müller-77.example");
      Duration now = list(worker);
      System.out.printf("RATE holds list, %d people: %.1f s%n", PEOPLE, seconds(now));
      database.execute(
          "update coditect_ops.holds set email_form = 'lower-cased' where kind = 'email'");
      System.out.printf(
          "RATE holds list beside a hold of the version before, %d people: %.1f s%n",
          PEOPLE, seconds(list(worker)));
    }
  }

  private static void place(InProcessWorker worker, String address) {
    Reply placed =
        Desks.ask(worker, "holds place", "email", address, "ground", "case 7", "by", "Anna");
    assertThat(placed.exitCode()).as(placed.toString()).isZero();
  }

  private static Duration list(InProcessWorker worker) {
    long start = System.nanoTime();
    Reply reply = worker.type("holds list", Map.of());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat((List<?>) reply.document().get("holds")).hasSize(1);
    return took;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
