package ai.coditect.ops.deployment.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the platform's plan says in numbers, and who may do what, word by word. */
class DeclaredValuesTest {

  @ParameterizedTest
  @CsvSource({
    "dev,        db-f1-micro, ZONAL,    10, 7,  coditect-dev-db,        serene-voltage-464305-n2",
    "staging,    db-g1-small, ZONAL,    10, 7,  coditect-staging-db,    coditect-staging",
    "production, db-g1-small, REGIONAL, 50, 30, coditect-production-db, coditect-production"
  })
  void the_instance_is_as_the_plan_says(
      String overlay,
      String tier,
      String zones,
      int disk,
      int backups,
      String instance,
      String project) {
    ConnectorObject found = find(Kustomize.overlay(overlay), "SQLInstance coditect-db");
    assertThat(found.text("spec.resourceID")).isEqualTo(instance);
    assertThat(found.text("spec.databaseVersion")).isEqualTo("POSTGRES_15");
    assertThat(found.text("spec.region")).isEqualTo("us-central1");
    assertThat(new TreeSet<>(leaves("", found.at("spec.settings"))))
        .containsExactlyInAnyOrder(
            "edition=ENTERPRISE",
            "tier=" + tier,
            "availabilityType=" + zones,
            "diskType=PD_SSD",
            "diskSize=" + disk,
            "diskAutoresize=true",
            "deletionProtectionEnabled=true",
            "ipConfiguration.ipv4Enabled=false",
            "ipConfiguration.privateNetworkRef.external=projects/"
                + project
                + "/global/networks/default",
            "ipConfiguration.allocatedIpRange=coditect-db-range",
            "ipConfiguration.sslMode=ENCRYPTED_ONLY",
            "databaseFlags=[{name=cloudsql.iam_authentication, value=on}]",
            "backupConfiguration.enabled=true",
            "backupConfiguration.startTime=03:00",
            "backupConfiguration.location=us-central1",
            "backupConfiguration.backupRetentionSettings.retentionUnit=COUNT",
            "backupConfiguration.backupRetentionSettings.retainedBackups=" + backups,
            "backupConfiguration.pointInTimeRecoveryEnabled=true",
            "backupConfiguration.transactionLogRetentionDays=7",
            "maintenanceWindow.day=7",
            "maintenanceWindow.hour=4",
            "maintenanceWindow.updateTrack=stable");
  }

  private static Set<String> leaves(String path, Object at) {
    Set<String> leaves = new TreeSet<>();
    if (at instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) ->
              leaves.addAll(leaves(path.isEmpty() ? key + "" : path + "." + key, value)));
    } else {
      leaves.add(path + "=" + at);
    }
    return leaves;
  }

  @Test
  void dead_letters_are_kept_for_31_days_and_the_ledger_for_ten_years() {
    assertThat(
            find(Kustomize.base(), "PubSubSubscription ops-dead")
                .text("spec.messageRetentionDuration"))
        .isEqualTo(31 * 86_400 + "s");
    assertThat(
            find(Kustomize.base(), "StorageBucket ops-ledger")
                .text("spec.retentionPolicy.retentionPeriod"))
        .isEqualTo(Long.toString(10 * 31_557_600L));
  }

  @Test
  void every_job_has_an_identity_of_its_own_that_is_the_pod_of_its_name_and_a_login() {
    Set<String> wanted = new TreeSet<>(Set.of("ops-worker", "ops-migrate"));
    jobs().forEach(job -> wanted.add("ops-" + job));
    List<ConnectorObject> base = Kustomize.base();
    assertThat(names(base, "IAMServiceAccount")).isEqualTo(wanted);
    for (String name : wanted) {
      assertThat(find(base, "IAMPolicyMember " + name + "-is-the-pod").text("spec.member"))
          .isEqualTo("MEMBERS_OF.svc.id.goog[coditect-app/" + name + "]");
    }
    // The migration logs in as the owner's login, which has a password.
    wanted.remove("ops-migrate");
    wanted.add("ops-migrator");
    assertThat(names(base, "SQLUser")).isEqualTo(wanted);
  }

  @Test
  void who_may_do_what_is_what_was_reviewed() throws IOException {
    assertThat(access())
        .containsExactlyElementsOf(Files.readAllLines(Path.of("k8s/deploying/access.txt")));
  }

  /** One line a right: who, what, where, and under which condition. */
  private static Set<String> access() {
    Set<String> lines = new TreeSet<>();
    for (ConnectorObject policy : Kustomize.base()) {
      if (policy.kind().equals("IAMPartialPolicy")) {
        for (ConnectorObject binding : policy.each("spec.bindings")) {
          for (ConnectorObject member : binding.each("members")) {
            lines.add(
                String.join(
                        " ",
                        member.text("memberFrom").replaceAll("\\{[a-zA-Z]+=\\{name=(.*)}}", "$1"),
                        binding.text("role"),
                        policy.text("spec.resourceRef.kind"),
                        policy.text("spec.resourceRef.external")
                            + policy.text("spec.resourceRef.name"),
                        binding.text("condition.title"))
                    .strip());
          }
        }
      }
    }
    return lines;
  }

  @Test
  void in_the_drills_project_the_worker_may_what_check_asks_for_and_no_more() throws IOException {
    String source =
        Files.readString(Path.of("src/main/java/ai/coditect/ops/backup/ProjectRightsCheck.java"));
    Matcher lists =
        Pattern.compile("(NEEDED|CONNECTING) =\\s+List\\.of\\(([^)]+)\\)").matcher(source);
    Set<String> asked = new TreeSet<>();
    while (lists.find()) {
      Matcher right = Pattern.compile("\"([^\"]+)\"").matcher(lists.group(2));
      while (right.find()) {
        asked.add(right.group(1));
      }
    }
    assertThat(asked).hasSizeGreaterThan(7);
    assertThat(find(Kustomize.base(), "IAMCustomRole ops-drills").at("spec.permissions"))
        .asInstanceOf(LIST)
        .containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  void the_sink_of_backups_is_the_one_that_the_operating_guide_makes() throws IOException {
    assertThat(Files.readString(Path.of("src/docs/operating.md")))
        .contains(
            "--log-filter='"
                + find(Kustomize.base(), "LoggingLogSink ops-backup-finished").text("spec.filter")
                + "'");
  }

  private static Set<String> jobs() {
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      Set<String> jobs = new TreeSet<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .filter(name -> !name.matches("(personal-data|participants).yaml"))
          .forEach(name -> jobs.add(name.replace(".yaml", "")));
      return jobs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(List<ConnectorObject> objects, String kind) {
    Set<String> names = new TreeSet<>();
    objects.stream()
        .filter(each -> each.kind().equals(kind))
        .forEach(each -> names.add(each.name()));
    return names;
  }

  static ConnectorObject find(List<ConnectorObject> objects, String title) {
    return objects.stream().filter(each -> each.title().equals(title)).findFirst().orElseThrow();
  }
}
