package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private static final WriterIdentity A =
      WriterIdentity.of(new UUID(1, 1), "project:region:main", "coditect");
  private static final WriterIdentity B =
      WriterIdentity.of(new UUID(1, 1), "db.example:5432#7712955507134543432", "co ditect");
  private static final Instant AT = Instant.parse("2026-11-27T10:00:00.123456Z");

  private final SegmentsInMemory segments = new SegmentsInMemory();
  private final List<String> read = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();
  private final Ledger.Reader reader =
      new Ledger.Reader() {
        @Override
        public void read(long segment, long sequence, LedgerEntry entry) {
          read.add(segment + "/" + sequence);
        }

        @Override
        public void foreign(long segment, long sequence, long writer, LedgerEntry entry) {
          foreign.add(segment + "/" + sequence + " by " + writer);
        }
      };

  @Test
  void a_ledger_without_a_writer_reads_as_it_always_did() {
    ledger().append(SomeEntries.of("old", 0, 2));
    assertThat(firstLine(1))
        .startsWith("{\"segment\":1,\"first\":1,\"previous\":\"" + "0".repeat(64) + "\",\"hash\":");
    assertThat(ledger().writer()).isEmpty();
    assertThat(ledger().read(Head.NONE, reader).isSound()).isTrue();
    assertThat(read).containsExactly("1/1", "1/2");
  }

  @Test
  void the_first_to_write_is_the_writer_in_the_same_act_and_goes_on_from_what_was_there() {
    ledger().append(SomeEntries.of("old", 0, 2));
    Head head = ledger().append(A, AT, SomeEntries.of("a", 0, 2));
    assertThat(head.segment()).isEqualTo(2);
    assertThat(firstLine(2))
        .contains(
            ",\"adopted\":{\"database\":\"00000000-0000-0001-0000-000000000001\","
                + "\"server\":\"project:region:main/coditect\",\"after\":0,\"counts\":[0],"
                + "\"at\":\"2026-11-27T10:00:00.123456Z\"},\"hash\":");
    ledger().append(A, AT, SomeEntries.of("a", 2, 1));
    assertThat(firstLine(3)).contains(",\"writer\":2,\"hash\":");
    LedgerReport report = ledger().read(Head.NONE, reader);
    assertThat(report.isSound()).isTrue();
    assertThat(report.entries()).isEqualTo(5);
    assertThat(report.foreign()).isZero();
    assertThat(report.head()).isEqualTo(ledger().head());
  }

  @Test
  void the_old_writer_is_refused_at_its_next_append_however_late_it_wakes_up() {
    Ledger asleep = ledger();
    asleep.append(A, AT, SomeEntries.of("a", 0, 1));
    assertThat(ledger().adopt(B, AT, 1, new TreeSet<>(List.of(0L, 1L)))).isPresent();
    assertThatThrownBy(() -> asleep.append(A, AT, SomeEntries.of("a", 1, 1)))
        .isInstanceOf(NotTheWriterException.class)
        .hasMessageContaining("project:region:main/coditect")
        .hasMessageContaining("db.example:5432#7712955507134543432/co%20ditect")
        .hasMessageContaining("ledger adopt --by NAME")
        .hasMessageContaining("ledger copy --by NAME");
    assertThat(ledger().head().segment()).isEqualTo(2);
    ledger().append(B, AT, SomeEntries.of("b", 0, 1));
    assertThat(ledger().read(Head.NONE, reader).isSound()).isTrue();
    assertThat(read).containsExactly("1/1", "3/2");
  }

  @Test
  void whoever_adopts_in_the_very_moment_of_an_append_wins_and_the_append_is_refused() {
    ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    SegmentStore racing =
        new SegmentsInMemory() {
          private boolean adopting;

          {
            content.putAll(segments.content);
          }

          @Override
          public synchronized boolean create(long number, byte[] bytes) {
            if (number == 2 && !adopting) {
              adopting = true;
              assertThat(new SegmentedLedger(() -> this).adopt(B, AT, 1, new TreeSet<>()))
                  .isPresent();
            }
            return super.create(number, bytes);
          }
        };
    Ledger ledger = new SegmentedLedger(() -> racing);
    assertThatThrownBy(() -> ledger.append(A, AT, SomeEntries.of("a", 1, 1)))
        .isInstanceOf(NotTheWriterException.class);
    assertThat(ledger.writer().map(Adoption::writer)).contains(B);
    assertThat(ledger.head().segment()).isEqualTo(2);
  }

  @Test
  void who_decided_by_another_writer_than_there_is_now_has_to_decide_again() {
    ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    assertThat(ledger().adopt(B, AT, 0, new TreeSet<>())).isEmpty();
    assertThat(ledger().head().segment()).isEqualTo(1);
  }

  @Test
  void entries_of_a_line_that_was_given_up_are_foreign_from_wherever_it_is_read() {
    Head a = ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    ledger().adopt(B, AT, 1, new TreeSet<>(List.of(0L, 1L)));
    Head b = ledger().append(B, AT, SomeEntries.of("b", 0, 2));
    ledger().adopt(A, AT, 2, new TreeSet<>(List.of(0L, 1L)));
    ledger().append(A, AT, SomeEntries.of("a", 1, 1));
    LedgerReport whole = ledger().read(Head.NONE, reader);
    assertThat(whole.isSound()).isTrue();
    assertThat(read).containsExactly("1/1", "5/4");
    assertThat(foreign).containsExactly("3/2 by 2", "3/3 by 2");
    assertThat(whole.foreign()).isEqualTo(2);
    for (Head from : List.of(a, b)) {
      read.clear();
      assertThat(ledger().tail(from, reader).isSound()).isTrue();
      assertThat(read).containsExactly("5/4");
    }
    assertThat(ledger().unsettled(Head.NONE)).hasSize(2);
  }

  @Test
  void what_was_written_in_the_name_of_a_former_writer_is_foreign() {
    Head a = ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    ledger().adopt(B, AT, 1, new TreeSet<>(List.of(0L, 1L)));
    // No worker writes this: the chain is right, and the writer is not in force.
    Segment.Written late = Segment.write(ledger().head(), 1, SomeEntries.of("a", 1, 1));
    segments.create(3, late.content());
    LedgerReport report = ledger().tail(a, reader);
    assertThat(report.isSound()).isTrue();
    assertThat(report.endsForeign()).isTrue();
    assertThat(foreign).containsExactly("3/2 by 1");
    foreign.clear();
    segments.content.remove(3L);
    ledger().append(B, AT, SomeEntries.of("b", 0, 1));
    late = Segment.write(ledger().head(), 1, SomeEntries.of("a", 1, 1));
    segments.create(4, late.content());
    Segment.Written last = Segment.write(late.head(), 2, SomeEntries.of("b", 1, 1));
    segments.create(5, last.content());
    read.clear();
    assertThat(ledger().read(Head.NONE, reader).isSound()).isTrue();
    assertThat(read).containsExactly("1/1", "3/2", "5/4");
    assertThat(foreign).containsExactly("4/3 by 1");
  }

  @Test
  void while_it_cannot_be_told_who_writes_nothing_counts() {
    ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    ledger().adopt(B, AT, 1, new TreeSet<>());
    SegmentStore away =
        new SegmentsInMemory() {
          {
            content.putAll(segments.content);
          }

          @Override
          public long last() {
            throw new TransientProblemsException(List.of());
          }
        };
    Ledger ledger = new SegmentedLedger(() -> away);
    assertThatThrownBy(() -> ledger.read(Head.NONE, reader))
        .isInstanceOf(TransientProblemsException.class);
    assertThatThrownBy(() -> ledger.tail(Head.NONE, reader))
        .isInstanceOf(TransientProblemsException.class);
    assertThat(read).isEmpty();
  }

  @Test
  void an_adoption_that_was_changed_is_a_fault() {
    ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    String text = new String(segments.content.get(1L), StandardCharsets.US_ASCII);
    for (String change :
        List.of("region:main -> region:copy", "[0] -> []", "\"after\":0 -> \"after\":00")) {
      String[] fromTo = change.split(" -> ");
      segments.content.put(
          1L, text.replace(fromTo[0], fromTo[1]).getBytes(StandardCharsets.US_ASCII));
      assertThat(ledger().read(Head.NONE, reader).isSound()).as(change).isFalse();
    }
  }

  @Test
  void a_ledger_whose_adoption_is_gone_or_damaged_or_another_segments_is_nobodys_to_take() {
    ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    ledger().append(A, AT, SomeEntries.of("a", 1, 1));
    byte[] first = segments.content.get(1L);
    Map<Long, byte[]> whole = Map.copyOf(segments.content);
    byte[] another =
        Segment.write(
                new Head(4, 4, Head.NONE.hash()),
                new Adoption(5, B, 0, new TreeSet<>(List.of(0L)), AT),
                List.of())
            .content();
    byte[] damaged = first.clone();
    damaged[first.length / 4] ^= 1;
    for (Optional<byte[]> found :
        List.of(Optional.<byte[]>empty(), Optional.of(damaged), Optional.of(another))) {
      segments.content.clear();
      segments.content.putAll(whole);
      found.ifPresentOrElse(
          bytes -> segments.content.put(1L, bytes), () -> segments.content.remove(1L));
      for (WriterIdentity who : List.of(A, B)) {
        assertNobodys(() -> ledger().append(who, AT, SomeEntries.of("any", 0, 1)));
      }
      assertNobodys(() -> ledger().writer());
      assertThat(ledger().adopt(B, AT, 0, new TreeSet<>())).isEmpty();
      assertThat(ledger().head().segment()).isEqualTo(2);
    }
  }

  @Test
  void behind_an_adoption_that_is_gone_or_damaged_a_tail_says_so_and_gives_nothing_out() {
    ledger().append(A, AT, SomeEntries.of("a", 0, 1));
    Head adopted =
        ledger().adopt(B, AT, 1, new TreeSet<>()).map(made -> ledger().head()).orElseThrow();
    Head before = ledger().append(B, AT, SomeEntries.of("b", 0, 1));
    // Of the line that was given up: an intent that must not count for anybody.
    Segment.Written late = Segment.write(before, 1, SomeEntries.intents(new UUID(0, 7), 1));
    segments.create(4, late.content());
    segments.create(
        5, Segment.write(late.head(), adopted.segment(), SomeEntries.of("b", 1, 1)).content());
    assertThat(ledger().unsettled(before)).doesNotContainKey(new UUID(0, 7));
    byte[] damaged = segments.content.get(adopted.segment()).clone();
    damaged[damaged.length / 4] ^= 1;
    for (Optional<byte[]> found : List.of(Optional.<byte[]>empty(), Optional.of(damaged))) {
      found.ifPresentOrElse(
          bytes -> segments.content.put(adopted.segment(), bytes),
          () -> segments.content.remove(adopted.segment()));
      read.clear();
      LedgerReport report = ledger().tail(before, reader);
      assertThat(report.problems().toString())
          .contains("The ledger's writer cannot be told", "segment " + adopted.segment());
      assertThat(read).isEmpty();
      assertNobodys(() -> ledger().unsettled(before), adopted.segment());
      // Whoever reads everything meets the gap itself.
      assertThat(ledger().read(Head.NONE, reader).faults())
          .extracting(LedgerReport.Fault::segment)
          .contains(adopted.segment());
    }
  }

  private static void assertNobodys(ThrowingCallable asked) {
    assertNobodys(asked, 1);
  }

  private static void assertNobodys(ThrowingCallable asked, long segment) {
    assertThatThrownBy(asked)
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("The ledger's writer cannot be told")
        .hasMessageContaining("segment " + segment)
        .hasMessageContaining("put the original back");
  }

  @Test
  void a_server_is_never_free_text() {
    assertThatThrownBy(() -> new WriterIdentity(new UUID(1, 1), "a\",\"b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("a\"");
    assertThat(WriterIdentity.of(new UUID(1, 1), "h:1#2", "ä\"b").server())
        .isEqualTo("h:1#2/%c3%a4%22b");
  }

  private Ledger ledger() {
    return new SegmentedLedger(() -> segments);
  }

  private String firstLine(long segment) {
    return Optional.ofNullable(segments.content.get(segment))
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).lines().findFirst().orElse(""))
        .orElse("");
  }
}
