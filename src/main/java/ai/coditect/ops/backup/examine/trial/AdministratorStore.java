package ai.coditect.ops.backup.examine.trial;

import ai.coditect.ops.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Transactions of the copy's administrator as other roles. */
public final class AdministratorStore {
  private static final Sql IS_MEMBER = Sql.file("backup/is_member");
  private final String login;
  private final DataSource administrator;
  private final Duration statementTimeout;

  /**
   * @param login its name, which no other server has
   */
  public AdministratorStore(String login, DataSource administrator, Duration statementTimeout) {
    this.login = login;
    this.administrator = administrator;
    this.statementTimeout = statementTimeout;
  }

  /** Tries something and takes it back, memberships included. */
  public <T> T trying(Role role, Function<JdbcClient, T> work) {
    return inTransaction(role, false, work);
  }

  /** Does something as a role. */
  public <T> T doing(Role role, Function<JdbcClient, T> work) {
    return inTransaction(role, true, work);
  }

  /** Whom the administrator becomes. */
  public enum Role {
    ITSELF(""),
    OWNER("coditect_owner"),
    TENANT("coditect_app");

    private final String login;

    Role(String login) {
      this.login = login;
    }
  }

  private <T> T inTransaction(Role role, boolean commit, Function<JdbcClient, T> work) {
    try (Connection connection = administrator.getConnection()) {
      connection.setAutoCommit(false);
      JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      try (var statement = connection.createStatement()) {
        CopyIdentityStore.proveSession(jdbc, login);
        statement.execute("set local statement_timeout = " + statementTimeout.toMillis());
        statement.execute("set local lock_timeout = '10s'");
        boolean granted = false;
        if (role != Role.ITSELF) {
          granted =
              !jdbc.sql(IS_MEMBER.text()).param("role", role.login).query(Boolean.class).single();
          if (granted) {
            statement.execute("grant " + role.login + " to current_user");
          }
          statement.execute("set local role " + role.login);
        }
        T answer = work.apply(jdbc);
        if (commit && granted) {
          statement.execute("set local role none");
          statement.execute("revoke " + role.login + " from current_user");
        }
        if (commit) {
          connection.commit();
        }
        return answer;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("work as the copy's administrator", null, e);
    }
  }
}
