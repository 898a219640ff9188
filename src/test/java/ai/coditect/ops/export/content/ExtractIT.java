package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
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
  void the_tags_of_the_map_decide_which_columns_go_into_which_profile() {
    UUID tenant = residents.organization("first");
    UUID ada = residents.user(tenant, "ada");
    residents.project(tenant, ada, "Plan");

    Exported access = Exported.by(worker, tenant, ada, Profile.ACCESS);
    Exported portability = Exported.by(worker, tenant, ada, Profile.PORTABILITY);

    assertThat(access.rows("coditect_shared.users").get(0).propertyNames())
        .containsExactly(
            "id",
            "organization_id",
            "email",
            "username",
            "full_name",
            "role",
            "license_id",
            "deleted_at",
            "created_at",
            "updated_at");
    assertThat(portability.rows("coditect_shared.users").get(0).propertyNames())
        .containsExactly("email", "username", "full_name");
    assertThat(portability.text("coditect_shared.projects.csv"))
        .isEqualTo("name,slug\r\nPlan,project-1\r\n");
    assertThat(portability.files().keySet()).doesNotContain("coditect_ops.holds.jsonl");
    assertThat(portability.manifest().path("leftOut").toString())
        .contains("Not given by the person", "role");
    assertThat(access.files().keySet()).last().isEqualTo("manifest.json");
  }
}
