package ai.coditect.ops.backup.examine.trial;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Proves of a connection that it leads to the copy. The worker's login is valid on the source, too;
 * the login that a drill has made on its copy, by the service's API, is nowhere else.
 */
public final class CopyIdentityStore {
  private static final Sql HAS_LOGIN = Sql.file("backup/has_login");
  private static final Sql IS_SESSION = Sql.file("backup/is_session_of");

  private CopyIdentityStore() {}

  /**
   * Asks on the very connection that is to change something, of another login than the copy's.
   *
   * @param login made on the copy for this drill
   * @throws ProblemsException when the server behind it does not have that login
   */
  public static void prove(JdbcClient jdbc, String login) {
    require(
        jdbc.sql(HAS_LOGIN.text()).param("login", login).query(Boolean.class).single(),
        "the server that answers lacks the login that this drill made on its copy");
  }

  /**
   * Asks on the very connection that is to change something, and that was opened with that login:
   * whoever has logged in by it is where it was made.
   *
   * @throws ProblemsException when something on the way has logged in as somebody else
   */
  static void proveSession(JdbcClient jdbc, String login) {
    require(
        jdbc.sql(IS_SESSION.text()).param("login", login).query(Boolean.class).single(),
        "the session is not of the login that this drill made on its copy");
  }

  private static void require(boolean proven, String otherwise) {
    if (!proven) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "Copy not proven: " + otherwise + ". Nothing was changed.",
                  "restored copy",
                  "See that nothing between the worker and the copy (a proxy, a pooler, a"
                      + " forwarded port) leads to another server, and run again.")));
    }
  }
}
