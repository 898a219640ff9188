package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.LocalSecrets;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.CheckGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The deployment checklist against each of its own failures, planted one by one. */
class EveryItemIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  @TempDir private static Path directory;
  private static LocalSqlAdmin admin;
  private static LocalPubSub pubsub;
  private static LocalStorage storage;
  private static LocalMonitoring monitoring;
  private static LocalSecrets secrets;
  private static PubSubConnection client;
  private static InProcessWorker worker;

  @BeforeAll
  static void start() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    Files.writeString(
        directory.resolve("participants.yaml"),
        "participants: { sessions: { title: Sessions, holds: { activity: sign-ins }, within: 7d } }");
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    pubsub = LocalPubSub.start();
    storage = LocalStorage.start("packages", "ledger");
    monitoring = LocalMonitoring.start(Clock.systemUTC());
    secrets = LocalSecrets.start();
    new SecretItemFaults(secrets).makeAll();
    client = new PubSubConnection(pubsub.endpoint(), InstanceItemFaults.PROJECT);
    InstanceItemFaults instance = new InstanceItemFaults(admin);
    instance.good();
    instance.grantRights();
    new PubSubItemFaults(client).makeAll();
    new BucketItemFaults(storage).keepForTenYears();
    new MonitoringItemFaults(monitoring, InstanceItemFaults.PROJECT, InstanceItemFaults.NAME)
        .showRoom();
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(directory));
    variables.put("OPS_LEDGER_URI", "gs://ledger/l");
    variables.put("OPS_EXPORT_URI", "gs://packages/p");
    variables.put("STORAGE_EMULATOR_HOST", storage.host());
    variables.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    variables.put("OPS_SQLADMIN_URL", admin.url());
    variables.put("OPS_MONITORING_ENDPOINT", monitoring.endpoint());
    variables.put("OPS_SECRETMANAGER_URL", secrets.url());
    variables.put("OPS_SECRETS", SecretItemFaults.NAMES);
    variables.put("OPS_DRILL_PROJECT", InstanceItemFaults.DRILLS);
    variables.put("GOOGLE_CLOUD_PROJECT", InstanceItemFaults.PROJECT);
    variables.put("OPS_JOBS_DIR", directory.toString());
    worker = InProcessWorker.start(DATABASE, variables);
    DatabaseItemFaults database = new DatabaseItemFaults(DATABASE);
    DatabaseItemFaults.EXPECTED.forEach(label -> database.known(label, "now()"));
  }

  @AfterAll
  static void stop() {
    worker.close();
    client.close();
    storage.close();
    monitoring.close();
    secrets.close();
    pubsub.close();
    admin.close();
  }

  static Stream<PlantedFault> faults() {
    return Stream.of(
            new DatabaseItemFaults(DATABASE).all(),
            new FileItemFaults(directory).all(),
            new PubSubItemFaults(client).all(),
            new BucketItemFaults(storage).all(),
            new InstanceItemFaults(admin).all(),
            new SecretItemFaults(secrets).all(),
            new MonitoringItemFaults(
                    monitoring, InstanceItemFaults.PROJECT, InstanceItemFaults.NAME)
                .all())
        .flatMap(List::stream);
  }

  private static Map<String, Check> all() {
    Map<String, Check> items = new TreeMap<>();
    Stream.concat(
            worker.all(Check.class).stream(),
            worker.all(CheckGroup.class).stream().flatMap(group -> group.items().stream()))
        .forEach(
            item ->
                assertThat(items.put(item.claim(), item))
                    .as("two items claim: %s", item.claim())
                    .isNull());
    return items;
  }

  private static Finding find(PlantedFault fault) {
    Check item = all().get(fault.claim());
    assertThat(item).as(fault.claim()).isNotNull();
    return item.examine();
  }

  private static void awaitState(PlantedFault fault, State state) {
    // The server's own counters come a moment later; everything else is there at once.
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(find(fault).state()).as("%s: %s", fault, find(fault)).isEqualTo(state));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void what_is_planted_turns_the_item_red_and_what_is_healed_green(PlantedFault fault)
      throws Exception {
    Finding before = find(fault);
    assertThat(before.state()).as("before: %s", before).isEqualTo(State.OK);
    assertThat(before.detail()).as("the measured value").isNotBlank();
    fault.plant().take();
    try {
      awaitState(fault, State.FAILED);
      if (!fault.claim().equals("packages can be written")) {
        assertThat(find(fault).problems())
            .isNotEmpty()
            .allSatisfy(
                problem -> {
                  assertThat(problem.what()).isNotBlank();
                  assertThat(problem.where()).isNotBlank();
                  assertThat(problem.cure()).isNotBlank();
                });
      }
    } finally {
      fault.heal().take();
    }
    awaitState(fault, State.OK);
  }

  @Test
  void no_item_is_without_its_red_and_its_green_and_none_is_of_the_past() {
    TreeSet<String> paired = new TreeSet<>(faults().map(PlantedFault::claim).toList());
    paired.addAll(PairedElsewhere.ITEMS.keySet());
    assertThat(all().keySet()).containsExactlyElementsOf(paired);
    PairedElsewhere.ITEMS
        .values()
        .forEach(
            tests -> assertThat(List.of(tests.split(" "))).allSatisfy(EveryItemIT::existsAsATest));
  }

  /** A class and one of its methods. */
  private static void existsAsATest(String named) throws ClassNotFoundException {
    String[] parts = named.split("#", 2);
    Class<?> type = Class.forName("ai.coditect.ops." + parts[0]);
    assertThat(Stream.of(type.getDeclaredMethods()).map(method -> method.getName()))
        .contains(parts[1]);
  }

  @Test
  void looking_changes_nothing() {
    String before = fingerprint();
    all().values().forEach(Check::examine);
    assertThat(fingerprint()).isEqualTo(before);
  }

  /** Rows of each table of both schemas, and objects of both buckets. */
  private static String fingerprint() {
    String rows =
        JdbcClient.create(DATABASE.asSuperuser())
            .sql(
                "select string_agg(c.relname || ' ' || (xpath('/row/n/text()', query_to_xml("
                    + "'select count(*) as n from ' || c.oid::regclass, false, true, '')))[1]::text,"
                    + " '|' order by c.relname) from pg_class c join pg_namespace n on n.oid ="
                    + " c.relnamespace where n.nspname like 'coditect%' and c.relkind = 'r'")
            .query(String.class)
            .single();
    return rows + storage.buckets().names("packages") + storage.buckets().names("ledger");
  }
}
