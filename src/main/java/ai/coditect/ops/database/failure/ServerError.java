package ai.coditect.ops.database.failure;

import java.sql.SQLException;
import java.util.Map;
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
 */
public record ServerError(String words, Optional<String> cure) {
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

  private static final String ROW =
      "Look at the rows of this table that are due; the run goes on from its last bite.";

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("08", "the connection failed"),
          Map.entry("22", "a value does not fit"),
          Map.entry("23", "a constraint is violated"),
          Map.entry("23502", "a column must not be null"),
          Map.entry("23503", "another row refers to it"),
          Map.entry("23505", "a value must be unique"),
          Map.entry("23514", "a check is violated"),
          Map.entry("23P01", "an exclusion constraint is violated"),
          Map.entry("25006", "it takes no writes now"),
          Map.entry("25P03", "it ended a transaction in which this worker was silent for too long"),
          Map.entry("28", "the login or its password is not accepted"),
          Map.entry("3D", "the database does not exist"),
          Map.entry("3F", "a schema is missing"),
          Map.entry("40001", "another transaction changed the same rows"),
          Map.entry("40P01", "deadlock"),
          Map.entry("42501", "a privilege is missing, or a policy keeps the row"),
          Map.entry("42P01", "a table is missing"),
          Map.entry("53", "the server is out of a resource"),
          Map.entry("53100", "its disk is full"),
          Map.entry("53300", "it has no connection left"),
          Map.entry("54", "a limit of the server is exceeded"),
          Map.entry("55P03", "another session holds a lock"),
          Map.entry("57", "the server is shut down, or ended the session"),
          Map.entry(CANCELED, "a statement took longer than it may"),
          Map.entry("58", "the server cannot read or write its files"),
          Map.entry("P0", "a function or trigger raised an error"));

  private static final Map<String, String> CURES =
      Map.ofEntries(
          Map.entry("22", ROW),
          Map.entry("23", ROW),
          Map.entry(
              "42501",
              "\"check\" names what the worker itself lacks; what a trigger or a function of another"
                  + " owner needs has to be granted to coditect_system by that owner."),
          Map.entry(
              "25006",
              "Let DB_HOST name the primary, not a replica; a failover cures itself, and the run goes"
                  + " on as its job file says."),
          Map.entry(
              "25P03",
              "Give the worker more processor time, or see how long the ledger's place takes to"
                  + " answer; the run goes on from its last bite as its job file says."),
          Map.entry(
              "28",
              "Correct DB_USER and DB_PASSWORD, or let the login in again; the run goes on by itself"
                  + " as its job file says."),
          Map.entry("3D", "Correct DB_NAME, or make the database; then start the worker anew."),
          Map.entry("53", "Give it room; the run goes on by itself as its job file says."),
          Map.entry(
              "58",
              "See the server's log and its disks; the run goes on by itself as its job file says."),
          Map.entry("55P03", "See what else works on these rows; the run goes on by itself."),
          Map.entry("40", "Nothing to do; the run goes on by itself."),
          Map.entry(CANCELED, "Lower run.bite in the job file, or see what slows the server down."),
          Map.entry(
              "P0",
              "Look into the function and at the rows that are due; the run goes on from its last"
                  + " bite."));

  public static ServerError of(SQLException failure) {
    if (isOfTheWay(failure)) {
      String reason = FailureWords.root(failure);
      return new ServerError("the way to it failed (" + reason + ")", Optional.empty());
    }
    String state = String.valueOf(failure.getSQLState());
    @Nullable ServerErrorMessage server =
        failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    StringBuilder words = new StringBuilder();
    words.append(find(NAMES, state).orElse("it could not do this"));
    words.append(" (SQLSTATE ").append(state);
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
    return new ServerError(words.append(')').toString(), find(CURES, state));
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

  /** By the whole SQLSTATE, else by its class. */
  private static Optional<String> find(Map<String, String> words, String state) {
    return Optional.ofNullable(words.get(state))
        .or(() -> Optional.ofNullable(words.get(state.substring(0, Math.min(2, state.length())))));
  }
}
