package ai.coditect.ops.local.sqladmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.local.sqladmin.RecordedCalls.Answer;
import ai.coditect.ops.local.sqladmin.Recording.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The stand-in held against what the service answered, request by request. */
class RecordingsIT {
  private static final Path REAL = Path.of("../shared/sqladmin-recordings/real");

  /** Where the stand-in answers otherwise on purpose: path of the field, and why. */
  private static final Map<String, String> DEVIATIONS = deviations();

  /** What no recording shows, with where it was read: see decision 75. */
  static final List<String> NOT_HELD_AGAINST_THE_SERVICE =
      List.of(
          "backupRuns: list, get, insert, delete (the client's own classes)",
          "getLatestRecoveryTime (the client's own classes)",
          "409 operationInProgress and instanceAlreadyExists, 429, 503 (public issues)",
          "403 of a missing permission (public issues)",
          "an operation that is DONE with an error (the client's own classes)",
          "deletion protection refusing a deletion (the service's documentation)",
          "projects.testIamPermissions (Resource Manager's documentation)",
          "restoreBackup, also onto the source; a smaller disk is refused (the client's own classes,"
              + " public code)",
          "what a restore brings and what it sets back: users come, flags do not, backups are set"
              + " back to the default (the service's documentation)",
          "clones to a point in time (the client's own classes; the service's documentation)",
          "operations.list (the client's own classes)");

  private static Map<String, String> deviations() {
    Map<String, String> all = new TreeMap<>();
    all.put(
        "sql#instance.settings.backupConfiguration.replicationLogArchivingEnabled",
        "deprecated; the answers of 2026 do not have it");
    all.put("sql#instance.settings.backupConfiguration.binaryLogEnabled", "MySQL only");
    all.put("sql#instance.settings.ipConfiguration.serverCaMode", "MySQL only");
    all.put("400 of a deletion of MySQL's root", "that server's own grants decide; not asked here");
    all.put("sql#instance.geminiConfig.flagRecommenderEnabled", "MySQL only");
    all.put("sql#instance.settings.ipConfiguration.authorizedNetworks[]", "recorded empty");
    all.put("sql#usersList.items[].passwordPolicy", "MySQL's policies are not kept");
    return all;
  }

  static Stream<Recording> recordings() {
    if (!Files.isDirectory(REAL)) {
      return Stream.of(new Recording("skipped: " + REAL + " is missing", List.of()));
    }
    try (Stream<Path> files = Files.list(REAL)) {
      return files.sorted().map(Recording::read).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void the_stand_in_answers_as_the_service_did(Recording recording) throws IOException {
    assumeTrue(!recording.exchanges().isEmpty(), recording.name());
    Set<String> known = new TreeSet<>();
    recordings()
        .flatMap(each -> each.exchanges().stream())
        .forEach(each -> fields(kind(each.answer()), each.answer(), new TreeMap<>(), known));
    List<String> differences = new ArrayList<>();
    try (LocalSqlAdmin admin = LocalSqlAdmin.start(Clock.systemUTC())) {
      RecordedCalls calls = new RecordedCalls(admin.url());
      if (recording.exchanges().stream().anyMatch(each -> state(each, "PENDING_CREATE"))) {
        admin.faults().hold("CREATE");
        admin.faults().failOperations("CREATE", "INTERNAL_ERROR");
      }
      for (Exchange exchange : recording.exchanges()) {
        if (state(exchange, "FAILED")) {
          admin.faults().release("CREATE");
        }
        if (exchange.status() == 400 && exchange.method().equals("DELETE")) {
          continue;
        }
        differences.addAll(compare(exchange, calls.make(exchange), known));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static boolean state(Exchange exchange, String state) {
    return exchange.answer().path("state").asString("").equals(state);
  }

  @Test
  void says_what_was_not_held_against_the_service() throws IOException {
    NOT_HELD_AGAINST_THE_SERVICE.forEach(
        each -> System.out.println("not held against the service: " + each));
    DEVIATIONS.forEach((path, why) -> System.out.println("deviation: " + path + ": " + why));
    String decisions = Files.readString(Path.of("src/docs/decisions.md")).replaceAll("\\s+", " ");
    assertThat(NOT_HELD_AGAINST_THE_SERVICE)
        .allSatisfy(each -> assertThat(decisions).contains(each));
  }

  /** Every recorded field with its type, and none that was never recorded for its kind. */
  private static List<String> compare(Exchange exchange, Answer answer, Set<String> known) {
    String where = exchange.method() + " " + exchange.path();
    List<String> differences = new ArrayList<>();
    if (answer.status() != exchange.status()) {
      differences.add(where + ": " + answer.status() + " instead of " + exchange.status());
      return differences;
    }
    Map<String, String> recorded = new TreeMap<>();
    Map<String, String> ours = new TreeMap<>();
    fields(kind(exchange.answer()), exchange.answer(), recorded, new TreeSet<>());
    fields(kind(answer.json()), answer.json(), ours, new TreeSet<>());
    recorded.forEach(
        (path, type) -> {
          if (deviates(path)) {
            return;
          }
          if (!type.equals(ours.get(path))) {
            differences.add(where + ": " + path + " is " + ours.get(path) + ", not " + type);
          }
        });
    ours.keySet().stream()
        .filter(path -> !known.contains(path) && !deviates(path))
        .forEach(path -> differences.add(where + ": " + path + " was never recorded"));
    return differences;
  }

  private static boolean deviates(String path) {
    return DEVIATIONS.keySet().stream().anyMatch(path::startsWith);
  }

  private static String kind(JsonNode json) {
    return json.has("error") ? "error" : json.path("kind").asString("?");
  }

  /** The paths of all fields, with the type of each; of a list, those of all its items. */
  private static void fields(
      String path, JsonNode json, Map<String, String> types, Set<String> paths) {
    paths.add(path);
    types.put(path, json.getNodeType().name());
    if (json.isObject() && !path.endsWith("userLabels")) {
      json.properties()
          .forEach(field -> fields(path + "." + field.getKey(), field.getValue(), types, paths));
    } else if (json.isArray()) {
      json.forEach(item -> fields(path + "[]", item, types, paths));
    }
  }
}
