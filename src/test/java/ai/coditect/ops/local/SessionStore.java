package ai.coditect.ops.local;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small store beside the database, in a process of its own: sessions by key, a file each, below a
 * directory for each person. It erases whom it is asked to, remembers by deletion what it did, and
 * answers. A file in its directory makes it misbehave, so that a test can.
 */
public final class SessionStore {
  public static final String NAME = "sessions";
  public static final String SUBSCRIPTION = "sessions-erasure";

  /** Dies once between erasing and answering. */
  public static final String DIE = "die-before-answering";

  /** Sends every answer twice. */
  public static final String TWICE = "answer-twice";

  private static final String PROPAGATED = "ai.coditect.privacy.erasure.propagated.v1";

  private final ManagedChannel channel;
  private final String project;
  private final Path directory;

  private SessionStore(String endpoint, String project, Path directory) {
    this.channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    this.project = "projects/" + project;
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException {
    new SessionStore(args[0], args[1], Path.of(args[2])).serve();
  }

  /** What a program of the platform does when somebody signs in. */
  public static void signIn(Path directory, UUID organization, UUID person, String device)
      throws IOException {
    Path sessions = directory.resolve(organization.toString()).resolve(person.toString());
    Files.writeString(Files.createDirectories(sessions).resolve(device), "signed in");
  }

  /** How many sessions somebody has. */
  public static long sessions(Path directory, UUID organization, UUID person) {
    return count(directory.resolve(organization.toString()).resolve(person.toString()));
  }

  private static long count(Path below) {
    try (Stream<Path> files = Files.exists(below) ? Files.walk(below) : Stream.empty()) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() throws IOException {
    System.out.println("serving");
    while (true) {
      try {
        for (ReceivedMessage message : pull()) {
          // The stand-in delivers everything; a real subscription has a filter.
          PubsubMessage question = message.getMessage();
          if (PROPAGATED.equals(question.getAttributesMap().get("ce-type"))
              && NAME.equals(question.getAttributesMap().get("ce-subject"))) {
            take(JsonMapper.shared().readTree(question.getData().toStringUtf8()));
          }
          // Only now: a store that dies before is asked again.
          SubscriberGrpc.newBlockingStub(channel)
              .acknowledge(
                  AcknowledgeRequest.newBuilder()
                      .setSubscription(project + "/subscriptions/" + SUBSCRIPTION)
                      .addAckIds(message.getAckId())
                      .build());
        }
      } catch (StatusRuntimeException e) {
        switch (e.getStatus().getCode()) {
          case DEADLINE_EXCEEDED, UNAVAILABLE, CANCELLED -> {}
          default -> throw e;
        }
      }
    }
  }

  private List<ReceivedMessage> pull() {
    return SubscriberGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .pull(
            PullRequest.newBuilder()
                .setSubscription(project + "/subscriptions/" + SUBSCRIPTION)
                .setMaxMessages(10)
                .build())
        .getReceivedMessagesList();
  }

  private void take(JsonNode question) throws IOException {
    String deletion = question.path("deletion").asString();
    Path memory = Files.createDirectories(directory.resolve("deletions")).resolve(deletion);
    JsonNode subjects = question.path("subjects");
    boolean known = Files.exists(memory);
    if (subjects.isEmpty() && !known) {
      answer(deletion, "unknown", 0);
      return;
    }
    long erased = known ? Long.parseLong(Files.readString(memory)) : 0;
    for (JsonNode subject : subjects) {
      Path all = directory.resolve(subject.path("organizationId").asString());
      erased += erase(subject.has("userId") ? all.resolve(subject.path("userId").asString()) : all);
    }
    Files.writeString(memory, Long.toString(erased));
    if (Files.deleteIfExists(directory.resolve(DIE))) {
      Runtime.getRuntime().halt(137);
    }
    answer(deletion, erased > 0 ? "erased" : "nothing-held", erased);
    if (Files.exists(directory.resolve(TWICE))) {
      answer(deletion, erased > 0 ? "erased" : "nothing-held", erased);
    }
  }

  private static long erase(Path below) throws IOException {
    long sessions = count(below);
    try (Stream<Path> files = Files.exists(below) ? Files.walk(below) : Stream.empty()) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return sessions;
  }

  private void answer(String deletion, String outcome, long erased) {
    TreeMap<String, Object> data = new TreeMap<>();
    data.put("deletion", deletion);
    data.put("participant", NAME);
    data.put("outcome", outcome);
    data.put("answeredAt", Clock.systemUTC().instant().toString());
    data.put("did", new TreeMap<>(Map.of("sessions", erased)));
    PublisherGrpc.newBlockingStub(channel)
        .publish(
            PublishRequest.newBuilder()
                .setTopic(project + "/topics/ops-requests")
                .addMessages(
                    PubsubMessage.newBuilder()
                        .putAttributes("ce-id", UUID.randomUUID().toString())
                        .putAttributes("ce-type", "ai.coditect.privacy.erasure.acknowledged.v1")
                        .putAttributes("ce-source", "//" + NAME)
                        .putAttributes("ce-specversion", "1.0")
                        .putAttributes("contentType", "application/json")
                        .setData(
                            ByteString.copyFrom(
                                JsonMapper.shared().writeValueAsString(data),
                                StandardCharsets.UTF_8)))
                .build());
    System.out.println("answered " + outcome + " about deletion " + deletion);
  }
}
