package ai.coditect.ops.backup.examine.fault;

import ai.coditect.ops.backup.examine.CopiedDatabaseClient;
import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import ai.coditect.ops.backup.examine.trial.AdministratorStore;
import ai.coditect.ops.backup.examine.trial.AdministratorStore.Role;
import ai.coditect.ops.database.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Damages a copy through its administrator, each time in one transaction. */
public final class FaultStore {
  /**
   * A fault's file says so where the data do not allow it (no_data_found); elsewhere what it would
   * damage goes by another name, or belongs to somebody else.
   */
  private static final Set<String> NOT_HERE =
      Set.of("P0002", "42704", "42P01", "42703", "42883", "42501");

  private static final Sql SETTLE = Sql.file("backup/settle");

  private final AdministratorStore administrator;

  /**
   * @throws java.util.NoSuchElementException when the copy has no administrator
   */
  public FaultStore(CopiedDatabaseClient copy) {
    CopiedDatabaseClient.Administrator login = copy.administrator().orElseThrow();
    this.administrator =
        new AdministratorStore(login.login(), login.source(), copy.statementTimeout());
  }

  /**
   * Plants a fault.
   *
   * @param tolerance what an examination lets pass, so that more is damaged
   * @return false when the copy's data do not allow it; then nothing has changed
   */
  public boolean plant(Fault fault, Tolerance tolerance) {
    try {
      return administrator.doing(
          fault.isPossibleOnCloudSql() && fault != Fault.EXCESS_MEMBERSHIP
              ? Role.OWNER
              : Role.ITSELF,
          jdbc -> {
            settle(jdbc, "ops.tolerated_rows", Long.toString(tolerance.rows()));
            settle(jdbc, "ops.tolerated_percent", Double.toString(tolerance.percent()));
            jdbc.sql(text(fault)).update();
            return true;
          });
    } catch (DataAccessException e) {
      if (e.getMostSpecificCause() instanceof SQLException cause
          && NOT_HERE.contains(String.valueOf(cause.getSQLState()))) {
        return false;
      }
      throw e;
    }
  }

  private static void settle(JdbcClient jdbc, String name, String value) {
    jdbc.sql(SETTLE.text()).param("name", name).param("value", value).query(String.class).single();
  }

  private static String text(Fault fault) {
    try {
      return new ClassPathResource(fault.file()).getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
