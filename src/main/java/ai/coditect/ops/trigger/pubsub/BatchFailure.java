package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.RowErrorPolicy;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.transaction.CannotCreateTransactionException;

/** Whose fault a failed batch is. */
enum BatchFailure {
  /** The data of one of its events: the database refuses it and always will. */
  DATA,
  /** The database's state, the network or the machine: the same batch may succeed later. */
  DATABASE,
  /** Perhaps one event's, and perhaps not for ever. */
  UNKNOWN;

  static BatchFailure of(Throwable thrown) {
    Optional<SQLException> said = Causes.first(thrown, SQLException.class);
    if (said.isPresent()) {
      String state = String.valueOf(said.get().getSQLState());
      if (state.startsWith("22") || state.startsWith("23")) {
        return DATA;
      }
      // What a trigger raises or runs into may be over tomorrow: no reason to reject an event.
      return RowErrorPolicy.isOfARow(state, context(said.get())) ? UNKNOWN : DATABASE;
    }
    return thrown instanceof CannotCreateTransactionException || isOfTheMachine(thrown)
        ? DATABASE
        : UNKNOWN;
  }

  private static String context(SQLException failure) {
    ServerErrorMessage message =
        failure instanceof PSQLException error ? error.getServerErrorMessage() : null;
    String where = message == null ? null : message.getWhere();
    return where == null ? "" : where;
  }

  /** No event's own: the memory is short. What overflows a stack is one event's. */
  private static boolean isOfTheMachine(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  /** The SQLSTATE class of a data failure, for the reason; the message could quote the data. */
  static String state(Throwable thrown) {
    return Causes.first(thrown, SQLException.class)
        .map(failure -> String.valueOf(failure.getSQLState()))
        .orElse("unknown");
  }
}
