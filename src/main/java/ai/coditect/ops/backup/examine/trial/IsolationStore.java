package ai.coditect.ops.backup.examine.trial;

import ai.coditect.ops.backup.examine.trial.AdministratorStore.Role;
import ai.coditect.ops.database.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tries as the tenants' login what one tenant can do to another, and takes everything back. */
public final class IsolationStore {
  private static final Sql TENANTS = Sql.file("backup/pick_two_tenants");
  private static final Sql COMPOSE = Sql.file("backup/compose_isolation");
  private static final Sql SET_TENANT = Sql.file("backup/set_tenant");
  private static final Sql MAY_USE_OPS = Sql.file("backup/may_tenants_use_ops");

  private final JdbcClient worker;
  private final AdministratorStore administrator;

  public IsolationStore(JdbcClient worker, AdministratorStore administrator) {
    this.worker = worker;
    this.administrator = administrator;
  }

  private record Composed(
      String name,
      String strangers,
      String own,
      String change,
      String everything,
      String intrusion) {}

  /**
   * What a tenant could do.
   *
   * @param tables how many were tried
   * @param seen tables that show rows of others
   * @param hidden tables that do not show all of the tenant's own rows
   * @param changed tables in which another's rows could be changed
   * @param intruded whether an organization could be made that is not the tenant's own
   * @param unscoped tables that show rows to a session that names no tenant
   */
  public record Tried(
      int tables,
      List<String> seen,
      List<String> hidden,
      List<String> changed,
      boolean intruded,
      List<String> unscoped,
      boolean mayUseOps) {}

  /** Empty where there are not two tenants. */
  public Optional<Tried> attempt() {
    List<UUID> tenants = worker.sql(TENANTS.text()).query(UUID.class).list();
    if (tenants.size() < 2) {
      return Optional.empty();
    }
    List<Composed> tables = worker.sql(COMPOSE.text()).query(Composed.class).list();
    return Optional.of(
        administrator.trying(
            Role.TENANT, app -> attempt(app, tables, tenants.get(0), tenants.get(1))));
  }

  private Tried attempt(JdbcClient app, List<Composed> tables, UUID tenant, UUID other) {
    // First, while this session has never named a tenant.
    List<String> unscoped = unscoped(app, tables);
    app.sql(SET_TENANT.text()).param("tenant", tenant.toString()).query(String.class).single();
    List<String> seen = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (Composed table : tables) {
      if (count(app, table.strangers(), tenant) > 0) {
        seen.add(table.name());
      }
      if (count(app, table.own(), tenant) != count(worker, table.own(), tenant)) {
        hidden.add(table.name());
      }
      if (attempt(app, table.change().replace(":other", "'" + other + "'")) > 0) {
        changed.add(table.name());
      }
    }
    boolean intruded = !tables.isEmpty() && attempt(app, tables.get(0).intrusion()) > 0;
    boolean mayUseOps = worker.sql(MAY_USE_OPS.text()).query(Boolean.class).single();
    return new Tried(tables.size(), seen, hidden, changed, intruded, unscoped, mayUseOps);
  }

  private static List<String> unscoped(JdbcClient app, List<Composed> tables) {
    List<String> shown = new ArrayList<>();
    for (Composed table : tables) {
      app.sql("savepoint unscoped").update();
      try {
        if (app.sql(table.everything()).query(Long.class).single() > 0) {
          shown.add(table.name());
        }
      } catch (DataAccessException e) {
        // As it is meant: forgetting to say the tenant is an error.
        app.sql("rollback to savepoint unscoped").update();
      }
    }
    return shown;
  }

  private static long count(JdbcClient jdbc, String statement, UUID tenant) {
    return jdbc.sql(statement).param("tenant", tenant).query(Long.class).single();
  }

  /** How many rows a change reached; none when it was refused. */
  private static int attempt(JdbcClient app, String statement) {
    app.sql("savepoint attempt").update();
    try {
      return app.sql(statement).update();
    } catch (DataAccessException e) {
      return 0;
    } finally {
      app.sql("rollback to savepoint attempt").update();
    }
  }
}
