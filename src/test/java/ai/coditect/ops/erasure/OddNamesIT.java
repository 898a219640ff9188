package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.content.Exported;
import ai.coditect.ops.export.content.WiderHouse;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and columns of every name, with and without a primary key, are erased and exported. */
class OddNamesIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final String LONGEST =
      "x23456789_123456789_123456789_123456789_123456789_123456789_123";
  private static final List<String> NAMES =
      List.of("Übersicht der Größen", "order", "say \"hi\"-it's", "a/b\\c: d", LONGEST);

  @TempDir Path directory;
  @TempDir Path ledger;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);

  @Test
  void odd_names_and_no_primary_key_are_erased_and_exported() throws IOException {
    StringBuilder map = new StringBuilder();
    for (String name : NAMES) {
      String table = "coditect_shared." + quoted(name);
      database.execute(
          "create table %s (%s uuid not null references coditect_shared.users (id), %s text)"
              .formatted(table, quoted(name), quoted(name.substring(1))),
          "create index on " + table + " (" + quoted(name) + ")",
          "grant select, delete on " + table + " to coditect_system");
      map.append("  ").append(yaml("coditect_shared." + name)).append(":\n    rows: erase\n");
      map.append("    subject: ").append(yaml(name + " -> coditect_shared.users.id")).append('\n');
      map.append("    columns:\n");
      for (String column : List.of(name, name.substring(1))) {
        map.append("      ")
            .append(yaml(column))
            .append(
                ": { do: erase, category: content, purpose: p, provided: true, export: [ access ]"
                    + " }\n");
      }
    }
    Files.writeString(
        WiderHouse.shipped(directory).resolve("personal-data.yaml"),
        map,
        StandardOpenOption.APPEND);
    UUID tenant = tenants.organization("FREE");
    UUID stays = tenants.user(tenant, "OWNER", null);
    UUID gone = tenants.user(tenant, "MEMBER", LONG_AGO);
    for (String name : NAMES) {
      for (UUID user : List.of(gone, stays)) {
        for (String text : List.of("one", "two")) {
          tenants
              .jdbc()
              .sql("insert into coditect_shared." + quoted(name) + " values (?, ?)")
              .params(user, text)
              .update();
        }
      }
    }
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(ledger));
    variables.put("OPS_JOBS_DIR", directory.toString());

    try (InProcessWorker worker = InProcessWorker.start(database, variables)) {
      assertThat(worker.get(MappedDatabase.class).problems()).isEmpty();
      Exported exported = Exported.by(worker, tenant, gone, Profile.ACCESS);
      for (String name : NAMES) {
        assertThat(exported.rows("coditect_shared." + file(name)))
            .extracting(row -> row.path(name.substring(1)).asString())
            .as(name)
            .containsExactly("one", "two");
        assertThat(exported.text("coditect_shared." + file(name) + ".csv").lines()).hasSize(3);
      }
      Path zip = Files.write(ledger.resolveSibling("odd.zip"), packed(worker, tenant, gone));
      assertThat(ParcelCheck.check(zip, Optional.empty()).problems()).isEmpty();

      assertThat(new StageDriver(worker).run(NOW, 10).byKind())
          .containsEntry("users-erased", 1L)
          .containsEntry("order-erased", 2L)
          .hasSize(1 + NAMES.size());
    }
    assertThat(tenants.users()).containsExactly(stays);
    for (String name : NAMES) {
      assertThat(tenants.count("select count(*) from coditect_shared." + quoted(name)))
          .as(name)
          .isEqualTo(2);
    }
    assertThat(Ledger.at(variables.get("OPS_LEDGER_URI"))).isNotNull();
    assertThat(Files.readString(ledger.resolve("000000000001.jsonl")))
        .contains("coditect_shared.%C3%9Cbersicht%20der%20Gr%C3%B6%C3%9Fen\":2")
        .contains("coditect_shared." + LONGEST + "\":2");
  }

  private static byte[] packed(InProcessWorker worker, UUID tenant, UUID user) throws IOException {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    worker
        .get(ai.coditect.ops.export.content.Extract.class)
        .write(
            new ai.coditect.ops.export.content.Scope(tenant, Optional.of(user), Profile.ACCESS),
            out,
            java.time.Duration.ofMinutes(1),
            () -> {});
    return out.toByteArray();
  }

  private static String file(String name) {
    return ai.coditect.ops.export.parcel.Format.CSV.fileName(name).replaceFirst("\\.csv$", "");
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String yaml(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
