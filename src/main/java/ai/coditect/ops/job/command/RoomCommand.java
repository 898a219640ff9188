package ai.coditect.ops.job.command;

import java.util.List;

/**
 * A room's command. Implementations have a constructor without arguments and are listed in {@code
 * META-INF/spring.factories} under this interface's name; they are made before anything starts, so
 * that help and wrong usage need no database.
 */
public interface RoomCommand {

  /** One word, or a group and a word: {@code holds place}. */
  String name();

  /** One sentence for the help. */
  String description();

  /** Positional ones in the order they are written. */
  List<Argument> arguments();

  /**
   * Does the work; called only with arguments that fit and, if it needs one, with a database that
   * answers.
   */
  Reply run(Given given, Room room);

  /** Whether the command cannot work without the outside ledger and the subjects' key. */
  default boolean needsLedger() {
    return false;
  }

  /**
   * Whether it changes the database or hands something out, which only production may. Commands
   * that only read say no.
   */
  default boolean writes() {
    return true;
  }

  /**
   * Whether a worker is to be started for it. In the room of the others there is nothing but the
   * {@link Surroundings}, where they ask for them.
   */
  default boolean needsDatabase() {
    return true;
  }

  /** Whether it reads the environment though it needs no database. */
  default boolean readsSurroundings() {
    return false;
  }
}
