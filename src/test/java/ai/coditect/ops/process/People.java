package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One fixed set of people, and what a purge made of it, told so that it compares. */
final class People {
  static final String AS_OF = "2026-03-01T00:00:00Z";

  private People() {}

  /** 300 people of six tenants: long gone, just gone, alive; some asked, some are held. */
  static LocalPostgres.Database plantedIn(LocalPostgres.Database database) {
    database.execute(
        """
        insert into coditect_shared.organizations (id, name, slug, plan, deleted_at)
        select md5('organization ' || n)::uuid, 'Organization ' || n, 'organization-' || n, 'FREE',
          case when n = 6 then timestamptz '2025-06-01 00:00:00+00' end
        from generate_series(1, 6) n
        """,
        """
        insert into coditect_shared.licenses (id, organization_id, license_key)
        select md5('license ' || n)::uuid, md5('organization ' || 1 + n % 6)::uuid, 'LICENSE-OF-TOKENBERG-' || n
        from generate_series(1, 30) n
        """,
        """
        insert into coditect_shared.users (id, organization_id, email, username, role, license_id, deleted_at, created_at)
        select md5('user ' || n)::uuid, md5('organization ' || 1 + n % 6)::uuid, 'p' || n || '@example.org', 'p' || n,
          case when n <= 6 then 'OWNER' else 'MEMBER' end,
          md5('license ' || 1 + (n - 1) % 30)::uuid,
          case when n <= 6 then null when n % 3 = 0 then timestamptz '2025-10-01 00:00:00+00'
            when n % 3 = 1 then timestamptz '2026-02-20 00:00:00+00' end,
          timestamptz '2024-01-01 00:00:00+00' + n * interval '1 hour'
        from generate_series(1, 300) n
        """,
        """
        insert into coditect_shared.projects (id, organization_id, owner_id, name, slug)
        select md5('project ' || n)::uuid, md5('organization ' || 1 + n % 6)::uuid, md5('user ' || n)::uuid, 'Project', 'project-' || n
        from generate_series(1, 300) n
        """,
        """
        insert into coditect_ops.erasure_requests (id, organization_id, user_id, requested_at, due_at)
        select md5('request ' || n)::uuid, md5('organization ' || 1 + n % 6)::uuid, md5('user ' || n)::uuid,
          timestamptz '2026-02-15 00:00:00+00', timestamptz '2026-03-15 00:00:00+00'
        from generate_series(20, 40) n
        """,
        """
        insert into coditect_ops.holds (id, kind, organization_id, user_id, ground, placed_by)
        select md5('hold ' || n)::uuid, 'user', md5('organization ' || 1 + n % 6)::uuid, md5('user ' || n)::uuid, 'case ' || n, 'counsel'
        from unnest(array[21, 24, 30, 60, 90, 101]) n
        """);
    return database;
  }

  /**
   * Everything that must be equal however a purge came to its end; what chance named is left out.
   */
  static Map<String, String> state(LocalPostgres.Database database) {
    return Licenses.digest(
        database,
        Map.of(
            "users",
            "select concat_ws(' ', id, license_id) as line from coditect_shared.users",
            "projects",
            "select id || ' ' || owner_id as line from coditect_shared.projects",
            "licenses",
            "select id::text as line from coditect_shared.licenses",
            "organizations",
            "select id::text as line from coditect_shared.organizations",
            "requests",
            "select concat_ws(' ', id, state, user_id, ground, hold_id) as line"
                + " from coditect_ops.erasure_requests",
            "ledger",
            "select concat_ws(' ', encode(subject_hash, 'hex'), organization_id, request_id,"
                + " ground, due_at) as line from coditect_ops.erasures",
            "events",
            "select concat_ws(' ', event_id, type, ordering_key, data - 'completedAt' -"
                + " 'refusedAt' - 'deletion') as line from coditect_ops.outbox"
                + " where type not like '%run.finished%'",
            "left",
            "select concat_ws(' ', organization_id, user_id, reason, hold_id) as line"
                + " from coditect_ops.erasure_left",
            "plan",
            "select number::text as line from coditect_ops.erasure_plan",
            "audit",
            "select concat_ws(' ', table_name, action, organization_id,"
                + " case when table_name <> 'users' then row_id end) as line"
                + " from coditect_ops.audit_log"));
  }

  /** The ledger outside is whole, has no open end, and says exactly what the one inside says. */
  static void assertBooksAgree(LocalPostgres.Database database, Path ledger) {
    Map<UUID, Set<String>> intended = new HashMap<>();
    Set<UUID> committed = new HashSet<>();
    Set<UUID> ended = new HashSet<>();
    assertThat(
            Ledger.at(ledger.toUri().toString().replaceFirst("/$", ""))
                .read(
                    Head.NONE,
                    (LedgerEntry entry) -> {
                      switch (entry.kind()) {
                        case INTENDED ->
                            intended
                                .computeIfAbsent(entry.deletion(), any -> new HashSet<>())
                                .add(entry.subject().hash());
                        case COMMITTED -> {
                          committed.add(entry.deletion());
                          ended.add(entry.deletion());
                        }
                        case VOID -> ended.add(entry.deletion());
                      }
                    })
                .problems())
        .isEmpty();
    assertThat(ended).isEqualTo(intended.keySet());
    Set<String> outside = new HashSet<>();
    committed.forEach(
        deletion -> intended.get(deletion).forEach(hash -> outside.add(deletion + " " + hash)));
    assertThat(
            JdbcClient.create(database.asSuperuser())
                .sql(
                    "select deletion || ' ' || encode(subject_hash, 'hex') from coditect_ops.erasures")
                .query(String.class)
                .list())
        .containsExactlyInAnyOrderElementsOf(outside);
  }
}
