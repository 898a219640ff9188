package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.personaldata.PersonalDataMap.Profile;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExtractIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Residents residents = new Residents(database);
  private final InProcessWorker worker = InProcessWorker.start(database, Map.of());

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void a_person_gets_what_the_profile_says() {
    UUID tenant = residents.organization("first");
    UUID ada = residents.user(tenant, "ada");
    UUID bob = residents.user(tenant, "bob");
    residents.project(tenant, ada, "Plan with bob@first.test and ada@first.test.");
    residents.project(tenant, bob, "Bob's own");

    Exported access = Exported.by(worker, tenant, ada, Profile.ACCESS);

    System.out.println(access.files().keySet());
    System.out.println(access.text("coditect_shared.users.jsonl"));
    System.out.println(access.text("coditect_shared.users.csv"));
    System.out.println(access.text("coditect_shared.projects.jsonl"));
    System.out.println(access.text("coditect_shared.projects.csv"));
    System.out.println(access.text("manifest.json"));
    assertThat(access.rows("coditect_shared.users")).hasSize(1);
    Exported all = Exported.by(worker, tenant, null, Profile.ACCESS);
    System.out.println(all.files().keySet());
    System.out.println(all.text("coditect_shared.projects.csv"));
    System.out.println(all.text("manifest.json"));
  }
}
