package ai.coditect.ops.trigger.pubsub.event;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages as official SDKs write them, from {@code src/test/resources/senders}. */
public final class RecordedSenders {
  private RecordedSenders() {}

  /**
   * One message.
   *
   * @param origin repository and commit, or package and version
   */
  public record Recorded(
      String name, String origin, String id, String source, String type, PubsubMessage message) {
    @Override
    public String toString() {
      return name;
    }
  }

  public static List<Recorded> all() {
    try (var files = Files.list(Path.of("src/test/resources/senders"))) {
      return files.sorted().map(RecordedSenders::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Recorded read(Path file) {
    JsonNode tree = JsonMapper.shared().readTree(file.toFile());
    PubsubMessage.Builder message =
        PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(tree.path("data").asString()));
    tree.path("attributes")
        .properties()
        .forEach(each -> message.putAttributes(each.getKey(), each.getValue().asString()));
    JsonNode event = tree.path("event");
    return new Recorded(
        String.valueOf(file.getFileName()),
        tree.path("origin").asString(),
        event.path("id").asString(),
        event.path("source").asString(),
        event.path("type").asString(),
        message.build());
  }
}
