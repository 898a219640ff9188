package ai.coditect.ops.trigger.command.start;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.database.failure.ServerError;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.net.BindException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/**
 * Why a command could not do its work, for a person.
 *
 * @param exitCode 1 when it may succeed later, 2 for settings and files, 3 for missing rights
 */
public record StartFailure(int exitCode, List<Problem> problems) {
  private static final String DATABASE = "database";

  private static final Map<String, Problem> BY_STATE =
      Map.of(
          "28P01",
          new Problem(
              "The database does not accept the password.",
              DATABASE,
              "Check DB_USER and DB_PASSWORD."),
          "28000",
          new Problem(
              "The database does not accept the login.",
              DATABASE,
              "Check DB_USER, DB_SSLMODE, and which logins the server admits from here."),
          "3D000",
          new Problem(
              "The database does not exist.", DATABASE, "Check DB_NAME, or create the database."),
          "42501",
          new Problem(
              "The database login lacks a privilege.",
              DATABASE,
              "Run migrate, and check that the worker's login is a member of coditect_system."),
          "42P01",
          new Problem(
              "A table of the worker is missing.", DATABASE, "Run migrate, then try again."),
          "3F000",
          new Problem(
              "The schema of the worker is missing.", DATABASE, "Run migrate, then try again."),
          "53300",
          new Problem(
              "The database has no connection left.",
              DATABASE,
              "Try again, or raise max_connections."));

  public static StartFailure of(Throwable failure) {
    List<Throwable> causes = Causes.of(failure);
    for (Throwable cause : causes) {
      if (cause instanceof ProblemsException known) {
        return new StartFailure(exitCode(known), known.problems());
      }
    }
    if (causes.stream().anyMatch(StartFailure::isDistrust)) {
      return one(
          "The database's certificate is not trusted, or is not that of DB_HOST.",
          "Put its authority's certificate into ~/.postgresql/root.crt and use the host name that"
              + " the certificate carries, or set DB_SSLMODE=require to encrypt without checking.");
    }
    for (Throwable cause : causes) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return ofServer(sql, sql.getSQLState());
      }
    }
    if (causes.stream().anyMatch(BindException.class::isInstance)) {
      return new StartFailure(
          1,
          List.of(
              new Problem(
                  "Port in use: the one for health checks, which is 8080 or what SERVER_PORT says.",
                  "worker",
                  "Stop what listens there, or set SERVER_PORT to a free port.")));
    }
    return new StartFailure(
        1,
        List.of(
            new Problem(
                "A fault of the worker: " + FailureWords.of(failure) + ".",
                "worker",
                "The stack trace on stderr tells where; what was not finished is tried again.")));
  }

  /** False for what may be a fault of ours: then only a stack trace tells. */
  public static boolean isExpected(Throwable failure) {
    return Causes.of(failure).stream()
        .anyMatch(
            cause ->
                cause instanceof ProblemsException
                    || isDistrust(cause)
                    || cause instanceof SQLException sql && sql.getSQLState() != null
                    || cause instanceof BindException);
  }

  private static int exitCode(ProblemsException known) {
    if (known instanceof TransientProblemsException) {
      return 1;
    }
    return known instanceof RefusalException ? 3 : 2;
  }

  private static StartFailure ofServer(SQLException failure, String state) {
    Optional<Problem> known = Optional.ofNullable(BY_STATE.get(state));
    if (known.isPresent()) {
      return new StartFailure(state.equals("42501") ? 3 : 1, List.of(known.get()));
    }
    if (String.valueOf(failure.getMessage()).contains("does not support SSL")) {
      return one(
          "The database does not offer SSL.", "Switch SSL on there, or set DB_SSLMODE=disable.");
    }
    if (ServerError.isOfTheWay(failure)) {
      return one(
          "The database cannot be reached: " + ServerError.of(failure).words() + ".",
          "Check DB_INSTANCE, and that the name server, the metadata server, sqladmin.googleapis.com and"
              + " port 3307 of the instance can be reached from here; the identity needs"
              + " roles/cloudsql.client.");
    }
    ServerError error = ServerError.of(failure);
    if (state.startsWith("08") || state.startsWith("57P")) {
      // Where a server has answered, it has said why.
      boolean answered = state.startsWith("57P") || state.equals("08P01");
      return one(
          "The database cannot be reached" + (answered ? ": " + error.words() : "") + ".",
          "Check that it runs, and DB_HOST and DB_PORT, or DB_INSTANCE; then try again.");
    }
    return one(
        "The database refused: " + error.words() + ".",
        error
            .cure()
            .orElse("The server's log has its message, at this time; nothing half-done was kept."));
  }

  private static boolean isDistrust(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof CertificateException
        || failure instanceof SSLHandshakeException
        || failure instanceof SQLException
            && (message.contains("root certificate") || message.contains("hostnameverifier"));
  }

  private static StartFailure one(String what, String cure) {
    return new StartFailure(1, List.of(new Problem(what, DATABASE, cure)));
  }
}
