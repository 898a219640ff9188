package ai.coditect.ops.database.failure;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import io.grpc.StatusRuntimeException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A failure in one line without values: for logs, answers and tables. */
public final class FailureWords {
  private static final String PACKAGE = "^[a-z0-9.]*\\.(?=[A-Z])";

  /** Whose messages are about the network, the protocol or the code, and never about a row. */
  private static final List<String> HARMLESS =
      List.of(
          "java.net.BindException",
          "java.net.ConnectException",
          "java.net.HttpRetryException",
          "java.net.NoRouteToHostException",
          "java.net.PortUnreachableException",
          "java.net.ProtocolException",
          "java.net.SocketException",
          "java.net.SocketTimeoutException",
          "java.net.UnknownHostException",
          "java.net.UnknownServiceException",
          "java.net.http.",
          "java.nio.channels.",
          "javax.net.ssl.",
          "java.security.cert.",
          "java.lang.NullPointerException",
          "java.lang.ClassCastException",
          "java.lang.OutOfMemoryError",
          "java.lang.StackOverflowError",
          "io.grpc.StatusRuntimeException",
          "io.grpc.StatusException");

  private FailureWords() {}

  /**
   * What the chain of causes knows best: our own problems, else the server's error, else a kind.
   */
  public static String of(Throwable failure) {
    Optional<ProblemsException> told = Causes.first(failure, ProblemsException.class);
    if (told.isPresent()) {
      return told.get().problems().stream().map(Problem::what).collect(Collectors.joining(" "));
    }
    Optional<ServerError> said = serverError(failure);
    if (Causes.of(failure).stream().anyMatch(FailureWords::isDatabaseAway)) {
      return "the database cannot be reached or went away"
          + said.map(error -> ": " + error.words()).orElse("");
    }
    return said.map(error -> "the database refused: " + error.words())
        .orElseGet(() -> unexpected(Causes.root(failure)));
  }

  /** The innermost error of a database, if one is among the causes. */
  public static Optional<ServerError> serverError(Throwable failure) {
    return Causes.of(failure).stream()
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .filter(sql -> sql.getSQLState() != null)
        .reduce((outer, inner) -> inner)
        .map(ServerError::of);
  }

  /** The kind of one throwable, with its message where that can hold no row. */
  static String kind(Throwable failure) {
    String name = failure.getClass().getName();
    if (failure instanceof FailureTrace) {
      // It says the kind of what it stands for, and nothing else.
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof SQLException sql && sql.getSQLState() != null) {
      return name + ": " + ServerError.of(sql).words();
    }
    boolean harmless =
        failure instanceof ProblemsException || HARMLESS.stream().anyMatch(name::startsWith);
    return harmless && failure.getMessage() != null ? name + ": " + failure.getMessage() : name;
  }

  /** The kind of what it began with. */
  static String root(Throwable failure) {
    return kind(Causes.root(failure)).replaceFirst(PACKAGE, "");
  }

  /**
   * What is to be said of a failure of which a stack trace tells nothing: a service, or the way to
   * it, was away, or we have words of our own. Empty for anything else.
   */
  static Optional<String> plain(Throwable failure) {
    if (Causes.first(failure, ProblemsException.class).isPresent()) {
      return Optional.of(of(failure));
    }
    if (Causes.of(failure).stream().noneMatch(FailureWords::isAway)) {
      return Optional.empty();
    }
    return Optional.of(
        serverError(failure)
            .map(error -> "the database refused: " + error.words())
            .orElseGet(() -> root(failure)));
  }

  /** A server with a full disk, or none of its connections left, is there. */
  private static boolean isDatabaseAway(Throwable failure) {
    if (!(failure instanceof SQLException sql)) {
      return false;
    }
    String state = String.valueOf(sql.getSQLState());
    // A pool that has no connection to give, or is closed, knows no SQLSTATE or that of another.
    return state.startsWith("08")
        || state.startsWith("57P")
        || ServerError.isOfTheWay(sql)
        || (sql.getSQLState() == null || state.equals(ServerError.CLOSED))
            && (failure instanceof SQLTransientConnectionException || isOfThePool(failure));
  }

  private static boolean isAway(Throwable failure) {
    if (failure instanceof SQLException sql) {
      return isDatabaseAway(failure)
          || failure instanceof SQLTransientConnectionException
          || isOfThePool(failure)
          || String.valueOf(sql.getSQLState()).startsWith("53");
    }
    return failure instanceof SocketException
        || failure instanceof SocketTimeoutException
        || failure instanceof UnknownHostException
        || failure instanceof StatusRuntimeException;
  }

  private static boolean isOfThePool(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return frames.length > 0 && frames[0].getClassName().startsWith("com.zaxxer.hikari.");
  }

  private static String unexpected(Throwable root) {
    return "unexpected "
        + kind(root).replaceFirst(PACKAGE, "")
        + Causes.place(root).map(place -> " at " + place).orElse("");
  }
}
