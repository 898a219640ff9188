package ai.coditect.ops.trigger.pubsub;

import java.sql.SQLException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Whose fault a failed batch is. */
enum Failure {
  /** The data of one of its events: the database refuses it and always will. */
  DATA,
  /** The database's state, the network or the machine: the same batch may succeed later. */
  DATABASE,
  /** Unknown; perhaps one event's. */
  UNKNOWN;

  static Failure of(Throwable thrown) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause()) {
      depth++;
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState() == null ? "" : sql.getSQLState();
        return state.startsWith("22") || state.startsWith("23") ? DATA : DATABASE;
      }
    }
    return thrown instanceof CannotCreateTransactionException || isOfTheMachine(thrown)
        ? DATABASE
        : UNKNOWN;
  }

  /** No event's own: the memory is short. What overflows a stack is one event's. */
  private static boolean isOfTheMachine(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  /** The SQLSTATE class of a data failure, for the reason; the message could quote the data. */
  static String state(Throwable thrown) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause()) {
      depth++;
      if (cause instanceof SQLException sql) {
        return String.valueOf(sql.getSQLState());
      }
    }
    return "unknown";
  }
}
