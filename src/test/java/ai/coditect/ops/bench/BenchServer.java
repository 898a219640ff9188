package ai.coditect.ops.bench;

import ai.coditect.ops.database.Migrations;
import ai.coditect.ops.database.WorkerLogin;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A PostgreSQL of the benchmark's own, durable as in production, with a fresh copy a contestant.
 */
final class BenchServer implements AutoCloseable {
  /**
   * Many licenses as the heap-only layout has them, and as everybody writes them; many people; as
   * many licenses beside them; and one organization with all the licenses.
   */
  enum Layout {
    OURS("fill_tables", null),
    EVERYDAY("use_everyday_layout", OURS),
    PEOPLE("fill_people", null),
    PEOPLE_AND_LICENSES("fill_figures", PEOPLE),
    ONE_TENANT("fill_licenses", null);

    private final String filledBy;
    private final @Nullable Layout from;

    Layout(String filledBy, @Nullable Layout from) {
      this.filledBy = filledBy;
      this.from = from;
    }

    String template() {
      return "template_" + name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static {
    // A server's start and its migrations are no news beside the figures.
    for (String talkative :
        List.of("io.zonky", "org.flywaydb", "org.postgresql", "com.zaxxer.hikari")) {
      ((Logger) LoggerFactory.getLogger(talkative)).setLevel(Level.WARN);
    }
  }

  private final EmbeddedPostgres server;
  private final Size size;
  private final Instant asOf;
  private final Set<Layout> filled = EnumSet.noneOf(Layout.class);

  private BenchServer(EmbeddedPostgres server, Size size, Instant asOf) {
    this.server = server;
    this.size = size;
    this.asOf = asOf;
  }

  static BenchServer start(Size size, Instant asOf) throws IOException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "shared_buffers", size.sharedBuffers(),
            "max_wal_size", "16GB",
            "checkpoint_timeout", "1h",
            "autovacuum", "off",
            "max_connections", "60")
        .forEach(builder::setServerConfig);
    if (!size.full()) {
      // A sample shows effects, not figures: it need not wait for a disk.
      LocalPostgres.inMemory().ifPresent(builder::setDataDirectory);
    }
    BenchServer bench =
        new BenchServer(builder.setPGStartupWait(Duration.ofSeconds(60)).start(), size, asOf);
    bench.migrate();
    return bench;
  }

  /** The instant by which every contestant decides. */
  Instant asOf() {
    return asOf;
  }

  Database database(String name) {
    return new Database("127.0.0.1", server.getPort(), name);
  }

  /** A fresh copy, in memory, with nothing left to write. */
  Database copy(Layout layout) {
    fill(layout);
    Database root = database("postgres");
    root.execute(
        "drop database if exists contest with (force)",
        "create database contest template " + layout.template() + " strategy file_copy");
    Database copy = database("contest");
    JdbcClient sql = JdbcClient.create(copy.asSuperuser());
    sql.sql(
            """
            select sum(bench.pg_prewarm(c.oid::regclass)) from pg_class c
            where c.relkind in ('r', 'i') and c.relnamespace in ('coditect_shared'::regnamespace, 'coditect_ops'::regnamespace)
            """)
        .query(Long.class)
        .single();
    root.execute("checkpoint");
    return copy;
  }

  /** A database with every migration and no tenant. */
  Database empty() {
    database("postgres")
        .execute(
            "drop database if exists idle with (force)",
            "create database idle template template_empty");
    return database("idle");
  }

  long walPosition() {
    return JdbcClient.create(database("postgres").asSuperuser())
        .sql("select cast(pg_current_wal_insert_lsn() - '0/0' as bigint)")
        .query(Long.class)
        .single();
  }

  /** So many licenses more than the layout has, for the one organization of it. */
  void addLicenses(Database database, long more) {
    JdbcClient.create(database.asSuperuser())
        .sql(
            "insert into coditect_shared.licenses (organization_id, license_key, max_activations,"
                + " features, issued_at, expires_at) select o.id, 'MORE-' || upper(md5(i::text)), 5,"
                + " '{\"sso\": true}', now(), now() from generate_series(1, cast(? as bigint)) i"
                + " cross join coditect_shared.organizations o")
        .params(more)
        .update();
    database.execute("vacuum analyze coditect_shared.licenses");
  }

  private void migrate() {
    database("postgres")
        .execute(
            "create role " + LocalPostgres.ADMIN + " login nosuperuser createrole createdb",
            "create database template_empty owner " + LocalPostgres.ADMIN);
    Migrations.apply(
        database("template_empty").as(LocalPostgres.ADMIN),
        Optional.of(new WorkerLogin(LocalPostgres.WORKER, "")),
        Migrations.TenantTables.APPLY);
  }

  /** Each layout when it is first asked for: who measures one does not wait for the others. */
  private void fill(Layout layout) {
    if (!filled.add(layout)) {
      return;
    }
    Layout from = layout.from;
    if (from != null) {
      fill(from);
    }
    database("postgres")
        .execute(
            "create database %s template %s strategy file_copy"
                .formatted(layout.template(), from == null ? "template_empty" : from.template()));
    Database template = database(layout.template());
    if (from == null) {
      template.execute("create schema bench", "create extension pg_prewarm schema bench");
    }
    boolean people = layout == Layout.PEOPLE;
    template.execute(
        "set bench.licenses = " + size.licenses(),
        "set bench.organizations = " + size.organizations(),
        "set bench.people = " + (people ? size.users() : size.people()),
        "set bench.as_of = '" + asOf + "'",
        file(layout.filledBy));
    if (layout == Layout.EVERYDAY) {
      template.execute("vacuum (full, freeze, analyze) coditect_shared.licenses");
    } else {
      template.execute("vacuum (freeze, analyze)");
    }
  }

  static String file(String name) {
    try (InputStream in = BenchServer.class.getResourceAsStream("/bench/" + name + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
