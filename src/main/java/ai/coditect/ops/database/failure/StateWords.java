package ai.coditect.ops.database.failure;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What an SQLSTATE means for whoever runs the worker, and what they can do about it. */
final class StateWords {
  /**
   * @param cure empty when only whoever knows the code can cure it
   * @param traced whether it may be a fault of ours, so that the stack trace is worth its lines
   */
  record Meaning(String words, Optional<String> cure, boolean traced) {}

  private static final Map<String, Meaning> BY_STATE = new HashMap<>();

  private static final String BY_ITSELF = "; the run goes on by itself as its job file says.";
  private static final String ROW =
      "Look at the rows of this table that are due; the run goes on from its last bite.";
  private static final String LOCKED =
      "See what else works on these rows; the run goes on by itself.";
  private static final String POOLER =
      "Connect to PostgreSQL itself, not to a pooler; \"check\" says what answers.";
  private static final String SCHEMA =
      "Run migrate with this release; \"check\" names what the schema lacks.";
  private static final String DAMAGED =
      "Keep the server's files as they are and see its log; then restore a backup as"
          + " src/docs/runbooks/restore.md says.";

  static {
    // Connections.
    say("08", "the connection failed", "See that the server runs and is reached" + BY_ITSELF);
    say("08004", "what answers lets this connection not in", "See its log" + BY_ITSELF);
    say(
        "08P01",
        "what answers does not speak as a server does, or is a pooler without one",
        "See that DB_HOST and DB_PORT are PostgreSQL's own, and the pooler's log" + BY_ITSELF);
    // Data, constraints.
    say("22", "a value does not fit", ROW);
    say("23", "a constraint is violated", ROW);
    say("23502", "a column must not be null", ROW);
    say("23503", "another row refers to it", ROW);
    say("23505", "a value must be unique", ROW);
    say("23514", "a check is violated", ROW);
    say("23P01", "an exclusion constraint is violated", ROW);
    // Transactions and sessions.
    fault("25", "the transaction is in no state for it", "Nothing half-done was kept.");
    say(
        "25006",
        "it takes no writes now",
        "Let DB_HOST name the primary, not a replica; a failover cures itself, and the run goes"
            + " on as its job file says. A primary that is read-only has"
            + " default_transaction_read_only set, by its login, its database or itself.");
    fault("25P02", "an error before it has ended the transaction", "Nothing half-done was kept.");
    say(
        "25P03",
        "it ended a transaction in which this worker was silent for too long",
        "Give the worker more processor time, or see how long the ledger's place takes to"
            + " answer; the run goes on from its last bite as its job file says.");
    say(
        "25P04",
        "a transaction took longer than the server lets any",
        "Reset transaction_timeout for this login, or lower run.bite in the job file.");
    say("26", "a prepared statement is not in this session", POOLER);
    say(
        "28",
        "the login or its password is not accepted",
        "Correct DB_USER and DB_PASSWORD, or let the login in again" + BY_ITSELF);
    say(
        "3D",
        "the database does not exist",
        "Correct DB_NAME, or make the database; then start the worker anew.");
    say("3F", "a schema is missing", SCHEMA);
    // What others did at the same time.
    say("40", "it rolled the transaction back", "Nothing to do; the run goes on by itself.");
    say(
        "40001",
        "another transaction changed the same rows",
        "Nothing to do; the run goes on by itself.");
    say("40003", "whether it committed is not known", "Nothing to do; the run goes on by itself.");
    say("40P01", "deadlock", "Nothing to do; the run goes on by itself.");
    say("55", "what it is about is in no state for it", LOCKED);
    fault(
        "55000",
        "what it is about is in no state for it, or lets nobody in",
        "Let the worker in again, if a person has shut the database" + BY_ITSELF);
    say("55006", "another session uses it", LOCKED);
    say("55P02", "a setting cannot be changed now", "See the server's settings" + BY_ITSELF);
    say("55P03", "another session holds a lock", LOCKED);
    // Statements and the schema.
    fault("42", "a statement does not fit this database", SCHEMA);
    say(
        "42501",
        "a privilege is missing, or a policy keeps the row",
        "\"check\" names what the worker itself lacks; what a trigger or a function of another"
            + " owner needs has to be granted to coditect_system by that owner.");
    fault("42601", "a statement is not understood", SCHEMA);
    fault("42703", "a column is missing", SCHEMA);
    fault("42704", "a type, role or setting is missing", SCHEMA);
    fault("42883", "a function or operator is missing", SCHEMA);
    say("42P01", "a table is missing", SCHEMA);
    say("42P05", "a prepared statement is in this session already", POOLER);
    fault("0A", "this server cannot do that", "Use PostgreSQL 15 or newer.");
    // The server.
    say("53", "the server is out of a resource", "Give it room" + BY_ITSELF);
    say("53100", "its disk is full", "Give its disk room (on Cloud SQL, a larger one)" + BY_ITSELF);
    say(
        "53200",
        "its memory is used up",
        "Give it memory, or lower run.bite in the job file" + BY_ITSELF);
    say(
        "53300",
        "it has no connection left",
        "Close what others hold, or raise max_connections" + BY_ITSELF);
    say(
        "53400",
        "a limit in its settings is reached",
        "Raise the limit that its log names, temp_file_limit perhaps" + BY_ITSELF);
    fault("54", "a limit of the server is exceeded", "Lower run.bite in the job file.");
    say("57", "an operator of the server has intervened", "See the server's log" + BY_ITSELF);
    say(
        "57014",
        "a statement took longer than it may, or somebody canceled it",
        "Lower run.bite in the job file, or see what slows the server down.");
    say(
        "57P01",
        "the server shuts down, or somebody ended the session",
        "See that it runs" + BY_ITSELF);
    say("57P02", "the server has crashed and starts again", "See the server's log" + BY_ITSELF);
    say("57P03", "the server starts up or shuts down", "Wait for it" + BY_ITSELF);
    say(
        "57P04",
        "the database was dropped",
        "Correct DB_NAME, or restore the database; then start the worker anew.");
    say(
        "57P05",
        "it ended a session that nobody used",
        "Nothing to do; the run goes on by itself.");
    say(
        "58",
        "the server cannot read or write its files",
        "See the server's log and its disks" + BY_ITSELF);
    fault("F0", "the server's settings cannot be read", "See the server's log.");
    say(
        "P0",
        "a function or trigger raised an error",
        "Look into the function and at the rows that are due; the run goes on from its last bite.");
    fault(
        "XX",
        "the server has found a fault of its own",
        "See the server's log, which has its words.");
    say("XX001", "a page of a table is damaged", DAMAGED);
    say(
        "XX002",
        "an index is damaged",
        "Make the index that the server's log names anew: reindex index concurrently NAME;");
  }

  private static final Meaning UNKNOWN =
      new Meaning("it could not do this", Optional.empty(), true);

  private StateWords() {}

  /** By the whole SQLSTATE, else by its class. */
  static Meaning of(String state) {
    Function<String, Optional<Meaning>> find = key -> Optional.ofNullable(BY_STATE.get(key));
    return find.apply(state)
        .or(() -> find.apply(state.substring(0, Math.min(2, state.length()))))
        .orElse(UNKNOWN);
  }

  private static void say(String state, String words, String cure) {
    BY_STATE.put(state, new Meaning(words, Optional.of(cure), false));
  }

  private static void fault(String state, String words, String cure) {
    BY_STATE.put(state, new Meaning(words, Optional.of(cure), true));
  }
}
