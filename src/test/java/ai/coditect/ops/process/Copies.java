package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One fixed set of requests for copies, and what a run made of it, told so that it compares. */
final class Copies {
  /** Of eleven requests: two are for the same, one is cancelled, one was answered long ago. */
  static final int SCOPES = 8;

  private static final String EXPIRED = "5a5a5a5a-0000-4000-8000-000000000000";

  private static LocalPostgres.@Nullable Database template;
  private static @Nullable Map<String, String> undisturbed;

  private Copies() {}

  /** A database with all of them, and a shelf with the package that is over. */
  static Scene scene() {
    Scene scene = new Scene(template(), Scene.NEVER);
    plantExpired(scene.database(), scene.shelf());
    return scene;
  }

  private static synchronized LocalPostgres.Database template() {
    LocalPostgres.Database planted = template;
    if (planted == null) {
      planted = plantedIn(LocalPostgres.shared().migrated());
      template = planted;
    }
    return planted;
  }

  /** What an undisturbed run makes of a scene. */
  static synchronized Map<String, String> undisturbed() {
    Map<String, String> known = undisturbed;
    if (known == null) {
      try (Scene scene = scene()) {
        assertThat(scene.exportHere("k")).isEqualTo(Ending.DONE);
        known = state(scene.database());
        assertShelved(scene.database(), scene.shelf());
        assertThat(
                Licenses.text(
                    scene.database(),
                    "select string_agg(state || ' ' || n, ', ' order by state) from (select state,"
                        + " count(*) as n from coditect_ops.export_requests group by 1) states"))
            .isEqualTo("cancelled 1, expired 1, ready 9");
      }
      undisturbed = known;
    }
    return known;
  }

  static String uri(Path directory) {
    return directory.toUri().toString().replaceFirst("/$", "");
  }

  /**
   * Three tenants, one of them with so many projects that its copy is more than a buffer of any
   * network; six people ask, one of them twice, one in two profiles, and one whole tenant.
   */
  static LocalPostgres.Database plantedIn(LocalPostgres.Database database) {
    database.execute(
        """
        insert into coditect_shared.organizations (id, name, slug, plan)
        select md5('organization ' || n)::uuid, 'Organization ' || n, 'organization-' || n, 'PRO'
        from generate_series(1, 3) n
        """,
        """
        insert into coditect_shared.users (id, organization_id, email, username, role)
        select md5('user ' || n)::uuid, md5('organization ' || 1 + n % 3)::uuid, 'p' || n || '@example.org', 'p' || n, 'MEMBER'
        from generate_series(1, 12) n
        """,
        """
        insert into coditect_shared.projects (id, organization_id, owner_id, name, slug)
        select md5('project ' || n)::uuid, md5('organization ' || 1)::uuid, md5('user ' || 3 * (1 + n % 4))::uuid,
          'Project ' || n || repeat(' ' || md5(n::text), 6), 'project-' || n
        from generate_series(1, 8000) n
        """,
        """
        insert into coditect_ops.export_requests (id, organization_id, user_id, whole_organization, profile, requested_at, due_at)
        select md5('copy ' || n)::uuid, md5('organization ' || case when n = 8 then 1 else 1 + u % 3 end)::uuid,
          case when n <> 8 then md5('user ' || u)::uuid end, n = 8, case when n = 9 then 'portability' else 'access' end,
          timestamptz '2026-01-01 00:00:00+00' + n * interval '1 hour', timestamptz '2126-02-01 00:00:00+00' + n * interval '1 hour'
        from generate_series(1, 9) n, lateral (select case n when 7 then 1 when 9 then 2 else n end as u) asked
        """,
        """
        insert into coditect_ops.export_requests (id, organization_id, user_id, requested_at, due_at, state, reason, deletion, finished_at)
        values (md5('copy 10')::uuid, md5('organization 1')::uuid, null, now(), now(), 'cancelled', 'erased', md5('deletion')::uuid, now())
        """);
    return database;
  }

  /** A package on this shelf whose days are over. */
  private static void plantExpired(LocalPostgres.Database database, Path shelf) {
    Path file = shelf.resolve(EXPIRED + ".zip");
    try {
      Files.writeString(file, "old");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database.execute(
        """
        insert into coditect_ops.export_packages (id, organization_id, run_id, state, location, data_at, bytes, sha256, rows, expires_at, finished_at)
        values ('%s', md5('organization 2')::uuid, gen_random_uuid(), 'ready', '%s', now(), 3, repeat('0', 64), 0, now() - interval '1 day', now())
        """
            .formatted(EXPIRED, uri(shelf) + "/" + EXPIRED + ".zip"),
        """
        insert into coditect_ops.export_requests (id, organization_id, user_id, requested_at, due_at, state, package_id, finished_at, announced)
        values (md5('copy 11')::uuid, md5('organization 2')::uuid, md5('user 1')::uuid, now(), now(), 'ready', '%s', now(), true)
        """
            .formatted(EXPIRED));
  }

  /**
   * Everything that must be equal however the requests came to their answers; what chance named is
   * left out, and how often it was tried.
   */
  static Map<String, String> state(LocalPostgres.Database database) {
    Map<String, String> state =
        new TreeMap<>(
            Licenses.digest(
                database,
                Map.of(
                    "requests",
                    "select concat_ws(' ', r.id, r.state, r.reason, r.user_id, r.retry_at, r.announced,"
                        + " p.state, p.rows) as line from coditect_ops.export_requests r"
                        + " left join coditect_ops.export_packages p on p.id = r.package_id",
                    "packages",
                    "select state as line from coditect_ops.export_packages"
                        + " where state <> 'abandoned'",
                    "events",
                    "select concat_ws(' ', type, ordering_key, data - 'location' - 'bytes' -"
                        + " 'sha256' - 'dataAt' - 'expiresAt' - 'completedAt' - 'failedAt') as line"
                        + " from coditect_ops.outbox where type like '%export%'")));
    return state;
  }

  /** Nothing lies on the shelf but the packages that were told of, and each of them is whole. */
  static void assertShelved(LocalPostgres.Database database, Path shelf) {
    Map<String, String> told = new TreeMap<>();
    JdbcClient.create(database.asSuperuser())
        .sql(
            "select distinct o.data ->> 'location' as location, o.data ->> 'sha256' as sha256"
                + " from coditect_ops.outbox o join coditect_ops.export_packages p"
                + " on p.location = o.data ->> 'location' and p.state = 'ready'"
                + " and p.sha256 = o.data ->> 'sha256' and p.bytes = (o.data ->> 'bytes')::bigint"
                + " where o.type = 'ai.coditect.privacy.export.completed.v1'")
        .query(
            row -> {
              told.put(row.getString("location"), row.getString("sha256"));
            });
    assertThat(told)
        .hasSize((int) Licenses.number(database, "select count(*) " + READY))
        .hasSize(SCOPES);
    assertThat(files(shelf))
        .containsExactlyElementsOf(
            new TreeSet<>(told.keySet().stream().map(name -> Path.of(URI.create(name))).toList()));
    told.forEach(
        (location, sha256) -> {
          try {
            assertThat(
                    ParcelCheck.check(Path.of(URI.create(location)), Optional.of(sha256))
                        .problems())
                .isEmpty();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(
            Licenses.number(
                database,
                "select count(*) from (select data ->> 'requestId' from coditect_ops.outbox"
                    + " where type like '%export%' group by 1 having count(*) > 1) twice"))
        .isZero();
  }

  private static final String READY = "from coditect_ops.export_packages where state = 'ready'";

  /** All of them, hidden ones too. */
  static List<Path> files(Path shelf) {
    try (Stream<Path> files = Files.list(shelf)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
