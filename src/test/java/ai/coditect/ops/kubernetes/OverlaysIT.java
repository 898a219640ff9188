package ai.coditect.ops.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.kubernetes.policy.ClusterObject;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every overlay as a real kustomize builds it. */
class OverlaysIT {
  private static final String PASSWORD =
      "cronjobs,secret-manager,database-password-synced,public-google-apis,names,database-password";

  @TempDir Path directory;

  /** Each with the ways of the components that no overlay has. */
  static Stream<String> built() {
    return Stream.of(
        "dev",
        "staging",
        "production",
        "dev/migration",
        "staging/migration",
        "production/migration",
        "dev+" + PASSWORD,
        "dev/migration+public-google-apis,names,database-password");
  }

  private static List<ClusterObject> manifests(String built) {
    String[] parts = built.split("\\+");
    return parts.length == 1
        ? Overlay.objects(built)
        : Overlay.with(parts[0], Arrays.asList(parts[1].split(",")));
  }

  private static final String SCALED =
      "dev+cronjobs,scraping,public-google-apis,backlog-scaling,names";

  static Stream<String> builtOrScaled() {
    return Stream.concat(built(), Stream.of(SCALED));
  }

  @Test
  void an_autoscaler_wants_a_larger_instance_than_that_of_development() {
    assertThat(Overlay.plan(manifests(SCALED)).problems())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .startsWith("Connections do not suffice: 3 replicas, each beside the one that ends");
  }

  @ParameterizedTest
  @MethodSource("builtOrScaled")
  void two_models_of_kubernetes_know_every_object(String overlay) {
    for (ClusterObject manifest : manifests(overlay)) {
      assertThat(ObjectModels.complaints(manifest))
          .as(manifest.kind() + " " + manifest.name())
          .isEmpty();
    }
  }

  @Test
  void the_models_refuse_what_is_misspelt_of_another_type_or_another_word() {
    String deployment =
        manifests("dev").stream()
            .filter(each -> each.kind().equals("Deployment"))
            .map(each -> each.json().toString())
            .findFirst()
            .orElseThrow();
    for (String[] change :
        new String[][] {
          {"\"readinessProbe\"", "\"readynessProbe\""},
          {"\"periodSeconds\":20", "\"periodSeconds\":\"often\""},
          {"\"ScheduleAnyway\"", "\"Perhaps\""},
          {"\"apps/v1\"", "\"apps/v1beta1\""},
        }) {
      assertThat(deployment).contains(change[0]);
      assertThat(
              ObjectModels.complaints(
                  ClusterObject.parse(deployment.replace(change[0], change[1]), "").get(0)))
          .as(change[1])
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("built")
  void every_policy_is_kept(String overlay) {
    assertThat(Overlay.plan(manifests(overlay)).problems()).isEmpty();
  }

  /** The worker itself reads what each container is given, as it would in the cluster. */
  @ParameterizedTest
  @MethodSource("built")
  void every_container_has_the_variables_that_its_command_needs_and_no_other(String overlay)
      throws IOException {
    Files.createDirectories(directory.resolve("jobs"));
    for (ClusterObject manifest : manifests(overlay)) {
      for (JsonNode container : containers(manifest)) {
        Map<String, String> environment = environment(container);
        String command = container.at("/args/0").asString();
        OpsEnvironment read = OpsEnvironment.read(environment, needs(command));
        assertThat(read.warnings()).as(manifest.name()).isEmpty();
        assertThat(environment.keySet())
            .as(manifest.name())
            .allMatch(each -> CONTRACT.contains(each));
        if (!command.equals("migrate")) {
          assertThat(environment.keySet()).as(manifest.name()).containsAll(OF_THE_JOBS);
        }
        String login =
            manifest.pod().orElseThrow().at("/spec/serviceAccountName").asString()
                + "@"
                + environment.get("GOOGLE_CLOUD_PROJECT")
                + ".iam";
        assertThat(environment.get("DB_USER"))
            .matches(
                each ->
                    each.equals(login)
                        || each.equals("secret-username")
                        || command.equals("migrate"));
      }
    }
  }

  /** DESIGN §6, what decision 150 adds, and what a pod says of itself. */
  private static final Set<String> CONTRACT =
      Set.of(
          "DB_HOST",
          "DB_PORT",
          "DB_NAME",
          "DB_USER",
          "DB_PASSWORD",
          "DB_SSLMODE",
          "DB_INSTANCE",
          "DB_OWNER_USER",
          "DB_OWNER_PASSWORD",
          "GOOGLE_CLOUD_PROJECT",
          "OPS_DRILL_PROJECT",
          "OPS_JOBS_DIR",
          "OPS_EXPORT_URI",
          "OPS_LEDGER_URI",
          "OPS_EVIDENCE_KEY",
          "OPS_SUBJECT_KEY",
          "OPS_STOP_WITHIN",
          "OPS_LOG_FORMAT",
          "POD_NAME",
          "POD_NAMESPACE",
          "CONTAINER_NAME",
          "JOB_NAME");

  /** What one job or another cannot do without; each pod of a run has all of them. */
  private static final Set<String> OF_THE_JOBS =
      Set.of(
          "GOOGLE_CLOUD_PROJECT",
          "OPS_JOBS_DIR",
          "OPS_EXPORT_URI",
          "OPS_LEDGER_URI",
          "OPS_SUBJECT_KEY",
          "OPS_EVIDENCE_KEY",
          "OPS_DRILL_PROJECT",
          "OPS_STOP_WITHIN",
          "OPS_LOG_FORMAT");

  private static EnumSet<Need> needs(String command) {
    return switch (command) {
      case "serve" -> EnumSet.of(Need.DATABASE, Need.GOOGLE, Need.LEDGER);
      case "run", "check" -> EnumSet.of(Need.DATABASE, Need.LEDGER);
      case "migrate" -> EnumSet.of(Need.OWNER);
      default -> throw new AssertionError(command);
    };
  }

  private static List<JsonNode> containers(ClusterObject manifest) {
    return manifest.pod().stream()
        .flatMap(
            pod ->
                Stream.concat(
                    pod.at("/spec/initContainers").valueStream(),
                    pod.at("/spec/containers").valueStream()))
        .toList();
  }

  /** As the kubelet gives them: $(NAME) is what an earlier one of the list says. */
  private Map<String, String> environment(JsonNode container) {
    Map<String, String> environment = new LinkedHashMap<>();
    container
        .path("env")
        .valueStream()
        .forEach(
            each -> {
              String value = each.path("value").asString("");
              for (Map.Entry<String, String> earlier : environment.entrySet()) {
                value = value.replace("$(" + earlier.getKey() + ")", earlier.getValue());
              }
              String key = each.at("/valueFrom/secretKeyRef/key").asString("");
              if (!key.isEmpty()) {
                value = key.equals("port") ? "5432" : "secret-" + key;
              } else if (each.has("valueFrom")) {
                value = "of-the-pod";
              }
              environment.put(each.path("name").asString(), value);
            });
    environment.computeIfPresent(
        "OPS_JOBS_DIR", (name, value) -> directory.resolve("jobs").toString());
    return environment;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production", "dev/migration"})
  void an_overlay_without_a_version_is_refused_with_the_cure(String overlay) throws IOException {
    Path file = directory.resolve("built.yaml");
    Files.writeString(file, Overlay.build(Path.of("k8s/overlays", overlay)));
    Reply reply = check(file);
    assertThat(reply.exitCode()).isEqualTo(2);
    assertThat(reply.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("Image has no tag.");
              assertThat(problem.cure()).contains("newTag");
            });
    Files.writeString(file, Overlay.tagged(overlay));
    assertThat(check(file).exitCode()).isZero();
  }

  @Test
  void what_cannot_be_checked_is_refused_with_the_command_that_makes_it() throws IOException {
    Path file = directory.resolve("built.yaml");
    assertThat(check(file).problems()).extracting(Problem::cure).asString().contains("kubectl");
    for (String text : List.of("a: [", "kind: Deployment", "- 1")) {
      Files.writeString(file, text);
      assertThat(problems(file)).singleElement().asString().contains("kubectl kustomize");
    }
  }

  private static List<Problem> problems(Path file) {
    try {
      return check(file).problems();
    } catch (ai.coditect.ops.problem.ProblemsException e) {
      return e.problems();
    }
  }

  static Reply check(Path file) {
    return new RenderKubernetesCommand()
        .run(
            new Given(Map.of("check", file.toString()), Clock.systemUTC(), "tester"),
            KubernetesFilesTest.room(Optional.empty()));
  }

  /** What an environment says of backups is its own; everything else is the shipped file's. */
  @ParameterizedTest
  @ValueSource(strings = {"staging", "production"})
  void a_job_file_of_an_overlay_differs_in_what_the_environment_is_and_reads(String overlay)
      throws IOException {
    Path own = Path.of("k8s/overlays", overlay, "jobs");
    for (String name : List.of(own.toFile().list())) {
      List<String> ours = Files.readAllLines(own.resolve(name));
      List<String> shipped = Files.readAllLines(Path.of("jobs", name));
      assertThat(ours).hasSameSizeAs(shipped);
      Set<String> other = new TreeSet<>();
      for (int i = 1; i < ours.size(); i++) {
        if (!ours.get(i).equals(shipped.get(i))) {
          other.add(ours.get(i).strip().replaceFirst(":.*", ""));
        }
      }
      assertThat(Set.of("instance", "retained")).containsAll(other);
    }
    Path merged = Files.createDirectories(directory.resolve("merged"));
    manifests(overlay).stream()
        .filter(each -> each.kind().equals("ConfigMap"))
        .flatMap(each -> each.json().path("data").propertyStream())
        .forEach(each -> write(merged.resolve(each.getKey()), each.getValue().asString()));
    assertThat(JobFiles.in(merged).read(Clock.systemUTC()))
        .isEqualTo(JobFiles.packaged().read(Clock.systemUTC()));
    assertThat(Files.readString(merged.resolve("backup-verification.yaml")))
        .contains("instance: coditect-" + overlay + "-db");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Whoever adds a job finds its pods, its account and its login without being told. */
  @Test
  void every_job_has_a_cronjob_an_account_and_a_login() {
    List<String> jobs =
        JobFiles.packaged().read(Clock.systemUTC()).stream().map(JobFile::name).toList();
    List<String> accounts = new ArrayList<>();
    Set<String> run = new TreeSet<>();
    List<String> others = new ArrayList<>();
    for (ClusterObject manifest : manifests("production")) {
      if (manifest.kind().equals("ServiceAccount")) {
        accounts.add(manifest.name());
      } else if (manifest.kind().equals("CronJob")) {
        var words = containers(manifest).get(0).path("args");
        if (words.path(0).asString().equals("run")) {
          run.add(words.path(1).asString());
        } else {
          others.add(manifest.name() + " " + words.path(0).asString());
        }
      }
    }
    assertThat(others).containsExactly("ops-check check");
    assertThat(run).containsExactlyInAnyOrderElementsOf(jobs);
    assertThat(accounts).contains("ops-worker").hasSize(jobs.size() + 1);
    Set<String> logins = new TreeSet<>();
    for (ClusterObject manifest : manifests("production/migration")) {
      containers(manifest).forEach(each -> logins.add(environment(each).get("DB_USER")));
    }
    assertThat(logins)
        .containsExactlyInAnyOrderElementsOf(
            accounts.stream().map(each -> each + "@coditect-production.iam").toList());
  }
}
