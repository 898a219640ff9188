package ai.coditect.ops.outbox;

import ai.coditect.ops.database.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The events that wait to go out. */
public final class OutboxStore {
  private static final Sql INSERT = Sql.file("outbox/insert_event");
  private static final Sql LEAD = Sql.file("outbox/take_leadership");
  private static final Sql NEXT = Sql.file("outbox/read_next_events");
  private static final Sql DELETE = Sql.file("outbox/delete_published_events");
  private static final Sql LEAVE_BEHIND = Sql.file("outbox/leave_events_behind");
  private static final Sql STUCK = Sql.file("outbox/find_stuck_events");

  /** A publish request carries 10 MB at most; attributes and framing need room beside the data. */
  static final int MOST_BYTES = 9_000_000;

  /** So many that a key's events share requests even when a thousand organizations take turns. */
  private static final int BATCH_ROWS = 3_000;

  static final int BATCH_BYTES = 4_000_000;
  private static final long LOCK = 0x6f75_7462_6f78L;

  private final JdbcClient jdbc;

  public OutboxStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Adds one event in the caller's transaction.
   *
   * @param eventId the ce-id: the same for the same fact
   * @param type the full type, for example {@code ai.coditect.ops.run.finished.v1}
   * @param orderingKey the organization's id, or empty
   * @param occurredAt when the fact was due
   * @param data JSON text
   */
  public void add(
      String eventId,
      String type,
      String orderingKey,
      Instant occurredAt,
      @Nullable UUID runId,
      String data) {
    jdbc.sql(INSERT.text())
        .param("event_id", eventId)
        .param("type", type)
        .param("ordering_key", orderingKey)
        .param("occurred_at", occurredAt.atOffset(ZoneOffset.UTC))
        .param("run_id", runId == null ? null : runId.toString())
        .param("data", data)
        .update();
  }

  /**
   * An event as the outbox holds it.
   *
   * @param subject what subscriptions filter by, beside the type; null for most events
   */
  record Waiting(
      long sequence,
      String eventId,
      String type,
      String orderingKey,
      Instant occurredAt,
      @Nullable String subject,
      String data) {}

  /** What the check wants to know. */
  record Stuck(
      long tooLarge,
      @Nullable String oneTooLarge,
      long refused,
      @Nullable String oneRefused,
      long waiting,
      Optional<Instant> since) {}

  /** Makes this transaction the only one that publishes; false when another is. */
  boolean takeLeadership() {
    return jdbc.sql(LEAD.text()).param("lock", LOCK).query(Boolean.class).single();
  }

  /**
   * What is published next.
   *
   * @param held keys of which another session has locked an event: it could not be removed after it
   *     was published, and nothing may pass it
   */
  record Batch(List<Waiting> events, Set<String> held) {}

  Batch next(Collection<String> pausedKeys) {
    Set<String> held = new HashSet<>();
    List<Waiting> free = new ArrayList<>();
    jdbc.sql(NEXT.text())
        .param("most_bytes", MOST_BYTES)
        .param("most_rows", BATCH_ROWS)
        .param("batch_bytes", BATCH_BYTES)
        .param("paused_keys", pausedKeys.toArray(String[]::new))
        .query(
            row -> {
              Waiting event =
                  new Waiting(
                      row.getLong("sequence"),
                      row.getString("event_id"),
                      row.getString("type"),
                      row.getString("ordering_key"),
                      row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                      row.getString("subject"),
                      row.getString("data"));
              if (row.getBoolean("free")) {
                free.add(event);
              } else {
                held.add(event.orderingKey());
              }
            });
    // Events without a key are in no order.
    free.removeIf(event -> !event.orderingKey().isEmpty() && held.contains(event.orderingKey()));
    return new Batch(List.copyOf(free), Set.copyOf(held));
  }

  void remove(List<Waiting> published) {
    jdbc.sql(DELETE.text())
        .param("sequences", published.stream().map(Waiting::sequence).toArray(Long[]::new))
        .update();
  }

  /** Events that are never tried again, and hold nobody up. */
  void leaveBehind(List<Waiting> refused, String why) {
    jdbc.sql(LEAVE_BEHIND.text())
        .param("sequences", refused.stream().map(Waiting::sequence).toArray(Long[]::new))
        .param("why", why)
        .update();
  }

  Stuck stuck() {
    return jdbc.sql(STUCK.text())
        .param("most_bytes", MOST_BYTES)
        .query(
            (row, number) ->
                new Stuck(
                    row.getLong("too_large"),
                    row.getString("one_too_large"),
                    row.getLong("refused"),
                    row.getString("one_refused"),
                    row.getLong("waiting"),
                    Optional.ofNullable(row.getObject("waiting_since", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)))
        .single();
  }
}
