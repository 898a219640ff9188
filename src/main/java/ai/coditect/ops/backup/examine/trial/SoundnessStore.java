package ai.coditect.ops.backup.examine.trial;

import ai.coditect.ops.backup.examine.trial.AdministratorStore.Role;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.database.SystemRoleGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the copy's catalogue, keys and sequences say by themselves. */
public final class SoundnessStore {
  private static final Sql INVALID_INDEXES = Sql.file("backup/find_invalid_indexes");
  private static final Sql ORPHANS = Sql.file("backup/compose_orphans");
  private static final Sql OPEN_TABLES = Sql.file("backup/find_open_tenant_tables");
  private static final Sql COLLATION = Sql.file("backup/read_collation_version");
  private static final Sql SEQUENCES = Sql.file("backup/compose_sequence_checks");
  private static final Sql HASH_MEMORY = Sql.file("backup/allow_hash_memory");
  private static final String ORGANIZATIONS = "coditect_shared.organizations";

  private final JdbcClient jdbc;
  private final Optional<AdministratorStore> administrator;

  public SoundnessStore(JdbcClient jdbc, Optional<AdministratorStore> administrator) {
    this.jdbc = jdbc;
    this.administrator = administrator;
  }

  /** Which of several things were asked, and which of them are wrong. */
  public record Asked(int asked, List<String> wrong, List<String> left) {}

  /** What a collation was made with, and what it is used with. */
  public record Collation(String madeWith, String isOn) {}

  private record Composed(
      String name, String statement, boolean readable, String child, boolean ofTenant) {}

  private record SequenceCheck(String name, String statement) {}

  public List<String> invalidIndexes() {
    return jdbc.sql(INVALID_INDEXES.text()).query(String.class).list();
  }

  public List<String> openTables() {
    return jdbc.sql(OPEN_TABLES.text()).query(String.class).list();
  }

  public Collation collation() {
    return jdbc.sql(COLLATION.text()).query(Collation.class).single();
  }

  /**
   * Foreign keys along which a row points to nothing.
   *
   * @param tenants by table, those of whom it has rows, as far as that was read in this snapshot
   */
  public Asked orphans(Map<String, Set<UUID>> tenants) {
    jdbc.sql(HASH_MEMORY.text()).query(String.class).single();
    List<Composed> keys = jdbc.sql(ORPHANS.text()).query(Composed.class).list();
    List<String> wrong = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Composed key : keys) {
      if (!key.readable()) {
        left.add(key.name());
      } else if (hasOrphan(key, tenants)) {
        wrong.add(key.name());
      }
    }
    return new Asked(keys.size() - left.size(), wrong, left);
  }

  private boolean hasOrphan(Composed key, Map<String, Set<UUID>> tenants) {
    Set<UUID> pointing = tenants.get(key.child());
    Set<UUID> organizations = tenants.get(ORGANIZATIONS);
    return key.ofTenant() && pointing != null && organizations != null
        ? !organizations.containsAll(pointing)
        : jdbc.sql(key.statement()).query(Boolean.class).single();
  }

  /** Sequences that would give out again what their column has. */
  public Optional<Asked> sequencesBehind() {
    return administrator.map(
        login ->
            login.trying(
                Role.OWNER,
                owner -> {
                  List<SequenceCheck> checks =
                      owner.sql(SEQUENCES.text()).query(SequenceCheck.class).list();
                  List<String> wrong =
                      checks.stream()
                          .filter(
                              check -> owner.sql(check.statement()).query(Boolean.class).single())
                          .map(SequenceCheck::name)
                          .toList();
                  return new Asked(checks.size(), wrong, List.of());
                }));
  }

  /** Why the worker could not work here: hidden rows, privileges too many or too few. */
  public List<String> guard() {
    return new SystemRoleGuard(jdbc)
        .problems().stream().map(problem -> problem.where() + ": " + problem.what()).toList();
  }
}
