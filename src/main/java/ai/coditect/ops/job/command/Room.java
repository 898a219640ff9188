package ai.coditect.ops.job.command;

/** What the started worker holds. */
@FunctionalInterface
public interface Room {

  /** The one object of this type. */
  <T> T get(Class<T> type);
}
