package ai.coditect.ops.erasure.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.erasure.writer.Writership.Others;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.problem.RefusalException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The writer of a ledger in a bucket, with a Cloud SQL instance as its server. */
class InstanceWriterIT {
  private static final String PRODUCTION = "acme-prod:europe-west1:main";
  private static final String RESTORED = "acme-prod:europe-west1:main-2";

  private final LocalStorage storage = LocalStorage.start("books");
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void the_connection_name_and_the_databases_name_are_the_writer_and_not_what_lies_below() {
    assertThat(store(database, PRODUCTION).me().server())
        .isEqualTo(PRODUCTION + "/" + database.name());
    Writership production = writership(database, PRODUCTION);
    production.claim();

    // Another spelling of the host says nothing beside a connection name.
    Writership elsewhere =
        new Writership(
            ledger(),
            new WriterStore(jdbc(database), new ServerAddress(PRODUCTION, "10.0.0.3")),
            Clock.systemUTC());
    assertThat(elsewhere.standing()).isInstanceOf(Standing.Writes.class);
  }

  @Test
  void the_same_database_on_another_instance_under_another_name_or_by_its_host_is_refused() {
    writership(database, PRODUCTION).claim();
    LocalPostgres.Database renamed = LocalPostgres.shared().copyOf(database);

    for (Writership other :
        List.of(
            writership(database, RESTORED),
            writership(renamed, PRODUCTION),
            new Writership(
                ledger(),
                new WriterStore(jdbc(database), new ServerAddress("", "10.0.0.3")),
                Clock.systemUTC()))) {
      assertThat(other.standing()).isInstanceOf(Standing.Other.class);
      assertThatThrownBy(() -> other.append(List.of()))
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining("Not the ledger's writer")
          .hasMessageContaining(PRODUCTION + "/" + database.name());
    }
  }

  @Test
  void a_ledger_in_a_bucket_is_adopted_and_the_old_writer_is_refused_from_then_on() {
    Writership old = writership(database, PRODUCTION);
    old.claim();
    LocalPostgres.Database copy = LocalPostgres.shared().copyOf(database);
    Writership restored = writership(copy, RESTORED);

    Writership.Adopted adopted = restored.adopt("anna", Optional.empty());
    assertThat(adopted.fresh()).isTrue();
    assertThat(adopted.adoption().writer().server()).startsWith(RESTORED);
    // One that has looked before, and one that looks now.
    assertThatThrownBy(() -> old.append(List.of())).isInstanceOf(RefusalException.class);
    assertThat(writership(database, PRODUCTION).standing()).isInstanceOf(Standing.Other.class);
    restored.append(List.of());
    assertThat(restored.adopt("anna", Optional.empty()).fresh()).isFalse();

    assertThat(old.adopt("ben", Optional.of(Others.FOREIGN)).foreign())
        .extracting(adoption -> adoption.writer().server())
        .containsExactly(RESTORED + "/" + copy.name());
    assertThatThrownBy(() -> restored.append(List.of())).isInstanceOf(RefusalException.class);
  }

  @Test
  void of_many_that_adopt_at_the_same_moment_one_is_the_writer() throws Exception {
    writership(database, PRODUCTION).claim();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> everybody =
          List.of(adopting("a:b:c1"), adopting("a:b:c2"), adopting("a:b:c3"), adopting("a:b:c4"));
      for (Future<Boolean> each : pool.invokeAll(everybody)) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(
            List.of("a:b:c1", "a:b:c2", "a:b:c3", "a:b:c4", PRODUCTION).stream()
                .filter(each -> writership(database, each).standing() instanceof Standing.Writes))
        .hasSize(1);
  }

  private Callable<Boolean> adopting(String instance) {
    return () -> writership(database, instance).adopt("anna", Optional.empty()).fresh();
  }

  private Writership writership(LocalPostgres.Database on, String instance) {
    return new Writership(ledger(), store(on, instance), Clock.systemUTC());
  }

  private Ledger ledger() {
    return Ledger.at("gs://books/erasures", Optional.of(storage.host()));
  }

  private static WriterStore store(LocalPostgres.Database on, String instance) {
    return new WriterStore(jdbc(on), new ServerAddress(instance, ""));
  }

  private static JdbcClient jdbc(LocalPostgres.Database on) {
    return JdbcClient.create(on.as(LocalPostgres.WORKER));
  }
}
