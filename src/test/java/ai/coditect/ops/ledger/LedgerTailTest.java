package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.coditect.ops.ledger.Ledger.Open;
import ai.coditect.ops.ledger.LedgerReport.Fault;
import ai.coditect.ops.problem.ProblemsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reading on from a recorded head, and what is open there. */
class LedgerTailTest {
  private final SegmentsInMemory segments = new SegmentsInMemory();
  private final Ledger ledger = new SegmentedLedger(() -> segments);

  private static Stream<Random> seeds() {
    return IntStream.range(0, 100).mapToObj(Random::new);
  }

  private static RandomChain chain(Random random) {
    return new RandomChain(random, 3 + random.nextInt(4), 5);
  }

  private static Head anyHead(RandomChain chain, Random random) {
    return chain.heads.get(1L + random.nextInt(chain.heads.size()));
  }

  @Test
  void a_tail_is_what_was_written_after_any_head() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              List<Head> heads = new ArrayList<>(chain.heads.values());
              heads.add(Head.NONE);
              for (Head after : heads) {
                List<LedgerEntry> seen = new ArrayList<>();
                LedgerReport report = chain.ledger.tail(after, seen::add);
                assertThat(report.faults()).isEmpty();
                assertThat(report.head()).isEqualTo(chain.end());
                assertThat(report.entries()).isEqualTo(seen.size());
                assertThat(seen)
                    .isEqualTo(chain.written.subList((int) after.sequence(), chain.written.size()));
              }
            });
  }

  @Test
  void a_tail_reads_no_segment_before_its_head() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              Head after = anyHead(chain, random);
              chain.segments.content.headMap(after.segment()).clear();
              assertThat(chain.ledger.tail(after, entry -> {}).faults()).isEmpty();
            });
  }

  @Test
  void entries_come_with_their_places() {
    ledger.append(SomeEntries.intents(new UUID(0, 1), 2));
    Head first = ledger.head();
    ledger.append(SomeEntries.intents(new UUID(0, 2), 1));
    ledger.append(SomeEntries.intents(new UUID(0, 3), 2));
    List<List<Long>> places = new ArrayList<>();
    ledger.read(first, (segment, sequence, entry) -> places.add(List.of(segment, sequence)));
    List<List<Long>> all =
        List.of(
            List.of(1L, 1L), List.of(1L, 2L), List.of(2L, 3L), List.of(3L, 4L), List.of(3L, 5L));
    assertThat(places).isEqualTo(all);
    places.clear();
    ledger.tail(first, (segment, sequence, entry) -> places.add(List.of(segment, sequence)));
    assertThat(places).isEqualTo(all.subList(2, 5));
  }

  @Test
  void a_recorded_segment_that_was_removed_is_one_fault() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              Head after = anyHead(chain, random);
              chain.segments.content.remove(after.segment());
              LedgerReport report = chain.ledger.tail(after, entry -> {});
              assertThat(report.faults())
                  .extracting(Fault::segment, Fault::what)
                  .containsExactly(tuple(after.segment(), "It was there and is gone."));
              assertRefused(chain.ledger, after);
            });
  }

  @Test
  void everything_cut_off_from_the_recorded_segment_on_is_a_fault() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              Head after = anyHead(chain, random);
              chain.segments.content.tailMap(after.segment()).clear();
              assertThat(chain.ledger.tail(after, entry -> {}).faultCount()).isEqualTo(1);
              assertRefused(chain.ledger, after);
            });
  }

  @Test
  void a_recorded_segment_that_was_written_anew_is_a_fault_and_gives_nothing_out() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              RandomChain other = new RandomChain(random, chain.heads.size(), 9);
              Head after = anyHead(chain, random);
              chain.segments.content.put(
                  after.segment(), other.segments.content.get(after.segment()));
              List<Long> given = new ArrayList<>();
              LedgerReport report =
                  chain.ledger.tail(after, (segment, sequence, entry) -> given.add(segment));
              assertThat(report.faults().get(0).segment()).isEqualTo(after.segment());
              assertThat(given).doesNotContain(after.segment());
              assertRefused(chain.ledger, after);
            });
  }

  @Test
  void a_whole_ledger_written_anew_shows_in_the_tail() {
    RandomChain chain = new RandomChain(new Random(3), 4, 3);
    RandomChain other = new RandomChain(new Random(4), 4, 3);
    assertThat(other.ledger.tail(chain.heads.get(2L), entry -> {}).faults())
        .extracting(Fault::segment)
        .containsExactly(2L);
  }

  @Test
  void no_byte_of_the_recorded_segment_or_of_a_later_one_can_be_changed_unseen() {
    RandomChain chain = new RandomChain(new Random(5), 3, 2);
    for (long segment : new long[] {2, 3}) {
      byte[] bytes = chain.segments.content.get(segment);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] ^= 1;
        assertThat(chain.ledger.tail(chain.heads.get(2L), entry -> {}).faults().get(0).segment())
            .as("byte " + at)
            .isEqualTo(segment);
        bytes[at] ^= 1;
      }
    }
    assertThat(chain.ledger.tail(chain.heads.get(2L), entry -> {}).isSound()).isTrue();
  }

  private static void assertRefused(Ledger ledger, Head after) {
    assertThatThrownBy(() -> ledger.unsettled(after)).isInstanceOf(ProblemsException.class);
  }

  @Test
  void a_deletion_without_an_end_is_unsettled_whatever_the_clock_said() {
    UUID done = new UUID(0, 1);
    UUID dropped = new UUID(0, 2);
    UUID open = new UUID(0, 3);
    for (UUID deletion : List.of(done, dropped, open)) {
      ledger.append(SomeEntries.intents(deletion, 3));
    }
    // The clock went back by a year; the order is the sequence's.
    ledger.append(
        List.of(
            LedgerEntry.committed(done, SomeEntries.AT.minusSeconds(31_536_000), Map.of()),
            LedgerEntry.voided(dropped, SomeEntries.AT.minusSeconds(31_536_000))));
    assertThat(ledger.unsettled(Head.NONE))
        .containsExactly(Map.entry(open, new Open(open, SomeEntries.intents(open, 3))));
    assertThat(ledger.read(ledger.head(), entry -> {}).isSound()).isTrue();
  }

  @Test
  void the_counts_of_an_open_deletion_are_the_sums_over_its_subjects() {
    assertThat(new Open(new UUID(0, 1), SomeEntries.intents(new UUID(0, 1), 3)).counts())
        .containsExactly(
            Map.entry("coditect_shared.projects", 6L), Map.entry("coditect_shared.users", 3L));
  }

  @Test
  void the_same_end_twice_is_harmless() {
    UUID deletion = new UUID(0, 1);
    ledger.append(SomeEntries.intents(deletion, 2));
    Head announced = ledger.head();
    for (int i = 0; i < 2; i++) {
      ledger.append(List.of(LedgerEntry.committed(deletion, SomeEntries.AT, Map.of())));
      assertThat(ledger.unsettled(Head.NONE)).isEmpty();
      assertThat(ledger.unsettled(announced)).isEmpty();
    }
    assertThat(ledger.read(ledger.head(), entry -> {}).entries()).isEqualTo(4);
  }

  @Test
  void deletions_that_two_workers_interleave_are_told_apart() {
    seeds()
        .forEach(
            random -> {
              SegmentsInMemory shared = new SegmentsInMemory();
              List<Ledger> workers =
                  List.of(new SegmentedLedger(() -> shared), new SegmentedLedger(() -> shared));
              Map<UUID, Integer> open = new HashMap<>();
              Head recorded = Head.NONE;
              Map<UUID, Integer> after = new HashMap<>();
              for (int i = 0; i < 40; i++) {
                Ledger worker = workers.get(random.nextInt(2));
                if (open.isEmpty() || random.nextBoolean()) {
                  UUID deletion = new UUID(i, random.nextLong());
                  int subjects = 1 + random.nextInt(3);
                  worker.append(SomeEntries.intents(deletion, subjects));
                  open.put(deletion, subjects);
                  after.put(deletion, subjects);
                } else {
                  UUID deletion = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
                  worker.append(
                      List.of(
                          random.nextBoolean()
                              ? LedgerEntry.committed(deletion, SomeEntries.AT, Map.of())
                              : LedgerEntry.voided(deletion, SomeEntries.AT)));
                  open.remove(deletion);
                  after.remove(deletion);
                }
                if (i == 20) {
                  recorded = worker.head();
                  after.clear();
                }
              }
              assertThat(sizes(workers.get(0).unsettled(Head.NONE))).isEqualTo(open);
              assertThat(sizes(workers.get(1).unsettled(recorded))).isEqualTo(after);
            });
  }

  private static Map<UUID, Integer> sizes(Map<UUID, Open> unsettled) {
    Map<UUID, Integer> sizes = new HashMap<>();
    unsettled.forEach((deletion, open) -> sizes.put(deletion, open.intents().size()));
    return sizes;
  }
}
