package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.Parcels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code exports verify} as it is typed, where there is neither a database nor a setting. */
class VerifyPackageTest {
  @TempDir Path folder;

  @Test
  void a_sound_package_is_called_sound() throws IOException {
    Path file = Files.write(folder.resolve("p.zip"), Parcels.small());
    Typed json = typed(file.toString(), "--json");
    assertThat(json.exitCode()).as(json.toString()).isZero();
    JsonNode document = json.json();
    assertThat(document.get("sound").booleanValue()).isTrue();
    assertThat(document.get("files").intValue()).isEqualTo(5);
    assertThat(document.get("rows").intValue()).isEqualTo(3);
    assertThat(document.get("bytes").longValue()).isEqualTo(Files.size(file));
    assertThat(document.get("problems")).isEmpty();
    String hash = document.get("sha256").stringValue();
    Typed held = typed(file.toString(), "--sha256", hash.toUpperCase(java.util.Locale.ROOT));
    assertThat(held.exitCode()).isZero();
    assertThat(held.out()).startsWith("sound: ").contains(hash);
    assertThat(held.err()).isEmpty();
  }

  @Test
  void a_package_that_is_not_sound_is_exit_3_with_every_problem() throws IOException {
    var entries = Parcels.entries(Parcels.small());
    entries.set(0, entries.get(0).with("{}\n"));
    entries.remove(1);
    Path file = Files.write(folder.resolve("p.zip"), Parcels.zip(entries));
    Typed json = typed(file.toString(), "--json", "--sha256", "0".repeat(64));
    assertThat(json.exitCode()).isEqualTo(3);
    assertThat(json.json().get("sound").booleanValue()).isFalse();
    assertThat(json.json().get("problems").size()).isGreaterThan(3);
    Typed text = typed(file.toString());
    assertThat(text.exitCode()).isEqualTo(3);
    assertThat(text.out()).startsWith("NOT sound");
    assertThat(text.err()).contains("coditect_shared.users.csv: It is missing.");
  }

  @Test
  void what_was_typed_is_never_repeated() throws IOException {
    String personal = folder.resolve("anna@example.com.zip").toString();
    for (String[] wrong :
        new String[][] {
          {personal}, {personal + "\u0000"}, {folder.toString()}, {}, {personal, "anna@example.com"}
        }) {
      Typed answer = typed(wrong);
      assertThat(answer.exitCode()).as(answer.toString()).isEqualTo(2);
      assertThat(answer.out() + answer.err()).isNotBlank().doesNotContain("anna", "@");
    }
    Files.write(Path.of(personal), new byte[] {1, 2, 3});
    Typed broken = typed(personal);
    assertThat(broken.exitCode()).isEqualTo(3);
    assertThat(broken.out() + broken.err()).doesNotContain("anna", "@");
    Typed hash = typed(personal, "--sha256", "anna");
    assertThat(hash.exitCode()).isEqualTo(2);
    assertThat(hash.err()).contains("64 hexadecimal digits").doesNotContain("anna");
  }

  @Test
  void the_same_line_without_a_database_is_refused_for_other_commands() {
    assertThat(Typed.run(Map.of(), "erasures", "list").exitCode()).isEqualTo(2);
  }

  private static Typed typed(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "exports";
    all[1] = "verify";
    System.arraycopy(more, 0, all, 2, more.length);
    return Typed.run(Map.of(), all);
  }
}
