package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.privacy.address.AddressPairs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessTextTest {

  @Test
  void arguments_are_the_last_words_of_the_process() {
    List<byte[]> block =
        block("java", "-Dx=ü", "-jar", "ä.jar", "holds", "", "jörg@müller.example");
    String[] decoded = decoded("holds", "", "jörg@müller.example");

    assertThat(decoded[2]).isEqualTo("j\uFFFD\uFFFDrg@m\uFFFD\uFFFDller.example");
    assertThat(ProcessText.arguments(decoded, block))
        .containsExactly("holds", "", "jörg@müller.example");
  }

  @Test
  void every_spelling_of_an_address_arrives_as_it_was_typed() {
    for (AddressPairs.Pair pair : AddressPairs.SAME) {
      assertThat(
              ProcessText.arguments(decoded("holds", pair.typed()), block("holds", pair.typed())))
          .as(pair.why())
          .containsExactly("holds", pair.typed());
    }
  }

  @Test
  void what_is_not_the_same_text_stays_broken() {
    String[] decoded = decoded("holds", "jörg");

    assertThat(ProcessText.arguments(decoded, block("holds", "jörk"))).isEqualTo(decoded);
    assertThat(ProcessText.arguments(decoded, block("holds", "joerg"))).isEqualTo(decoded);
    assertThat(ProcessText.arguments(decoded, block("jörg"))).isEqualTo(decoded);
    assertThat(ProcessText.arguments(decoded, List.of())).isEqualTo(decoded);
    String[] latin = {"j\uFFFDrg"};
    assertThat(ProcessText.arguments(latin, List.of("jörg".getBytes(StandardCharsets.ISO_8859_1))))
        .isEqualTo(latin);
    assertThat(ProcessText.isBroken(latin[0])).isTrue();
    assertThat(ProcessText.isBroken("\ud83d")).isTrue();
    assertThat(ProcessText.isBroken("jörg 김 𐐨 ?")).isFalse();
  }

  @Test
  void variables_are_read_by_name() {
    Map<String, String> decoded =
        Map.of("DB_PASSWORD", decoded("pä=ss")[0], "HOME", "/root", "X", "\uFFFD");
    List<byte[]> block = block("HOME=/other", "DB_PASSWORD=pä=ss", "GONE=ü", "no variable");

    assertThat(ProcessText.environment(decoded, block))
        .isEqualTo(Map.of("DB_PASSWORD", "pä=ss", "HOME", "/root", "X", "\uFFFD"));
  }

  @Test
  void a_broken_variable_is_a_problem_that_repeats_nothing() {
    Variables variables = new Variables(Map.of("DB_PASSWORD", "geh\uFFFDim"));

    assertThat(variables.required("DB_PASSWORD", "Set it.")).isEmpty();
    assertThat(variables.problems())
        .singleElement()
        .asString()
        .contains("DB_PASSWORD is not text in UTF-8", "LC_ALL=C.UTF-8")
        .doesNotContain("geh");
  }

  private static List<byte[]> block(String... words) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String word : words) {
      block.writeBytes(word.getBytes(StandardCharsets.UTF_8));
      block.write(0);
    }
    return ProcessText.words(block.toByteArray());
  }

  /** As Java decodes them in a shell without a locale. */
  private static String[] decoded(String... words) {
    return List.of(words).stream()
        .map(
            word ->
                new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                    .replaceAll("[^\\x00-\\x7f]", "\uFFFD"))
        .toArray(String[]::new);
  }
}
