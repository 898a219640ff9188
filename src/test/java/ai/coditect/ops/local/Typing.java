package ai.coditect.ops.local;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Hands arguments to a room's command as the command line does once they fit. */
public final class Typing {
  private Typing() {}

  /**
   * @param options names and values by turns
   */
  public static Reply type(RoomCommand command, Clock clock, Room room, String... options) {
    Map<String, String> values = new TreeMap<>();
    List<String> names = command.arguments().stream().map(Argument::name).toList();
    for (int i = 0; i < options.length; i += 2) {
      Argument argument = command.arguments().get(names.indexOf(options[i]));
      values.put(argument.name(), argument.fit(options[i + 1]).orElseThrow());
    }
    return command.run(new Given(values, clock, "tester"), room);
  }

  /** The rows that a reply lists under a name. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> rows(Reply reply, String name) {
    return (List<Map<String, Object>>) Objects.requireNonNull(reply.document().get(name));
  }
}
