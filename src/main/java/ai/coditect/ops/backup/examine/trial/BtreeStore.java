package ai.coditect.ops.backup.examine.trial;

import ai.coditect.ops.backup.examine.trial.AdministratorStore.Role;
import ai.coditect.ops.database.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the pages of b-trees through the copy's administrator, on a connection of its own. */
public final class BtreeStore {
  private static final Sql BTREES = Sql.file("backup/list_btree_indexes");
  private static final Sql AVAILABLE = Sql.file("backup/is_extension_available");
  private static final String AMCHECK = "amcheck";
  private static final long SMALL = 1 << 20;
  private static final int MOST_TOGETHER = 1000;
  private static final String NOT_ALLOWED = "42501";

  /** Not allowed, took too long, somebody holds a lock: nothing is known of the index. */
  private static final Set<String> NO_DAMAGE = Set.of(NOT_ALLOWED, "57014", "55P03", "0A000");

  private final List<Btree> btrees;
  private final AdministratorStore administrator;
  private final Clock clock;

  private BtreeStore(List<Btree> btrees, AdministratorStore administrator, Clock clock) {
    this.btrees = btrees;
    this.administrator = administrator;
    this.clock = clock;
  }

  private record Btree(long id, String name, long size) {}

  /**
   * Those that there are now. Empty where nobody may read them, or the extension is not offered.
   */
  public static Optional<BtreeStore> of(
      JdbcClient jdbc, Optional<AdministratorStore> administrator, Clock clock) {
    if (administrator.isEmpty()
        || !jdbc.sql(AVAILABLE.text()).param("name", AMCHECK).query(Boolean.class).single()) {
      return Optional.empty();
    }
    List<Btree> btrees = jdbc.sql(BTREES.text()).query(Btree.class).list();
    return administrator.map(login -> new BtreeStore(btrees, login, clock));
  }

  /**
   * Reads them page by page, the smallest first, for as long as the budget lasts. Empty where the
   * extension is not allowed.
   */
  public Optional<SoundnessStore.Asked> damaged(Duration budget) {
    return administrator.trying(
        Role.ITSELF,
        own ->
            isInstalled(own)
                ? Optional.of(read(own, clock.instant().plus(budget)))
                : Optional.empty());
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

  private SoundnessStore.Asked read(JdbcClient own, Instant end) {
    List<String> wrong = new ArrayList<>();
    List<String> left = new ArrayList<>();
    List<Btree> small =
        btrees.stream().filter(btree -> btree.size() <= SMALL).limit(MOST_TOGETHER).toList();
    // Hundreds of them are a page or two each: one round trip, unless one of them is damaged.
    boolean together = state(own, small).isEmpty();
    for (Btree btree : together ? btrees.subList(small.size(), btrees.size()) : btrees) {
      if (clock.instant().isAfter(end)) {
        left.add(btree.name());
        continue;
      }
      state(own, List.of(btree))
          .ifPresent(state -> (NO_DAMAGE.contains(state) ? left : wrong).add(btree.name()));
    }
    return new SoundnessStore.Asked(btrees.size() - left.size(), wrong, left);
  }

  /** Why reading them ended; empty if they are in order. */
  private static Optional<String> state(JdbcClient own, List<Btree> some) {
    own.sql("savepoint before_index").update();
    try {
      own.sql(
              some.stream()
                  .map(btree -> "bt_index_check(" + btree.id() + "::oid::regclass)")
                  .collect(Collectors.joining(", ", "select ", "")))
          .query((row, n) -> true)
          .single();
      return Optional.empty();
    } catch (DataAccessException e) {
      own.sql("rollback to savepoint before_index").update();
      return Optional.of(state(e));
    }
  }
}
