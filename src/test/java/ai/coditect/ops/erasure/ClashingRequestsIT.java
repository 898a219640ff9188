package ai.coditect.ops.erasure;

import static ai.coditect.ops.erasure.request.RequestDoor.data;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.request.RequestDoor;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.EventIntake.Rejection;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A thousand requests of people in one batch, from ten sources whose ids clash, doubled and in any
 * order: each is on record once, or rejected at its own place with its own reason.
 */
class ClashingRequestsIT {
  private static final int SOURCES = 10;
  private static final String AT = "2026-10-31T12:00:00Z";
  private static final String UNREADABLE = "organizationId must be a UUID";
  private static final String FUTURE =
      "requestedAt lies in the future. Send the instant at which the person asked.";
  private static final String STRANGER =
      "the organization has no such user, and no erasure of them is known. Correct the ids.";
  private static final String NOWHERE =
      "there is no such organization, and no erasure of it is known. Correct the id.";
  private static final String LIVING =
      "the organization is not deleted. Delete the organization first, then ask again; name a user"
          + " to erase one person.";

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final RequestDoor door =
      RequestDoor.at(
          Instant.parse("2026-11-01T00:00:00Z"), database.as(LocalPostgres.WORKER), null);
  private final UUID ours = tenants.organization("PRO");
  private final UUID theirs = tenants.organization("PRO");

  /** Why each is to be rejected; those that are well have no reason. */
  private final Map<InboundEvent, String> wrong = new HashMap<>();

  @Test
  void each_of_a_batch_is_on_record_once_or_rejected_at_its_place_with_its_own_reason() {
    List<UUID> people = tenants.users(ours, 1000);
    List<String> wanted = new ArrayList<>();
    List<InboundEvent> batch = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      UUID user = people.get(i);
      // Of ten with one id, each is another source's, and no two neighbours are alike.
      switch (i % 11) {
        case 1 -> batch.add(wrong(i, data(id(i), theirs, user, AT), STRANGER));
        case 3 -> batch.add(wrong(i, data(id(i), ours, null, AT), LIVING));
        case 5 -> batch.add(wrong(i, data(id(i), ours, user, "2026-11-02T00:00:00Z"), FUTURE));
        case 7 -> batch.add(wrong(i, "{\"requestId\":\"" + id(i) + "\"}", UNREADABLE));
        case 9 -> batch.add(wrong(i, data(id(i), new UUID(1, i), user, AT), NOWHERE));
        default -> {
          batch.add(event(i, data(id(i), ours, user, AT)));
          wanted.add(id(i) + " " + user);
        }
      }
    }
    assertThat(wanted).hasSizeGreaterThan(500);
    batch.addAll(List.copyOf(batch));

    for (int seed : List.of(11, 12)) {
      Collections.shuffle(batch, new Random(seed));
      assertRejectedEachForItself(batch, door.intake().record(batch));
      assertThat(
              tenants
                  .jdbc()
                  .sql("select id || ' ' || user_id from coditect_ops.erasure_requests")
                  .query(String.class)
                  .list())
          .containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  /** By place, since ids clash: every wrong one once, and none that is well. */
  private void assertRejectedEachForItself(List<InboundEvent> batch, List<Rejection> rejections) {
    Map<Integer, String> expected = new TreeMap<>();
    for (int place = 0; place < batch.size(); place++) {
      if (wrong.containsKey(batch.get(place))) {
        expected.put(place, wrong.get(batch.get(place)));
      }
    }
    Map<Integer, String> told = new TreeMap<>();
    rejections.forEach(each -> told.put(each.place(), each.reason()));
    assertThat(rejections).hasSameSizeAs(told.keySet());
    assertThat(told).isEqualTo(expected);
  }

  private InboundEvent wrong(int number, String data, String reason) {
    InboundEvent event = event(number, data);
    wrong.put(event, reason);
    return event;
  }

  private static InboundEvent event(int number, String data) {
    return new InboundEvent("//source-" + number % SOURCES, "order-" + number / SOURCES, data);
  }

  private static UUID id(int number) {
    return new UUID(0x4000L, 0x8000000000000000L + number);
  }
}
