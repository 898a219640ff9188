package ai.coditect.ops.database.failure;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What may be said of an error that PostgreSQL answered: its SQLSTATE, the names of table, column,
 * constraint and function, and our own words for it.
 *
 * @param cure empty when only whoever knows the code can cure it
 * @param traced whether it may be a fault of ours, so that the stack trace is worth its lines
 */
public record ServerError(String words, Optional<String> cure, boolean traced) {
  public static final String CANCELED = "57014";

  /** What a server also answers at the door of a database that lets nobody in for now. */
  public static final String CLOSED = "55000";

  /** What the driver says where it did not get as far as to a server, and does not know why. */
  private static final String UNEXPECTED = "99999";

  public static final Set<String> PASSING = Set.of("55P03", "40P01", "40001");

  private static final Pattern FUNCTION =
      Pattern.compile("(?m)^PL/pgSQL function ([A-Za-z0-9_.]+)\\([^)]*\\) line ([0-9]+)");

  /**
   * Where the server itself says what its error is about. Whoever raises one in a function says
   * what they like: these names are texts then.
   */
  private static final Set<String> OWN =
      Set.of(
          "domains.c",
          "execExprInterp.c",
          "execIndexing.c",
          "execMain.c",
          "nbtinsert.c",
          "partbounds.c",
          "ri_triggers.c",
          "tablecmds.c",
          "tuplesort.c",
          "tuplesortvariants.c",
          "typecmds.c");

  /**
   * Where the server itself finds that it does not know, or may not use, what a statement names.
   */
  private static final Set<String> STATEMENT =
      Set.of(
          "acl.c",
          "aclchk.c",
          "analyze.c",
          "functioncmds.c",
          "gram.y",
          "heap.c",
          "index.c",
          "indexcmds.c",
          "namespace.c",
          "objectaddress.c",
          "parse_agg.c",
          "parse_clause.c",
          "parse_coerce.c",
          "parse_expr.c",
          "parse_func.c",
          "parse_oper.c",
          "parse_relation.c",
          "parse_target.c",
          "parse_type.c",
          "parse_utilcmd.c",
          "pg_constraint.c",
          "pg_namespace.c",
          "pg_proc.c",
          "pg_type.c",
          "policy.c",
          "scan.l",
          "schemacmds.c",
          "sequence.c",
          "tablecmds.c",
          "trigger.c",
          "typecmds.c",
          "user.c",
          "view.c");

  public static ServerError of(SQLException failure) {
    if (isOfTheWay(failure)) {
      String reason = FailureWords.root(failure);
      return new ServerError("the way to it failed (" + reason + ")", Optional.empty(), true);
    }
    String state = String.valueOf(failure.getSQLState());
    @Nullable ServerErrorMessage server =
        failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    StringBuilder words = new StringBuilder();
    StateWords.Meaning meaning = StateWords.of(state);
    words.append(meaning.words()).append(" (SQLSTATE ").append(state);
    if (server != null && OWN.contains(String.valueOf(server.getFile()))) {
      if (server.getTable() != null) {
        words.append(", table ").append(server.getSchema()).append('.').append(server.getTable());
      }
      name(words, ", column ", server.getColumn());
      name(words, ", constraint ", server.getConstraint());
    }
    if (server != null) {
      function(server)
          .ifPresent(
              at ->
                  words
                      .append(", function ")
                      .append(at.group(1))
                      .append(" line ")
                      .append(at.group(2)));
    }
    return new ServerError(words.append(')').toString(), meaning.cure(), meaning.traced());
  }

  /** Whether no server said it, but what was to lead there: the connector of Cloud SQL. */
  public static boolean isOfTheWay(SQLException failure) {
    // A pool repeats the state of what it was told, in an error of its own.
    return UNEXPECTED.equals(failure.getSQLState())
        && Causes.first(failure, PSQLException.class)
            .filter(psql -> psql.getServerErrorMessage() == null && psql.getCause() != null)
            .isPresent();
  }

  /**
   * The message of an error of class 42 that the server itself says of the statement that was sent:
   * it names what the statement names, never the value of a row. Empty where a function was under
   * way, which raises what it likes, and makes statements of its own of values.
   */
  public static Optional<String> ofNames(PSQLException failure) {
    ServerErrorMessage server = failure.getServerErrorMessage();
    boolean named =
        server != null
            && String.valueOf(failure.getSQLState()).startsWith("42")
            && STATEMENT.contains(String.valueOf(server.getFile()))
            && (server.getWhere() == null || server.getWhere().isEmpty());
    return named ? Optional.ofNullable(server.getMessage()) : Optional.empty();
  }

  private static void name(StringBuilder words, String kind, @Nullable String name) {
    if (name != null) {
      words.append(kind).append(name);
    }
  }

  /** The innermost function, by name and line; the rest of the context may quote statements. */
  private static Optional<Matcher> function(ServerErrorMessage server) {
    @Nullable String context = server.getWhere();
    Matcher matcher = FUNCTION.matcher(context == null ? "" : context);
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }
}
