package ai.coditect.ops.export.request;

import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.local.Typing;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The ways in for requests for copies, with a clock that stands still. */
final class ExportDoor {
  private final Clock clock;
  private final ExportRequestStore store;
  private final ExportReception reception;
  private final Room room;

  private ExportDoor(Instant now, DataSource worker, String key, Object... others) {
    this.clock = Clock.fixed(now, ZoneOffset.UTC);
    this.store = new ExportRequestStore(JdbcClient.create(worker));
    this.reception = new ExportReception(store, key);
    this.room =
        new Room() {
          @Override
          public <T> T get(Class<T> type) {
            for (Object other : others) {
              if (type.isInstance(other)) {
                return type.cast(other);
              }
            }
            return type.cast(type == ExportRequestStore.class ? store : reception);
          }
        };
  }

  static ExportDoor at(Instant now, DataSource worker) {
    return new ExportDoor(now, worker, "");
  }

  static ExportDoor at(Instant now, DataSource worker, String key) {
    return new ExportDoor(now, worker, key);
  }

  /**
   * @param others what else the worker holds
   */
  static ExportDoor holding(Instant now, DataSource worker, Object... others) {
    return new ExportDoor(now, worker, "", others);
  }

  EventIntake intake() {
    return new ExportRequestedListener(reception, clock);
  }

  List<NamedRejection> take(InboundEvent... events) {
    return NamedRejection.of(intake(), List.of(events));
  }

  ExportRequestStore store() {
    return store;
  }

  Reply type(RoomCommand command, String... options) {
    return Typing.type(command, clock, room, options);
  }

  /**
   * @param more names and values by turns
   */
  static InboundEvent event(
      String id, UUID request, UUID organization, @Nullable UUID user, String at, String... more) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("requestId", request);
    data.put("organizationId", organization);
    if (user != null) {
      data.put("userId", user);
    }
    data.put("requestedAt", at);
    for (int i = 0; i < more.length; i += 2) {
      data.put(more[i], more[i + 1]);
    }
    return new InboundEvent("//test", id, JsonMapper.shared().writeValueAsString(data));
  }
}
