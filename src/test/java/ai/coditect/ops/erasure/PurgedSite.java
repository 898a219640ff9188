package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.writer.Site;
import ai.coditect.ops.erasure.writer.Writership.Others;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.RefusalException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL database and the whole worker on it. People have numbers in the place of ids. */
final class PurgedSite implements Site, AutoCloseable {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private final InProcessWorker worker;
  private final JdbcClient jdbc;

  PurgedSite(LocalPostgres.Database database, Map<String, String> variables) {
    this.worker = InProcessWorker.start(database, variables);
    this.jdbc = JdbcClient.create(database.asSuperuser());
  }

  /** One OWNER, and so many others. */
  static LocalPostgres.Database database(int people) {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    UUID organization = new Tenants(database).organization("FREE");
    new Tenants(database).user(organization, "OWNER", null);
    for (int n = 0; n < people; n++) {
      database.execute(
          "insert into coditect_shared.users (id, organization_id, email, username, role) values"
              + " ('%s', '%s', 'p%d@example.org', 'p%d', 'MEMBER')"
                  .formatted(id(n), organization, n, n));
    }
    return database;
  }

  private static UUID id(int person) {
    return new UUID(0, person);
  }

  InProcessWorker worker() {
    return worker;
  }

  @Override
  public SortedSet<Integer> people() {
    SortedSet<Integer> people = new TreeSet<>();
    jdbc.sql("select id from coditect_shared.users where role = 'MEMBER'")
        .query(UUID.class)
        .list()
        .forEach(id -> people.add((int) id.getLeastSignificantBits()));
    return people;
  }

  @Override
  public boolean purge(boolean fromTheEnd) {
    UUID due = id(fromTheEnd ? people().last() : people().first());
    delete(due, "timestamptz '2024-01-01 00:00:00+00'");
    RunResult result = worker.run("gdpr-purge", "run " + UUID.randomUUID(), NOW, Map.of());
    if (result.outcome() == Ending.REFUSED) {
      delete(due, "null");
      return false;
    }
    if (result.outcome() != Ending.DONE) {
      throw new AssertionError(result.toString());
    }
    return true;
  }

  private void delete(UUID person, String at) {
    jdbc.sql("update coditect_shared.users set deleted_at = " + at + " where id = ?")
        .param(person)
        .update();
  }

  @Override
  public boolean replay() {
    Reply reply = worker.type("erasures replay", Map.of("by", "anna"));
    if (reply.exitCode() != 0 && reply.exitCode() != 3) {
      throw new AssertionError(reply.toString());
    }
    return reply.exitCode() == 0;
  }

  @Override
  public boolean isOlder() {
    return !worker.get(Desk.class).state().older().isEmpty();
  }

  @Override
  public boolean adopt(Optional<Others> others) {
    Reply reply =
        worker.type(
            "ledger adopt",
            others.isEmpty()
                ? Map.of("by", "anna")
                : Map.of("by", "anna", "others", others.get().name().toLowerCase(Locale.ROOT)));
    return Boolean.TRUE.equals(reply.document().get("adopted"));
  }

  @Override
  public boolean callCopy() {
    return worker.type("ledger copy", Map.of("by", "anna")).exitCode() == 0;
  }

  @Override
  public void restore(Site backup) {
    throw new UnsupportedOperationException("a restore needs a database without a worker");
  }

  @Override
  public boolean wakeUp() {
    try {
      worker.get(Desk.class).book().writership().append(List.of());
      return true;
    } catch (RefusalException e) {
      return false;
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
