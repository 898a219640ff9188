package ai.coditect.ops.database;

import ai.coditect.ops.local.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Two organizations with a user, a license and a project each, and sessions to look at them. */
final class TwoTenants {
  static final UUID OURS = new UUID(0, 1);
  static final UUID THEIRS = new UUID(0, 2);
  static final List<String> TABLES = List.of("organizations", "users", "licenses", "projects");

  final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  TwoTenants() {
    for (UUID tenant : List.of(OURS, THEIRS)) {
      long number = tenant.getLeastSignificantBits();
      database.execute(
          "insert into coditect_shared.organizations (id, name, slug) values ('%s', 'T', 't%d')"
              .formatted(tenant, number),
          ("insert into coditect_shared.licenses (id, organization_id, license_key, expires_at)"
                  + " values ('%1$s', '%1$s', 'k%2$d', '2026-01-01 00:00+00')")
              .formatted(tenant, number),
          ("insert into coditect_shared.users (id, organization_id, email, username, role, license_id)"
                  + " values ('%1$s', '%1$s', 'u@example.com', 'u', 'ADMIN', '%1$s')")
              .formatted(tenant),
          ("insert into coditect_shared.projects (id, organization_id, owner_id, name, slug)"
                  + " values ('%1$s', '%1$s', '%1$s', 'P', 'p')")
              .formatted(tenant));
    }
    database.execute("delete from coditect_ops.license_changes");
  }

  /** One connection in one transaction, rolled back at the end. */
  Session as(String user) {
    return new Session(new SingleConnectionDataSource(connect(user), true));
  }

  private Connection connect(String user) {
    try {
      var connection = database.as(user).getConnection();
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A session that statements share. */
  record Session(SingleConnectionDataSource source) implements AutoCloseable {
    Session tenant(UUID tenant) {
      return set("app.current_organization_id", tenant.toString());
    }

    Session set(String name, String value) {
      JdbcClient.create(source)
          .sql("select set_config(:name, :value, true)")
          .param("name", name)
          .param("value", value)
          .query(String.class)
          .single();
      return this;
    }

    int update(String sql) {
      return JdbcClient.create(source).sql(sql).update();
    }

    <T> List<T> list(String sql, Class<T> type) {
      return JdbcClient.create(source).sql(sql).query(type).list();
    }

    /** The SQLSTATE that the statement fails with; the transaction goes on. */
    String failure(String sql) {
      JdbcClient.create(source).sql("savepoint before").update();
      try {
        update(sql);
        return "succeeded";
      } catch (DataAccessException e) {
        JdbcClient.create(source).sql("rollback to savepoint before").update();
        return ((SQLException) e.getMostSpecificCause()).getSQLState();
      }
    }

    void commit() {
      end(true);
    }

    @Override
    public void close() {
      end(false);
      source.destroy();
    }

    private void end(boolean keep) {
      try {
        if (keep) {
          source.getConnection().commit();
        } else {
          source.getConnection().rollback();
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
