package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.ledger.LedgerReport.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A random chain, and everything that was written to it. */
final class RandomChain {
  final SegmentsInMemory segments = new SegmentsInMemory();
  final Ledger ledger = new SegmentedLedger(() -> segments);
  final List<LedgerEntry> written = new ArrayList<>();
  final Map<Long, Head> heads = new TreeMap<>();

  RandomChain(Random random, int count, int longest) {
    for (int i = 0; i < count; i++) {
      List<LedgerEntry> batch = SomeEntries.any(random, 1 + random.nextInt(longest));
      written.addAll(batch);
      Head head = ledger.append(batch);
      heads.put(head.segment(), head);
    }
  }

  Head end() {
    return heads.get((long) heads.size());
  }

  long first(long segment) {
    return segment == 1 ? 1 : heads.get(segment - 1).sequence() + 1;
  }

  List<String> lines(long segment) {
    return new ArrayList<>(text(segment).lines().map(line -> line + "\n").toList());
  }

  String text(long segment) {
    return new String(segments.content.get(segment), StandardCharsets.ISO_8859_1);
  }

  void replace(long segment, String text) {
    segments.content.put(segment, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  LedgerReport read(Head recorded) {
    List<LedgerEntry> seen = new ArrayList<>();
    LedgerReport report = ledger.read(recorded, seen::add);
    assertThat(written).containsAll(seen);
    assertThat(report.entries()).isEqualTo(seen.size());
    return report;
  }

  Fault firstFault() {
    return firstFault(Head.NONE);
  }

  Fault firstFault(Head recorded) {
    LedgerReport report = read(recorded);
    assertThat(report.isSound()).isFalse();
    assertThat(report.problems()).hasSameSizeAs(report.faults());
    return report.faults().get(0);
  }
}
