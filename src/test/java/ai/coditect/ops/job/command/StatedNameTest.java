package ai.coditect.ops.job.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Which names may stand on record, and which two are those of one person. */
class StatedNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "Alice Smith",
        "O'Brien-Łukasz, Jr. (on call)",
        "alice@corp.test",
        "cronjob:purge",
        "DOMAIN\\alice",
        "Jürgen Größe",
        "Nguyễn Văn A",
        "İbrahim Işık",
        "Алиса Петрова",
        "Άλκης",
        "田中 Tanaka",
        "김 Kim",
        "แอน",
        "अनन्या",
        "علي",
        "R2"
      })
  void names_of_people_in_any_language_are_names(String name) {
    assertThat(StatedName.fit(name)).isPresent();
    assertThat(StatedName.same(name, " " + name.toUpperCase(java.util.Locale.ROOT) + " ")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "...",
        "42",
        "ali\u200Bce",
        "ali\u200Dce",
        "ali\u00ADce",
        "ali\u2060ce",
        "alice\uFEFF",
        "\u202Ealice\u202C",
        "\u2066alice\u2069",
        "ali\u034Fce",
        "ali\uFE0Fce",
        "ali\u3164ce",
        "ali\u115Fce",
        "ali\u17B4ce",
        "ali\uDB40\uDC61ce",
        "ali\u2800ce",
        "ali\u0000ce",
        "ali\u0085ce",
        "ali\u2028ce",
        "ali\uE000ce",
        "ali\uD800ce",
        "ali\tce",
        "ali  ce",
        "\u0430lice",
        "alic\u0435",
        "al\u03B9ce",
        "a\u0585ice",
        "\u0251lice",
        "a\u01C0ice",
        "\u13AA\u13DE\u13A5\u13DF\u13AC",
        "\uA4EE\uA4E1",
        "ali<b>ce",
        "alice\u2764",
        "\u0301alice",
        "\u0661alice"
      })
  void nothing_that_is_not_seen_or_looks_like_something_else_is_a_name(String name) {
    assertThat(StatedName.fit(name)).isEmpty();
  }

  @Test
  void a_name_has_one_spelling_on_record() {
    assertThat(StatedName.fit(" ａｌｉｃｅ ")).contains("alice");
    assertThat(StatedName.fit("Ju\u0308rgen O’Brien")).contains("Jürgen O'Brien");
    assertThat(StatedName.fit("x".repeat(200))).isPresent();
    assertThat(StatedName.fit("x".repeat(201))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALICE",
        "a.l.i.c.e",
        "Alice ",
        "al1ce",
        "allce",
        "ali\u200Bce",
        "\u0430lice",
        "\u0430l\u0456\u0441\u0435",
        "ａｌｉｃｅ",
        "älice",
        "alıce",
        "ALİCE",
        "a-lice"
      })
  void what_looks_alike_is_one_person(String other) {
    assertThat(StatedName.same("alice", other)).isTrue();
    assertThat(StatedName.same(other, "alice")).isTrue();
  }

  @Test
  void other_people_are_others() {
    assertThat(StatedName.same("alice", "bob")).isFalse();
    assertThat(StatedName.same("alice", "alice2")).isFalse();
    assertThat(StatedName.same("Anna Meier", "Anna Maier")).isFalse();
    assertThat(StatedName.same("modem", "rnodern")).isTrue();
    assertThat(StatedName.same("Алиса", "Алина")).isFalse();
    assertThat(StatedName.same("田中", "中田")).isFalse();
  }

  @Test
  void whoever_types_a_command_states_a_name() {
    assertThat(SpringFactoriesLoader.loadFactories(RoomCommand.class, getClass().getClassLoader()))
        .flatExtracting(RoomCommand::arguments)
        .filteredOn(argument -> argument.name().equals("by"))
        .hasSizeGreaterThan(9)
        .extracting(Argument::type)
        .containsOnly(Argument.Type.NAME);
  }
}
