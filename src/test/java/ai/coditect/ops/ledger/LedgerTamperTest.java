package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.coditect.ops.ledger.LedgerReport.Fault;
import ai.coditect.ops.problem.ProblemsException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever changes the ledger is found out, at the place. */
class LedgerTamperTest {
  private int chains = 100;

  private Stream<Random> seeds() {
    return IntStream.range(0, chains).mapToObj(Random::new);
  }

  @Test
  @Tag("campaign")
  void so_it_is_with_three_times_as_many_chains() {
    chains = 300;
    an_untouched_chain_is_sound_at_every_head();
    a_changed_byte_is_found_in_its_entry();
    a_dropped_line_is_named();
    swapped_lines_are_named();
    a_segment_cut_anywhere_is_not_complete();
    a_missing_segment_in_the_middle_is_named();
    swapped_segments_are_named();
    segments_cut_off_at_the_end_show_against_a_recorded_head();
  }

  private static RandomChain chain(Random random) {
    return new RandomChain(random, 1 + random.nextInt(5), 6);
  }

  private static long anySegment(RandomChain chain, Random random) {
    return 1 + random.nextInt(chain.heads.size());
  }

  @Test
  void an_untouched_chain_is_sound_at_every_head() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              List<LedgerEntry> seen = new ArrayList<>();
              LedgerReport report = chain.ledger.read(chain.end(), seen::add);
              assertThat(report.faults()).isEmpty();
              assertThat(report.head()).isEqualTo(chain.end()).isEqualTo(chain.ledger.head());
              assertThat(seen).isEqualTo(chain.written);
              chain.heads.values().forEach(head -> assertThat(chain.read(head).isSound()).isTrue());
            });
  }

  @Test
  void no_byte_can_be_changed_unseen() {
    RandomChain chain = new RandomChain(new Random(1), 2, 2);
    for (long segment : new long[] {1, 2}) {
      byte[] bytes = chain.segments.content.get(segment);
      for (int at = 0; at < bytes.length; at++) {
        for (int change : new int[] {1, 2, 32, 128}) {
          bytes[at] ^= (byte) change;
          assertThat(chain.firstFault().segment()).as("byte " + at).isEqualTo(segment);
          bytes[at] ^= (byte) change;
        }
      }
    }
    assertThat(chain.read(chain.end()).isSound()).isTrue();
  }

  @Test
  void a_changed_byte_is_found_in_its_entry() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              long segment = anySegment(chain, random);
              List<String> lines = chain.lines(segment);
              int line = random.nextInt(lines.size() - 1);
              StringBuilder text = new StringBuilder(lines.get(line));
              int at = random.nextInt(text.length());
              char was = text.charAt(at);
              do {
                text.setCharAt(at, (char) random.nextInt(256));
              } while (text.charAt(at) == was);
              lines.set(line, text.toString());
              chain.replace(segment, String.join("", lines));
              Fault fault = chain.firstFault();
              assertThat(fault.segment()).isEqualTo(segment);
              assertThat(fault.sequence())
                  .isEqualTo(line == 0 ? 0 : chain.first(segment) + line - 1);
            });
  }

  @Test
  void an_entry_changed_by_a_valid_one_is_one_fault_and_later_ones_are_still_found() {
    RandomChain chain = new RandomChain(new Random(2), 3, 1);
    for (long segment : new long[] {1, 3}) {
      String text = chain.text(segment);
      chain.replace(segment, text.replaceFirst("(\"deletion\":\")\\w{8}", "$1" + "00000000"));
    }
    assertThat(chain.read(chain.end()).faults())
        .extracting(Fault::segment, Fault::sequence)
        .containsExactly(tuple(1L, 1L), tuple(3L, 3L));
  }

  @Test
  void a_dropped_line_is_named() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              long segment = anySegment(chain, random);
              List<String> lines = chain.lines(segment);
              int line = random.nextInt(lines.size());
              lines.remove(line);
              chain.replace(segment, String.join("", lines));
              Fault fault = chain.firstFault();
              assertThat(fault.segment()).isEqualTo(segment);
              assertThat(fault.sequence())
                  .isEqualTo(line == 0 ? 0 : chain.first(segment) + line - 1);
            });
  }

  @Test
  void swapped_lines_are_named() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = new RandomChain(random, 1 + random.nextInt(4), 6);
              long segment = anySegment(chain, random);
              List<String> lines = chain.lines(segment);
              int a = random.nextInt(lines.size() - 1);
              int b = a + 1 + random.nextInt(lines.size() - a - 1);
              Collections.swap(lines, a, b);
              chain.replace(segment, String.join("", lines));
              Fault fault = chain.firstFault();
              assertThat(fault.segment()).isEqualTo(segment);
              if (b < lines.size() - 1) {
                assertThat(fault.sequence()).isEqualTo(a == 0 ? 0 : chain.first(segment) + a - 1);
              }
            });
  }

  @Test
  void a_segment_cut_anywhere_is_not_complete() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              long segment = anySegment(chain, random);
              byte[] bytes = chain.segments.content.get(segment);
              chain.segments.content.put(
                  segment, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
              assertThat(chain.read(Head.NONE).faults())
                  .anyMatch(
                      fault ->
                          fault.segment() == segment
                              && fault.what().equals("The segment is not complete."));
            });
  }

  @Test
  void a_missing_segment_in_the_middle_is_named() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = new RandomChain(random, 3 + random.nextInt(3), 4);
              long segment = 1 + random.nextInt(chain.heads.size() - 1);
              chain.segments.content.remove(segment);
              LedgerReport report = chain.read(chain.end());
              assertThat(report.faults())
                  .singleElement()
                  .satisfies(fault -> assertThat(fault.segment()).isEqualTo(segment));
            });
  }

  @Test
  void swapped_segments_are_named() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = new RandomChain(random, 2 + random.nextInt(3), 4);
              long a = 1 + random.nextInt(chain.heads.size() - 1);
              String text = chain.text(a);
              chain.replace(a, chain.text(a + 1));
              chain.replace(a + 1, text);
              assertThat(chain.firstFault().segment()).isEqualTo(a);
            });
  }

  @Test
  void segments_cut_off_at_the_end_show_against_a_recorded_head() {
    seeds()
        .forEach(
            random -> {
              RandomChain chain = chain(random);
              long kept = random.nextInt(chain.heads.size());
              chain.segments.content.tailMap(kept, false).clear();
              assertThat(chain.read(Head.NONE).isSound()).isTrue();
              assertThat(chain.firstFault(chain.end()).sequence())
                  .isEqualTo(chain.end().sequence());
            });
  }

  @Test
  void a_chain_written_anew_shows_against_a_recorded_head() {
    RandomChain chain = new RandomChain(new Random(3), 3, 3);
    RandomChain other = new RandomChain(new Random(4), 3, 3);
    assertThat(other.read(Head.NONE).isSound()).isTrue();
    assertThat(other.firstFault(chain.end()).segment()).isEqualTo(3);
  }

  @Test
  void nothing_is_appended_to_a_damaged_end() {
    RandomChain chain = new RandomChain(new Random(6), 3, 3);
    List<LedgerEntry> more = SomeEntries.any(new Random(7), 1);
    chain.replace(3, chain.text(3).substring(0, 300));
    Ledger fresh = new SegmentedLedger(() -> chain.segments);
    assertThatThrownBy(() -> fresh.append(more))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("segment 3")
        .hasMessageContaining("not complete");
    assertThat(chain.segments.content).hasSize(3);
  }

  @Test
  void a_worker_notices_that_the_end_it_wrote_is_gone() {
    RandomChain chain = new RandomChain(new Random(8), 3, 3);
    chain.segments.content.remove(3L);
    assertThatThrownBy(() -> chain.ledger.append(SomeEntries.any(new Random(9), 1)))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("It was there and is gone.");
    assertThat(chain.segments.content).hasSize(2);
  }

  @Test
  void a_fault_repeats_no_text_that_somebody_put_in() {
    RandomChain chain = new RandomChain(new Random(10), 1, 3);
    chain.replace(1, chain.text(1).replaceFirst("intended|committed|void", "ada@example.com"));
    LedgerReport report = chain.read(Head.NONE);
    assertThat(report.problems().toString()).doesNotContain("ada@");
  }

  @Test
  void faults_without_end_are_counted_and_only_the_first_are_kept() {
    RandomChain chain = new RandomChain(new Random(11), 1, 1);
    chain.replace(1, chain.text(1) + "x\n".repeat(10));
    String[] lines = chain.text(1).split("(?<=\n)");
    chain.replace(1, lines[0] + "x\n".repeat(5000) + lines[1] + lines[2]);
    LedgerReport report = chain.read(Head.NONE);
    assertThat(report.faultCount()).isGreaterThan(5000);
    assertThat(report.faults()).hasSize(LedgerReport.MOST_LISTED);
  }

  @Test
  void an_auditor_can_follow_the_chain_with_a_hash_alone() throws Exception {
    RandomChain chain = new RandomChain(new Random(12), 3, 4);
    String previous = "0".repeat(64);
    for (long segment = 1; segment <= 3; segment++) {
      for (String line : chain.lines(segment)) {
        int at = line.lastIndexOf(",\"hash\":\"");
        byte[] sealed = (previous + line.substring(0, at) + "}").getBytes(StandardCharsets.UTF_8);
        previous = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sealed));
        assertThat(line.substring(at + 9)).startsWith(previous);
      }
    }
    assertThat(chain.end().hash()).isEqualTo(previous);
  }
}
