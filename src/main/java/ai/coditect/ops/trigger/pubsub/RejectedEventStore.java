package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.trigger.pubsub.MessageReader.Label;
import com.google.pubsub.v1.PubsubMessage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Remembers messages that can never succeed, by reason, hash and size; never their content. */
final class RejectedEventStore {
  private static final Sql INSERT = Sql.file("pubsub/insert_rejected_events");
  private static final Sql PROBE = Sql.file("pubsub/probe_intake");
  private static final Sql COUNT = Sql.file("pubsub/count_rejected_events");

  private final JdbcClient jdbc;
  private final Clock clock;

  RejectedEventStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record RejectedEvent(PubsubMessage message, String reason, Label label) {}

  /** In the caller's transaction; a redelivered message keeps its first row. */
  void add(String subscription, List<RejectedEvent> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    jdbc.sql(INSERT.text())
        .param("subscription", subscription)
        .param("received_at", clock.instant().atOffset(ZoneOffset.UTC))
        .param("message_ids", texts(rejected, r -> r.message().getMessageId()))
        .param("event_sources", texts(rejected, r -> nameless(r.label().source())))
        .param("event_ids", texts(rejected, r -> nameless(r.label().id())))
        .param("types", texts(rejected, r -> nameless(r.label().type())))
        .param("reasons", texts(rejected, RejectedEvent::reason))
        .param(
            "body_sha256s",
            texts(rejected, r -> sha256(r.message().getData().asReadOnlyByteBuffer())))
        .param(
            "body_bytes",
            rejected.stream().map(r -> (long) r.message().getData().size()).toArray(Long[]::new))
        .update();
  }

  /** Fails as any event would while the database is away or takes no writes. */
  void probe() {
    jdbc.sql(PROBE.text()).update();
  }

  /** Events of the last day that were rejected for one reason. */
  record Rejections(String reason, String subscription, long events, OffsetDateTime latest) {}

  List<Rejections> ofTheLastDay() {
    return jdbc.sql(COUNT.text()).query(Rejections.class).list();
  }

  private static @Nullable String[] texts(
      List<RejectedEvent> rejected, Function<RejectedEvent, @Nullable String> of) {
    return rejected.stream().map(of).toArray(String[]::new);
  }

  /** Some senders call themselves or their events by an address, a name or a number of somebody. */
  private static @Nullable String nameless(@Nullable String text) {
    return text == null || RunKey.isTechnical(text) ? text : RunKey.hashed(text);
  }

  private static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
