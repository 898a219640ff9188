package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.examine.CopiedDatabaseClient.Administrator;
import ai.coditect.ops.database.DatabaseUrl;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * The way into a restored copy: as the worker goes into its own database, but to another server.
 */
public final class CopyClient {
  /**
   * What the names of logins begin with that are made on a copy; a worker that finds one on its own
   * server ({@code writer/find_drill_login}) does not serve.
   */
  static final String LOGIN = "ops_drill_";

  private static final String SESSION =
      "-c statement_timeout=120s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s";

  private final Access access;
  private final String parameters;
  private final SecureRandom random = new SecureRandom();

  /**
   * How the worker reaches its own database.
   *
   * @param port where the server listens, unless a connector is used
   * @param sslMode unless a connector is used
   * @param connector whether the database is reached by Cloud SQL's connector, with IAM logins
   */
  public record Access(
      int port, String sslMode, String database, String user, String password, boolean connector) {
    /** Without the password. */
    @Override
    public String toString() {
      return "Access[" + database + "]";
    }
  }

  public CopyClient(Access access) {
    this(access, "");
  }

  /**
   * @param parameters of the connector, behind its own: {@code &name=value}
   */
  CopyClient(Access access, String parameters) {
    this.access = access;
    this.parameters = parameters;
  }

  /** A copy that can be logged in to. */
  public interface Copy {
    /** With the worker's own login, which came with the backup. */
    DataSource asWorker();

    /** With the login of an administrator that is made for this and goes with the copy. */
    Administrator asAdministrator();
  }

  /**
   * @param run whose copy it is; its logins say so
   * @param makeLogin makes a login with this password
   */
  Copy copy(InstanceSeen instance, UUID run, BiConsumer<String, String> makeLogin) {
    return new Copy() {
      @Override
      public DataSource asWorker() {
        return source(instance, access.user(), access.password(), access.connector());
      }

      @Override
      public Administrator asAdministrator() {
        String user = login(run);
        String password = password();
        makeLogin.accept(user, password);
        return new Administrator(user, source(instance, user, password, false));
      }
    };
  }

  /** Makes a login that nobody uses: it says of the copy whose it is. */
  void mark(UUID run, BiConsumer<String, String> makeLogin) {
    makeLogin.accept(login(run), password());
  }

  private String login(UUID run) {
    return LOGIN + run.toString().substring(0, 8) + "_" + HexFormat.of().formatHex(bytes(4));
  }

  private String password() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(24));
  }

  /**
   * Why nobody gets in.
   *
   * @param verdict what that says about the backup
   */
  record Obstacle(Verdict verdict, Problem problem) {}

  /** What keeps the worker out of the copy; empty when it answers. */
  Optional<Obstacle> reach(InstanceSeen instance) {
    try (Connection session =
        source(instance, access.user(), access.password(), access.connector()).getConnection()) {
      return session.isValid(5)
          ? Optional.empty()
          : Optional.of(silent(unreachable(instance, "it does not answer")));
    } catch (ProblemsException e) {
      return e.problems().stream().findFirst().map(CopyClient::silent);
    } catch (SQLException e) {
      return Optional.of(obstacle(instance, String.valueOf(e.getSQLState())));
    }
  }

  private static Obstacle silent(Problem problem) {
    return new Obstacle(Verdict.INCONCLUSIVE, problem);
  }

  private Obstacle obstacle(InstanceSeen instance, String state) {
    if (state.equals("3D000")) {
      return new Obstacle(
          Verdict.FAILED,
          new Problem(
              "Database missing: the restored copy has no database " + access.database() + ".",
              where(instance),
              "This backup does not hold what it is for. See that DB_NAME is what the database is"
                  + " called, and whether an earlier backup has it."));
    }
    if (state.equals("42501")) {
      return new Obstacle(
          Verdict.FAILED,
          new Problem(
              "Privilege missing: the worker may not connect to the database of the copy.",
              where(instance),
              "What was granted came back with the backup: see who revoked CONNECT on the database"
                  + " before it was taken."));
    }
    if (state.startsWith("28")) {
      return silent(
          new Problem(
              "Login refused: the copy does not let the worker's login in (SQLSTATE "
                  + state
                  + ").",
              where(instance),
              "A copy has the logins and passwords of the time of its backup. If the worker's was"
                  + " made or changed since then, run again when there is a newer backup."));
    }
    return silent(unreachable(instance, "SQLSTATE " + state));
  }

  private static String where(InstanceSeen instance) {
    return "instance " + instance.name().project() + ":" + instance.name().instance();
  }

  private static Problem unreachable(InstanceSeen instance, String why) {
    return new Problem(
        "Copy unreachable: the worker cannot connect to the restored instance (" + why + ").",
        where(instance),
        "Private services access peers one network only: make the drills' project a service"
            + " project of the Shared VPC that the worker is in (drill.network), or reach it by"
            + " Private Service Connect.");
  }

  private DataSource source(InstanceSeen instance, String user, String password, boolean byToken) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, user);
    PGProperty.PASSWORD.set(properties, password);
    PGProperty.CONNECT_TIMEOUT.set(properties, 5);
    PGProperty.SOCKET_TIMEOUT.set(properties, 150);
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    PGProperty.APPLICATION_NAME.set(properties, "ops-worker drill");
    PGProperty.OPTIONS.set(properties, SESSION);
    if (!access.connector()) {
      // Its certificate is its own, so that the one of the source says nothing about it.
      PGProperty.SSL_MODE.set(
          properties, access.sslMode().startsWith("verify") ? "require" : access.sslMode());
      return new SimpleDriverDataSource(
          new Driver(),
          DatabaseUrl.direct(address(instance), access.port(), access.database()),
          properties);
    }
    // A data source of the driver's own would drop what only the connector knows.
    return new SimpleDriverDataSource(
        new Driver(),
        DatabaseUrl.byConnector(instance.connectionName(), access.database())
            + (byToken ? "&enableIamAuth=true" : "")
            + parameters,
        properties);
  }

  /** Never the worker's own host, where the source may listen. */
  private static String address(InstanceSeen instance) {
    return instance
        .address()
        .orElseThrow(
            () ->
                new ProblemsException(List.of(unreachable(instance, "it has no private address"))));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
