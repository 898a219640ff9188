package ai.coditect.ops.erasure.request;

import ai.coditect.ops.erasure.plan.PlanDoor;
import ai.coditect.ops.erasure.propagation.StoreDoor;
import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.Typing;
import ai.coditect.ops.problem.Check;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The ways in for requests, with a clock that stands still or inside a whole worker. */
public final class RequestDoor {
  private final Room room;
  private final EventIntake intake;
  private final Check check;
  private final Clock clock;

  private RequestDoor(Room room, EventIntake intake, Check check, Clock clock) {
    this.room = room;
    this.intake = intake;
    this.check = check;
    this.clock = clock;
  }

  public static RequestDoor of(InProcessWorker worker) {
    return new RequestDoor(
        worker::get,
        worker.get(ErasureRequestedListener.class),
        worker.get(RequestsInTimeCheck.class),
        worker.get(Clock.class));
  }

  public static RequestDoor at(Instant now, DataSource worker, @Nullable String key) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    RequestStore store =
        new RequestStore(
            JdbcClient.create(worker), StoreDoor.others(JdbcClient.create(worker), clock));
    ErasureReception reception = new ErasureReception(store, key == null ? "" : key);
    Room room =
        new Room() {
          @Override
          public <T> T get(Class<T> type) {
            return type.cast(type == RequestStore.class ? store : reception);
          }
        };
    return new RequestDoor(
        room,
        new ErasureRequestedListener(reception, clock),
        new RequestsInTimeCheck(store, clock),
        clock);
  }

  public List<NamedRejection> take(InboundEvent... events) {
    return NamedRejection.of(intake, List.of(events));
  }

  public EventIntake intake() {
    return intake;
  }

  public Check.Finding check() {
    return check.examine();
  }

  /** An event of this id that asks for this. */
  public static InboundEvent event(
      String id, UUID request, UUID organization, @Nullable UUID user, String at) {
    return new InboundEvent("//test", id, data(request, organization, user, at));
  }

  public static String data(UUID request, UUID organization, @Nullable UUID user, String at) {
    return JsonMapper.shared()
        .writeValueAsString(
            user == null
                ? Map.of("requestId", request, "organizationId", organization, "requestedAt", at)
                : Map.of(
                    "requestId",
                    request,
                    "organizationId",
                    organization,
                    "userId",
                    user,
                    "requestedAt",
                    at));
  }

  public Reply list(String... options) {
    return run(new ErasuresListCommand(), options);
  }

  public Reply request(String... options) {
    return run(new ErasuresRequestCommand(), options);
  }

  public Reply extend(String... options) {
    return run(new ExtendCommand(), options);
  }

  public Reply plan(String... options) {
    return run(PlanDoor.command(), options);
  }

  private Reply run(RoomCommand command, String... options) {
    return Typing.type(command, clock, room, options);
  }
}
