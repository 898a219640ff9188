package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.trigger.command.Typed;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several workers on the same slots of a schedule: each slot is one run with one effect. */
class ReplicasIT {
  private static final int ROUNDS = 4;
  private static final int LICENSES = 50;

  @Test
  @Tag("campaign")
  void two_serving_workers_and_one_shots_share_the_slots() {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(LocalPostgres.shared().migrated(), "* * * * * ?")) {
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      WorkerProcess one = scene.start("serve");
      ServingWorker two = scene.serveHere(pubsub);
      Await.until(
          "two replicas",
          one,
          () -> Licenses.number(scene.database(), "select count(*) " + REPLICAS) == 2);
      for (int round = 1; round <= ROUNDS; round++) {
        // What ends after a run was begun is left to the run of a later slot.
        plantLicensesThatEndOneAfterAnother(scene.database(), round);
        Typed oneShot = scene.here("run", "license-expiry", "--scheduled", "--json");
        // Its slot may be done before it starts, or be another worker's at this moment.
        Scene.assertExit(oneShot, 0);
        assertThat(oneShot.out()).contains("\"key\":\"license-expiry@");
        int due = round * LICENSES;
        Await.until(
            "the last license to expire",
            one,
            () -> Licenses.number(scene.database(), "select count(*) " + EXPIRED) == due);
      }
      Await.until(
          "some slots",
          one,
          () -> Licenses.number(scene.database(), "select count(*) " + SLOTS) > 4);
      Await.until(
          "an empty outbox",
          one,
          () ->
              Licenses.number(
                      scene.database(),
                      "select count(*) from coditect_ops.outbox where type like '%license%'")
                  == 0);
      one.terminate();
      two.close();
      Scene.assertExit(one, 0);

      List<String> expired =
          pubsub.published("ops-outcomes").stream()
              .filter(m -> m.getAttributesOrThrow("ce-type").contains("license.expired"))
              .map(m -> m.getAttributesOrThrow("ce-id"))
              .toList();
      assertThat(expired).doesNotHaveDuplicates().hasSize(ROUNDS * LICENSES);
      assertThat(Licenses.number(scene.database(), "select count(*) from coditect_ops.audit_log"))
          .isEqualTo(ROUNDS * LICENSES);
      // The end of both workers may interrupt the last slot; it would go on with the next worker.
      assertThat(
              Licenses.number(
                  scene.database(),
                  "select count(*) "
                      + SLOTS
                      + " and outcome not in ('done', 'nothing-to-do', 'interrupted')"))
          .isZero();
      assertThat(
              Licenses.number(
                  scene.database(), "select count(distinct run_id) from coditect_ops.audit_log"))
          .isGreaterThanOrEqualTo(ROUNDS);
    }
  }

  private static final String REPLICAS = "from coditect_ops.qrtz_scheduler_state";
  private static final String EXPIRED = "from coditect_shared.licenses where status = 'EXPIRED'";
  private static final String SLOTS = "from coditect_ops.runs where key like 'license-expiry@%'";

  private static void plantLicensesThatEndOneAfterAnother(
      LocalPostgres.Database database, int round) {
    database.execute(
        """
        insert into coditect_shared.organizations (name, slug, plan)
        values ('Free', 'free', 'FREE') on conflict do nothing
        """,
        """
        insert into coditect_shared.licenses (organization_id, license_key, issued_at, expires_at)
        select o.id, 'LICENSE-OF-TOKENBERG-%1$d-' || n, now() - interval '1 year', now() + n * interval '20 milliseconds'
        from coditect_shared.organizations o, generate_series(1, %2$d) n
        """
            .formatted(round, LICENSES));
  }
}
