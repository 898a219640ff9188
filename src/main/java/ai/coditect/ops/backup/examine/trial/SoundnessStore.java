package ai.coditect.ops.backup.examine.trial;

import ai.coditect.ops.backup.examine.trial.AdministratorStore.Role;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.database.SystemRoleGuard;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the copy's catalogue, keys, sequences and index pages say by themselves. */
public final class SoundnessStore {
  private static final Sql INVALID_INDEXES = Sql.file("backup/find_invalid_indexes");
  private static final Sql ORPHANS = Sql.file("backup/compose_orphans");
  private static final Sql OPEN_TABLES = Sql.file("backup/find_open_tenant_tables");
  private static final Sql COLLATION = Sql.file("backup/read_collation_version");
  private static final Sql SEQUENCES = Sql.file("backup/compose_sequence_checks");
  private static final Sql BTREES = Sql.file("backup/list_btree_indexes");
  private static final Sql AVAILABLE = Sql.file("backup/is_extension_available");
  private static final String AMCHECK = "amcheck";
  private static final String NOT_ALLOWED = "42501";

  /** Not allowed, took too long, somebody holds a lock: nothing is known of the index. */
  private static final Set<String> NO_DAMAGE = Set.of(NOT_ALLOWED, "57014", "55P03", "0A000");

  private final JdbcClient jdbc;
  private final Optional<AdministratorStore> administrator;
  private final Clock clock;

  public SoundnessStore(JdbcClient jdbc, Optional<AdministratorStore> administrator, Clock clock) {
    this.jdbc = jdbc;
    this.administrator = administrator;
    this.clock = clock;
  }

  /** Which of several things were asked, and which of them are wrong. */
  public record Asked(int asked, List<String> wrong, List<String> left) {}

  /** What a collation was made with, and what it is used with. */
  public record Collation(String madeWith, String isOn) {}

  private record Composed(String name, String statement, boolean readable) {}

  private record SequenceCheck(String name, String statement) {}

  private record Btree(long id, String name) {}

  public List<String> invalidIndexes() {
    return jdbc.sql(INVALID_INDEXES.text()).query(String.class).list();
  }

  public List<String> openTables() {
    return jdbc.sql(OPEN_TABLES.text()).query(String.class).list();
  }

  public Collation collation() {
    return jdbc.sql(COLLATION.text()).query(Collation.class).single();
  }

  /** Foreign keys along which a row points to nothing. */
  public Asked orphans() {
    List<Composed> keys = jdbc.sql(ORPHANS.text()).query(Composed.class).list();
    List<String> wrong = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Composed key : keys) {
      if (!key.readable()) {
        left.add(key.name());
      } else if (jdbc.sql(key.statement()).query(Boolean.class).single()) {
        wrong.add(key.name());
      }
    }
    return new Asked(keys.size() - left.size(), wrong, left);
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

  /**
   * Reads b-trees page by page, the smallest first, for as long as the budget lasts. Empty where
   * nobody may, or the extension is not offered.
   */
  public Optional<Asked> damagedIndexes(Duration budget) {
    if (administrator.isEmpty()
        || !jdbc.sql(AVAILABLE.text()).param("name", AMCHECK).query(Boolean.class).single()) {
      return Optional.empty();
    }
    List<Btree> btrees = jdbc.sql(BTREES.text()).query(Btree.class).list();
    return administrator.flatMap(
        login ->
            login.trying(
                Role.ITSELF,
                own ->
                    isInstalled(own)
                        ? Optional.of(read(own, btrees, clock.instant().plus(budget)))
                        : Optional.empty()));
  }

  private static boolean isInstalled(JdbcClient own) {
    try {
      own.sql("create extension if not exists " + AMCHECK).update();
      return true;
    } catch (DataAccessException e) {
      if (NOT_ALLOWED.equals(state(e))) {
        return false;
      }
      throw e;
    }
  }

  private static String state(DataAccessException e) {
    return e.getMostSpecificCause() instanceof SQLException cause
        ? String.valueOf(cause.getSQLState())
        : "";
  }

  private Asked read(JdbcClient own, List<Btree> btrees, Instant end) {
    List<String> wrong = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Btree btree : btrees) {
      if (clock.instant().isAfter(end)) {
        left.add(btree.name());
        continue;
      }
      own.sql("savepoint before_index").update();
      try {
        own.sql("select bt_index_check(" + btree.id() + "::oid::regclass)")
            .query((row, n) -> true)
            .single();
      } catch (DataAccessException e) {
        own.sql("rollback to savepoint before_index").update();
        (NO_DAMAGE.contains(state(e)) ? left : wrong).add(btree.name());
      }
    }
    return new Asked(btrees.size() - left.size(), wrong, left);
  }

  /** Why the worker could not work here: hidden rows, privileges too many or too few. */
  public List<String> guard() {
    return new SystemRoleGuard(jdbc)
        .problems().stream().map(problem -> problem.where() + ": " + problem.what()).toList();
  }
}
