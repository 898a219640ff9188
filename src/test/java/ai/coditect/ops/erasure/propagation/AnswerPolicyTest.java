package ai.coditect.ops.erasure.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.propagation.AnswerPolicy.Ruling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the answers of a store counts. */
final class AnswerPolicyTest {
  private static final UUID DELETION = UUID.randomUUID();
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private static StoreAnswer answer(String outcome, int minute) {
    return new StoreAnswer(
        DELETION,
        "sessions",
        StoreOutcome.of(outcome),
        START.plusSeconds(60L * minute),
        Optional.empty(),
        Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    // known, at, given, at, ruling
    "erased, 1, erased, 1, KNOWN",
    "erased, 1, erased, 2, KNOWN",
    "erased, 1, nothing-held, 2, KNOWN",
    "nothing-held, 2, erased, 1, COUNTS",
    "erased, 1, failed, 0, KNOWN",
    "erased, 1, failed, 1, KNOWN",
    "erased, 1, failed, 2, CONTRADICTS",
    "erased, 1, refused, 2, CONTRADICTS",
    "nothing-held, 1, unknown, 2, CONTRADICTS",
    "failed, 1, failed, 1, KNOWN",
    "failed, 1, failed, 2, COUNTS",
    "failed, 2, refused, 1, KNOWN",
    "failed, 1, refused, 2, COUNTS",
    "refused, 2, erased, 1, COUNTS",
    "unknown, 1, erased, 2, COUNTS",
    "waived, 5, erased, 6, COUNTS",
    "waived, 5, failed, 6, KNOWN"
  })
  void rules_by_what_is_said_and_when(
      String known, int at, String given, int later, Ruling ruling) {
    assertThat(AnswerPolicy.decide(Optional.of(answer(known, at)), answer(given, later)))
        .isEqualTo(ruling);
  }

  @Test
  void the_first_word_of_a_store_counts_whatever_it_is() {
    for (StoreOutcome outcome : StoreOutcome.values()) {
      assertThat(AnswerPolicy.decide(Optional.empty(), answer(outcome.word(), 0)))
          .isEqualTo(Ruling.COUNTS);
    }
  }

  /** Pub/Sub keeps no order: three answers of five kinds at three instants, in every order. */
  @Test
  void the_same_answer_stands_in_the_end_in_whatever_order_they_come_and_however_often() {
    List<StoreAnswer> all = new ArrayList<>();
    for (StoreOutcome outcome : StoreOutcome.values()) {
      for (int minute = 0; outcome != StoreOutcome.WAIVED && minute < 3; minute++) {
        all.add(answer(outcome.word(), minute));
      }
    }
    int tried = 0;
    for (StoreAnswer one : all) {
      for (StoreAnswer two : all) {
        for (StoreAnswer three : all) {
          Set<StoreAnswer> ends = new HashSet<>();
          for (List<StoreAnswer> order :
              List.of(
                  List.of(one, two, three),
                  List.of(one, three, two),
                  List.of(two, one, three),
                  List.of(two, three, one, two),
                  List.of(three, one, two, three, one),
                  List.of(three, three, two, one))) {
            ends.add(end(order));
          }
          assertThat(ends).as("%s %s %s", one, two, three).hasSize(1);
          tried++;
        }
      }
    }
    assertThat(tried).isEqualTo(15 * 15 * 15);
  }

  private static StoreAnswer end(List<StoreAnswer> order) {
    Optional<StoreAnswer> stands = Optional.empty();
    for (StoreAnswer answer : order) {
      if (AnswerPolicy.decide(stands, answer) == Ruling.COUNTS) {
        stands = Optional.of(answer);
      }
    }
    return stands.orElseThrow();
  }
}
