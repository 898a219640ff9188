package ai.coditect.ops.backup.drill.throwaway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.problem.RefusalException;
import com.google.api.services.sqladmin.model.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Code, identity and deletion protection: while one of them stands, no deletion reaches the source;
 * and as a restore is stopped by the first alone, it is tried with everything against it.
 */
class InstanceWriteGuardIT {
  private static final UUID RUN = UUID.randomUUID();
  private static final InstanceName SOURCE = new InstanceName("prod", "coditect-db");
  private static final InstanceWriteGuard NONE = new InstanceWriteGuard("drill", List.of());

  private LocalSqlAdmin admin;
  private SqlAdminClient api;
  private InstanceLookupClient seen;
  private String backup;
  private final Instant begun = Clock.systemUTC().instant();

  @BeforeEach
  void start() {
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    admin.instances().put("prod", "coditect-db", Map.of("deletionProtectionEnabled", true));
    backup = admin.instances().putBackup("prod", "coditect-db", begun, Map.of());
    api = new SqlAdminClient(Optional.of(admin.url()), Duration.ofSeconds(5));
    seen = new InstanceLookupClient(api);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  /** Whose name is the source's, however that came about. */
  private Creation swapped(Creation.Kind kind) {
    return new Creation(
        new InstanceName("prod", "what-was-meant"),
        SOURCE,
        RUN,
        kind,
        "drill",
        begun,
        Optional.of("op"),
        Optional.empty(),
        Optional.empty());
  }

  private void labelTheSource() {
    admin
        .instances()
        .edit(
            "prod",
            "coditect-db",
            document -> {
              settings(document).put("userLabels", Map.of(Creation.LABEL, RUN.toString()));
              return document;
            });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> settings(Map<String, Object> document) {
    return (Map<String, Object>) document.computeIfAbsent("settings", k -> new HashMap<>());
  }

  private void unprotectTheSource() {
    admin
        .instances()
        .edit(
            "prod",
            "coditect-db",
            document -> {
              settings(document).put("deletionProtectionEnabled", false);
              return document;
            });
  }

  private List<String> doneToTheSource() {
    return seen.operations(SOURCE).stream().map(OperationSeen::type).toList();
  }

  @ParameterizedTest
  @CsvSource({"code", "identity", "instance"})
  void with_the_other_two_mutated_away_no_deletion_reaches_the_source(String standing) {
    ThrowawayClient client =
        new ThrowawayClient(api, standing.equals("code") ? InstanceWriteGuard.of("drill") : NONE);
    if (standing.equals("identity")) {
      admin.permissions().takeAway("prod", "cloudsql.instances.delete");
      admin.permissions().takeAway("prod", "cloudsql.instances.update");
    }
    if (!standing.equals("instance")) {
      unprotectTheSource();
    }
    labelTheSource();
    for (Creation.Kind kind : Creation.Kind.values()) {
      catchThrowable(() -> client.unprotect(RUN, swapped(kind)));
      assertThat(catchThrowable(() -> client.delete(RUN, swapped(kind)))).isNotNull();
    }

    assertThat(doneToTheSource()).isEmpty();
    assertThat(admin.instances().has("prod", "coditect-db")).isTrue();
  }

  @Test
  void with_all_three_mutated_away_it_would_go() {
    unprotectTheSource();
    new ThrowawayClient(api, NONE).delete(RUN, swapped(Creation.Kind.CREATE));

    Await.until("the source to be gone", () -> !admin.instances().has("prod", "coditect-db"));
  }

  @Test
  void the_service_lets_a_restore_onto_the_source_through() {
    new ThrowawayClient(api, NONE)
        .restore(
            RUN,
            new Creation(
                SOURCE,
                SOURCE,
                RUN,
                Creation.Kind.CREATE,
                "drill",
                begun,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            backup);

    assertThat(doneToTheSource()).containsExactly("RESTORE_VOLUME");
  }

  private enum Attack {
    SWAPPED_ARGUMENTS,
    REUSED_NAME,
    LABEL_SET_BY_HAND,
    CREATION_OF_ANOTHER_RUN
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void the_read_back_of_the_runs_own_creation_stops_a_restore(Attack attack) {
    ThrowawayClient client = new ThrowawayClient(api, "drill");
    Creation ours = make(client, RUN);
    Creation target =
        switch (attack) {
          case SWAPPED_ARGUMENTS -> {
            labelTheSource();
            yield new Creation(
                ours.name(),
                SOURCE,
                RUN,
                Creation.Kind.CREATE,
                "drill",
                begun,
                ours.operation(),
                Optional.empty(),
                Optional.empty());
          }
          case REUSED_NAME -> {
            client.delete(RUN, ours);
            Await.until("it to be gone", () -> seen.instance(ours.name()).isEmpty());
            admin.instances().put("drills", ours.name().instance(), labelled(RUN));
            yield ours;
          }
          case LABEL_SET_BY_HAND -> {
            admin.instances().put("drills", "drill-of-somebody", labelled(RUN));
            yield new Creation(
                SOURCE,
                new InstanceName("drills", "drill-of-somebody"),
                RUN,
                Creation.Kind.CREATE,
                "drill",
                begun,
                ours.operation(),
                Optional.empty(),
                Optional.empty());
          }
          case CREATION_OF_ANOTHER_RUN -> make(client, UUID.randomUUID());
        };

    assertThat(catchThrowable(() -> client.restore(RUN, target, backup)))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("Drill target refused");
    assertThat(catchThrowable(() -> client.delete(RUN, target)))
        .isInstanceOf(RefusalException.class);
    assertThat(seen.operations(target.name()))
        .extracting(OperationSeen::type)
        .doesNotContain("RESTORE_VOLUME");
    assertThat(doneToTheSource()).isEmpty();
  }

  private static Map<String, Object> labelled(UUID run) {
    return Map.of("userLabels", Map.of(Creation.LABEL, run.toString()));
  }

  private Creation make(ThrowawayClient client, UUID run) {
    Creation intended =
        Creation.intend(
            Creation.Kind.CREATE,
            SOURCE,
            "drills",
            "drill",
            run,
            Clock.systemUTC().instant(),
            new Random());
    Creation asked =
        intended.madeBy(
            client
                .create(
                    run, intended, new ThrowawayClient.Machine(Optional.empty(), Optional.empty()))
                .name());
    Await.until(
        "the instance",
        () -> seen.instance(asked.name()).filter(i -> i.state().equals("RUNNABLE")).isPresent());
    return asked.madeAt(seen.instance(asked.name()).orElseThrow().createdAt());
  }

  @Test
  void a_clone_loses_the_protection_of_its_source_and_goes_while_the_source_keeps_it() {
    admin
        .instances()
        .edit(
            "prod",
            "coditect-db",
            document -> {
              settings(document)
                  .put(
                      "backupConfiguration",
                      Map.of("enabled", true, "pointInTimeRecoveryEnabled", true));
              settings(document).put("retainBackupsOnDelete", true);
              settings(document).put("finalBackupConfig", Map.of("enabled", true));
              return document;
            });
    ThrowawayClient client = new ThrowawayClient(api, "drill");
    Creation intended =
        Creation.intend(Creation.Kind.CLONE, SOURCE, "prod", "drill", RUN, begun, new Random());
    Creation clone =
        intended.madeBy(
            client.copy(RUN, intended, Clock.systemUTC().instant().minusMillis(1)).name());
    Await.until("the clone", () -> quiet(clone));
    assertThat(catchThrowable(() -> client.delete(RUN, clone)))
        .hasMessageContaining("does not carry this run's label");
    assertThat(seen.instance(clone.name()).orElseThrow().backedUp()).isTrue();
    client.label(RUN, clone);
    Await.until("its label", () -> quiet(clone));
    // Nothing is backed up that is thrown away, and nothing stays of it.
    Settings its =
        api.ask(
                clone.name(),
                "",
                service -> service.instances().get("prod", clone.name().instance()).execute())
            .getSettings();
    assertThat(its.getBackupConfiguration().getEnabled()).isFalse();
    assertThat(its.getBackupConfiguration().getPointInTimeRecoveryEnabled()).isFalse();
    assertThat(its.getRetainBackupsOnDelete()).isFalse();
    assertThat(its.getFinalBackupConfig().getEnabled()).isFalse();
    assertThat(client.stopBackups(RUN, clone)).isEmpty();

    assertThat(client.unprotect(RUN, clone)).isPresent();
    Await.until("its protection to be lifted", () -> quiet(clone));
    assertThat(client.unprotect(RUN, clone)).isEmpty();
    client.delete(RUN, clone);

    Await.until("the clone to be gone", () -> seen.instance(clone.name()).isEmpty());
    assertThat(seen.instance(SOURCE).orElseThrow().deletionProtection()).isTrue();
    assertThat(doneToTheSource()).isEmpty();
  }

  private boolean quiet(Creation creation) {
    return seen.operations(creation.name()).stream().allMatch(OperationSeen::done);
  }
}
