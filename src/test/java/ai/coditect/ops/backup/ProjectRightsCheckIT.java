package ai.coditect.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.ProjectRightsClient;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The second wall, as Resource Manager shows it: what the worker's identity may not do. */
class ProjectRightsCheckIT {
  private static final String[] READING = {"cloudsql.instances.get", "cloudsql.backupRuns.list"};
  private LocalSqlAdmin admin;

  @BeforeEach
  void start() {
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    admin.permissions().grant("", "production", READING);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  private Finding examine(Optional<String> drills) {
    return new ProjectRightsCheck(
            new ProjectRightsClient(Optional.of(admin.url()), Duration.ofSeconds(5)),
            () -> Optional.of(new InstanceName("production", "db")),
            drills)
        .examine();
  }

  @Test
  void rights_that_come_by_a_condition_are_never_ok() {
    // Drills that stay in the source's project can only have theirs by a condition.
    for (Optional<String> drills :
        java.util.List.of(Optional.<String>empty(), Optional.of("production"))) {
      Finding finding = examine(drills);
      assertThat(finding.state()).isEqualTo(State.NOT_APPLICABLE);
      assertThat(finding.detail()).startsWith("not proven").contains("by a condition");
    }
  }

  @Test
  void a_right_to_write_the_sources_project_is_named() {
    admin
        .permissions()
        .grant("", "production", "cloudsql.instances.get", "cloudsql.instances.restoreBackup");
    Finding finding = examine(Optional.of("drills"));
    assertThat(finding.state()).isEqualTo(State.FAILED);
    assertThat(finding.problems())
        .singleElement()
        .asString()
        .contains("cloudsql.instances.restoreBackup", "OPS_DRILL_PROJECT")
        .doesNotContain("cloudsql.instances.get,");
  }

  @Test
  void what_drills_need_in_their_own_project_is_named_where_it_is_missing() {
    admin.permissions().grant("", "drills", "cloudsql.instances.create");
    assertThat(examine(Optional.of("drills")).problems())
        .singleElement()
        .asString()
        .contains("Permission denied", "cloudsql.instances.delete")
        .doesNotContain("lacks cloudsql.instances.create");
  }

  @Test
  void a_service_that_does_not_answer_fails_with_its_cure() {
    admin.faults().failNext(1, 503, "backendError");
    assertThat(examine(Optional.of("drills")).problems())
        .singleElement()
        .asString()
        .contains("Resource Manager answers 503", "cloudresourcemanager.googleapis.com");
  }
}
