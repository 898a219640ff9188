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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Resource Manager says that the identity of the worker may and may not do. */
class ProjectRightsCheckIT {
  private static final String[] READING = {"cloudsql.instances.get", "cloudsql.backupRuns.list"};
  private static final String[] NEEDED = {
    "cloudsql.instances.create",
    "cloudsql.instances.delete",
    "cloudsql.instances.get",
    "cloudsql.instances.list",
    "cloudsql.instances.restoreBackup",
    "cloudsql.instances.update",
    "cloudsql.users.create"
  };
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
    return examine(drills, false, false);
  }

  private Finding examine(Optional<String> drills, boolean clones, boolean connector) {
    return new ProjectRightsCheck(
            new ProjectRightsClient(Optional.of(admin.url()), Duration.ofSeconds(5)),
            () -> Optional.of(new InstanceName("production", "db")),
            drills,
            () -> clones,
            connector)
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
  void clones_need_a_right_in_the_sources_project_and_leave_it_unproven() {
    admin
        .permissions()
        .grant("", "production", "cloudsql.instances.get", "cloudsql.instances.clone");
    admin.permissions().grant("", "drills", NEEDED);
    assertThat(examine(Optional.of("drills")).state()).isEqualTo(State.OK);
    Finding finding = examine(Optional.of("drills"), true, false);
    assertThat(finding.state()).isEqualTo(State.NOT_APPLICABLE);
    assertThat(finding.detail()).startsWith("not proven").contains("clones");
    // What is wrong in the drills' project is said all the same.
    admin.permissions().takeAway("drills", "cloudsql.instances.delete");
    assertThat(examine(Optional.of("drills"), true, false).state()).isEqualTo(State.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cloudsql.databases.create",
        "cloudsql.databases.delete",
        "cloudsql.databases.update",
        "cloudsql.instances.demoteMaster",
        "cloudsql.instances.failover",
        "cloudsql.instances.promoteReplica",
        "resourcemanager.projects.setIamPolicy"
      })
  void whatever_can_write_the_source_is_asked_for(String right) {
    admin.permissions().grant("", "production", right);
    admin.permissions().grant("", "drills", NEEDED);
    assertThat(examine(Optional.of("drills")).problems())
        .singleElement()
        .asString()
        .contains(right);
  }

  @Test
  void the_connector_needs_rights_of_its_own_in_the_drills_project() {
    admin.permissions().grant("", "drills", NEEDED);
    assertThat(examine(Optional.of("drills"), false, true).problems())
        .singleElement()
        .asString()
        .contains("lacks cloudsql.instances.connect, cloudsql.instances.login.")
        .contains("roles/cloudsql.instanceUser");
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
