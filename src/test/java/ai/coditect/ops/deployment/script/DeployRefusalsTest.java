package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.deployment.script.DeployScript.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is wrong is one line: what, where, and how to mend it; and nothing is half done for good.
 */
class DeployRefusalsTest {
  private static final String DEV = DeployScript.DEV;
  @TempDir private static Path directory;
  private static DeployScript deployed;
  private static int worlds;

  @BeforeAll
  static void deploy() {
    deployed = DeployScript.deployed();
  }

  private static Path world() {
    return directory.resolve("world-" + ++worlds);
  }

  private static void assertRefused(Ended ended, int code, String what, String where, String cure) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err()).startsWith("ERROR   " + what).contains("(" + where).contains(cure);
  }

  /**
   * In the order in which the script comes there; what the tools say is what they were seen or are
   * documented to say.
   */
  private static final String REFUSALS =
      """
      gcloud auth list*               | ERROR: (gcloud.auth) Reauthentication failed. | 1 | Not logged in | gcloud auth login
      gcloud services list*           | ERROR: (gcloud.services.list) PERMISSION_DENIED: Project 'p' not found or permission denied. | 3 | Project not found | gcloud projects list
      kubectl get namespaces*         | Unable to connect to the server: getting credentials: exec: executable gke-gcloud-auth-plugin not found\\n\\nIt looks like you are trying to use a client-go credential plugin that is not installed. | 2 | Not installed: gke-gcloud-auth-plugin | gcloud components install
      kubectl get namespaces*         | Unable to connect to the server: dial tcp 10.0.0.2:443: i/o timeout | 1 | Cluster unreachable | authorized networks
      gcloud services enable*         | ERROR: (gcloud.services.enable) PERMISSION_DENIED: Permission denied to enable service [x] | 3 | Permission denied | src/docs/deployment.md
      gcloud iam roles create*        | ERROR: (gcloud.iam.roles.create) PERMISSION_DENIED: Permission 'iam.roles.create' denied for resource 'projects/p' (or it may not exist) | 3 | Permission denied | src/docs/deployment.md
      gcloud iam roles create*        | ERROR: (gcloud.iam.roles.create) API [iam.googleapis.com] not enabled on project [coditect-dev-drills]. | 1 | API not enabled | gcloud services enable iam.googleapis.com --project=coditect-dev-drills
      gcloud projects describe*       | ERROR: (gcloud.projects.describe) User [u] does not have permission to access projects instance [p] (or it may not exist): denied | 3 | Project not found | gcloud projects list
      gcloud projects get-iam-policy* | ERROR: (gcloud.projects.get-iam-policy) [u] does not have permission to access projects instance [p:getIamPolicy] (or it may not exist): The caller does not have permission | 3 | Permission denied | src/docs/deployment.md
      gcloud compute networks describe* | ERROR: (gcloud.compute.networks.describe) Could not fetch resource:\\n - Required 'compute.networks.get' permission for 'projects/p/global/networks/default' | 3 | Permission denied: ERROR: (gcloud.compute.networks.describe) Could not fetch resource: - Required 'compute.networks.get' | src/docs/deployment.md
      gcloud compute addresses create* | ERROR: (gcloud.compute.addresses.create) Could not fetch resource: - Requested range conflicts with other resources | 3 | Range in use | DATABASE_RANGE
      gcloud services vpc-peerings connect* | ERROR: (gcloud.services.vpc-peerings.connect) Cannot modify allocated ranges in CreateConnection. | 1 | Peered meanwhile | adds its range
      gcloud iam service-accounts create* | ERROR: (gcloud.iam.service-accounts.create) RESOURCE_EXHAUSTED: Maximum number of service accounts on project reached. | 1 | Quota exceeded | Quotas
      gcloud beta sql instances create* | ERROR: (gcloud.beta.sql.instances.create) HTTPError 403: Quota exceeded for quota metric 'Instances' | 1 | Quota exceeded | Quotas
      gcloud beta sql instances create* | ERROR: (gcloud.beta.sql.instances.create) Resource in projects [p] is the subject of a conflict: The Cloud SQL instance already exists. | 3 | Name taken | INSTANCE
      gcloud sql databases create*    | WARNING: something is new\\nERROR: (gcloud.sql.databases.create) HTTPError 403: The client is not authorized to make this request. | 3 | Permission denied: ERROR: (gcloud.sql.databases.create) HTTPError 403 | src/docs/deployment.md
      gcloud secrets versions access* | ERROR: (gcloud.secrets.versions.access) PERMISSION_DENIED: Permission 'secretmanager.versions.access' denied | 3 | Permission denied | src/docs/deployment.md
      gcloud pubsub topics create*    | ERROR: (gcloud.pubsub.topics.create) Cloud Pub/Sub API has not been used in project 1 before or it is disabled. | 1 | API not enabled | gcloud services enable
      gcloud logging sinks create*    | ERROR: (gcloud.logging.sinks.create) INTERNAL: something that nobody foresaw | 1 | Failed: ERROR: (gcloud.logging.sinks.create) INTERNAL | goes on where it stopped
      gcloud storage buckets create*  | ERROR: (gcloud.storage.buckets.create) HTTPError 409: The requested bucket name is not available. The bucket namespace is shared | 3 | Name taken | EXPORTS_BUCKET
      kubectl create namespace*       | Error from server (Forbidden): namespaces is forbidden: User "u" cannot create resource | 3 | Permission denied | src/docs/deployment.md
      """;

  @Test
  void what_the_tools_refuse_is_explained_and_each_run_goes_on_from_where_the_last_one_stopped() {
    DeployScript script = DeployScript.inDevelopment(world());
    for (String row : REFUSALS.lines().toList()) {
      String[] cell = row.split(" *\\| *");
      script.refuse(cell[0].strip(), cell[1]);
      String where = cell[0].strip().replaceAll("\\*$", "");
      assertRefused(
          script.run(DeployTest.DEPLOY),
          Integer.parseInt(cell[2]),
          cell[3],
          where.contains("access") ? "flags_with_owner_password" : where,
          cell[4].strip());
    }
    script.refuseNothing();
    assertThat(script.run(DeployTest.DEPLOY).code()).isZero();
    assertThat(script.state()).isEqualTo(deployed.state());
    script.assertSecretsAgree();
  }

  @Test
  void whoever_is_not_logged_in_is_told() {
    DeployScript script = DeployScript.inDevelopment(world());
    script.remove("account");
    assertRefused(script.run(DeployTest.DEPLOY), 1, "Not logged in", "gcloud", "gcloud auth login");
  }

  @Test
  void a_project_of_drills_that_is_missing_is_told() {
    DeployScript script = DeployScript.inDevelopment(world());
    script.remove("all|project|coditect-dev-drills");
    assertRefused(
        script.run(DeployTest.DEPLOY),
        3,
        "Project not found",
        "gcloud services list",
        "DRILL_PROJECT");
  }

  @Test
  void a_cluster_and_a_network_that_are_missing_are_told() {
    DeployScript script = DeployScript.inDevelopment(world());
    script.remove(DEV + "|cluster|codi-poc-e2-cluster");
    assertRefused(
        script.run(DeployTest.DEPLOY), 3, "Cluster not found", "project", "clusters list");
    script.put(DEV + "|cluster|codi-poc-e2-cluster", "RECONCILING");
    assertRefused(
        script.run(DeployTest.DEPLOY), 1, "Cluster is RECONCILING", "codi-poc", "Wait for it");
    DeployScript other = deployed.copiedTo(world());
    other.remove(DEV + "|network|default");
    assertRefused(other.run(DeployTest.DEPLOY), 3, "Network not found", "project", "networks list");
  }

  @Test
  void an_instance_of_that_name_that_is_another_s_is_left_alone() {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|instance|coditect-dev-db", "database-version=MYSQL_8_0\ntier=db-f1-micro");
    assertRefused(
        script.run(DeployTest.DEPLOY),
        3,
        "Name taken: coditect-dev-db is a MYSQL_8_0",
        "project",
        "Set INSTANCE");
    assertThat(script.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, 3, Instance failed, delete it",
    "SUSPENDED, 1, Instance is SUSPENDED, billing"
  })
  void an_instance_that_does_not_run_is_told(String state, int code, String what, String cure) {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|instance|coditect-dev-db.state", state);
    assertRefused(script.run(DeployTest.DEPLOY), code, what, "", cure);
  }

  @Test
  void an_instance_of_another_size_is_told_and_never_changed() {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|instance|coditect-dev-db", "tier=db-g1-small");
    Ended ended = script.run(DeployTest.DEPLOY);
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("WARNING coditect-dev-db is a db-g1-small, not a db-f1-micro");
    assertThat(script.changes()).isEmpty();
  }

  @Test
  void a_range_that_begins_elsewhere_is_told() {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|address|coditect-db-range", "addresses=10.9.0.0");
    assertRefused(
        script.run(DeployTest.DEPLOY), 3, "Range differs", "network", "DATABASE_RANGE=10.9.0.0");
  }

  @Test
  void the_ranges_of_others_stay_in_the_peering() {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|peering|default", "of-somebody;of-another");
    assertThat(script.run(DeployTest.DEPLOY).code()).isZero();
    assertThat(script.changes())
        .singleElement()
        .asString()
        .contains("vpc-peerings update")
        .contains("--ranges=of-somebody,of-another,coditect-db-range");
  }

  @Test
  void a_network_that_somebody_peered_before_gets_one_range_more_in_the_first_run() {
    DeployScript script = DeployScript.inDevelopment(world());
    script.put(DEV + "|peering|default", "of-somebody");
    assertThat(script.run(DeployTest.DEPLOY).code()).isZero();
    assertThat(script.changes())
        .filteredOn(change -> change.contains("vpc-peerings"))
        .singleElement()
        .asString()
        .contains("update")
        .contains("--ranges=of-somebody,coditect-db-range");
  }

  @Test
  void a_cluster_that_does_not_know_pods_is_told() {
    DeployScript script = DeployScript.inDevelopment(world());
    script.put(DEV + "|cluster|codi-poc-e2-cluster", "RUNNING ");
    assertRefused(
        script.run(DeployTest.DEPLOY),
        3,
        "Workload Identity is off",
        "codi-poc-e2-cluster",
        "--workload-pool=" + DEV + ".svc.id.goog");
    assertThat(script.changes()).isEmpty();
  }

  @Test
  void a_password_that_cannot_be_handed_over_as_it_is_is_told_without_showing_it() {
    DeployScript script = deployed.copiedTo(world());
    for (String unusable : List.of("with\"quote", "with\\slash", "two\nlines")) {
      script.put(DEV + "|version|coditect-app-password:2", unusable);
      Ended ended = script.run(DeployTest.DEPLOY);
      assertRefused(
          ended, 3, "Password unusable", "flags_with_app_password", "gcloud secrets versions add");
      assertThat(ended.err())
          .doesNotContain("with\"")
          .doesNotContain("with\\slash")
          .doesNotContain("two");
    }
  }

  @Test
  void an_image_that_is_not_there_stops_before_the_migration_and_goes_on_from_there() {
    DeployScript script = DeployScript.inDevelopment(world());
    Ended ended = script.run("--image", "1.9.9");
    assertRefused(ended, 1, "Image not found: coditect/ops-worker:1.9.9", "us-central1", "Push it");
    assertThat(script.has("cluster|Job|ops-migrate")).isFalse();
    script.put("all|image|1.9.9", "sha256:" + "9".repeat(64));
    assertThat(script.run("--image", "1.9.9").code()).isZero();
  }

  @Test
  void a_migration_that_fails_stops_before_the_rollout() {
    DeployScript script = DeployScript.inDevelopment(world());
    script.beside("migration", "Failed");
    assertRefused(
        script.run(DeployTest.DEPLOY),
        1,
        "Migration failed",
        "job ops-migrate",
        "kubectl logs job/ops-migrate");
    assertThat(script.has("cluster|Deployment|ops-worker")).isFalse();
  }

  @Test
  void a_rollout_that_gets_stuck_names_the_way_back() {
    DeployScript script = deployed.copiedTo(world());
    script.refuse("kubectl rollout status*", "error: timed out waiting for the condition");
    assertRefused(
        script.run(DeployTest.DEPLOY), 1, "Rollout stuck", "deployment", "k8s/deploy rollback");
  }

  @Test
  void a_service_account_that_is_not_known_everywhere_yet_is_waited_for_and_not_for_ever() {
    DeployScript script = DeployScript.inDevelopment(world());
    script.refuse(
        "gcloud projects add-iam-policy-binding*", "Service account ops-x does not exist.");
    assertRefused(
        script.run(DeployTest.DEPLOY),
        1,
        "Failed: Service account ops-x does not exist.",
        "gcloud projects add-iam-policy-binding",
        "goes on where it stopped");
    assertThat(
            script.calls().stream()
                .filter(call -> call.startsWith("gcloud projects add-iam-policy-binding")))
        .hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --image latest                     | No image
          --dry-run                          | No image
          --image 1.2.3 --environment prod   | Names not found
          --image 1.2.3 --fast               | Unknown: --fast
          --image                            | --image needs a value
          --destroy --also everything        | Unknown: --also everything
          """)
  void what_cannot_be_typed_ends_with_2_and_changes_nothing(String line, String what) {
    DeployScript script = deployed.copiedTo(world());
    assertRefused(script.run(line.split(" ")), 2, what, "", "");
    assertThat(script.changes()).isEmpty();
  }

  @Test
  void every_fault_of_a_file_of_names_is_told_at_once_and_nothing_of_it_is_run()
      throws IOException {
    Path names = directory.resolve("names.env");
    Files.writeString(
        names,
        Files.readString(Path.of("k8s/gcp/overlays/dev/names/names.env"))
                .replace("NETWORK=default", "NETWROK=default")
                .replace("DATABASE=coditect_dev", "DATABASE=$(touch " + directory + "/run)")
                .replace("TER=codi", "TER=Codi")
            + "colourful\n");
    Ended ended = deployed.copiedTo(world()).run("--names", names.toString(), "--image", "1.2.3");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines())
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).startsWith("ERROR   Names wrong: "))
        .anySatisfy(line -> assertThat(line).contains("\"NETWROK=default\" is none of"))
        .anySatisfy(line -> assertThat(line).contains("NETWORK is missing"))
        .anySatisfy(line -> assertThat(line).contains("DATABASE=$(touch"))
        .anySatisfy(line -> assertThat(line).contains("CLUSTER=Codi"))
        .anySatisfy(line -> assertThat(line).contains("\"colourful\" is none of"));
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROJECT=another-project",
        "INSTANCE=another-db",
        "DRILL_PROJECT=serene-voltage-464305-n2",
        "DATABASE_RANGE=172.24.1.0",
        "DATABASE_RANGE=999.0.0.0"
      })
  void names_that_do_not_fit_each_other_are_told(String line) throws IOException {
    Path names = directory.resolve("unfit.env");
    String key = line.replaceAll("=.*", "");
    Files.writeString(
        names,
        Files.readString(Path.of("k8s/gcp/overlays/dev/names/names.env"))
            .replaceAll("(?m)^" + key + "=.*$", line));
    Ended ended = deployed.copiedTo(world()).run("--names", names.toString(), "--image", "1.2.3");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .containsPattern("does not follow|the source's own project|does not begin a /20");
  }
}
