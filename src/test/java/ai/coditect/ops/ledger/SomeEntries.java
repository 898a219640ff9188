package ai.coditect.ops.ledger;

import ai.coditect.ops.ledger.LedgerEntry.Ground;
import ai.coditect.ops.ledger.LedgerEntry.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Entries of the ledger, made by chance or by name. */
final class SomeEntries {
  static final SubjectKey KEY = SubjectKey.read("k1:" + key(1));

  private SomeEntries() {}

  static String key(long seed) {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static LedgerEntry any(Random random) {
    boolean asked = random.nextBoolean();
    SortedMap<String, Long> counts = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      counts.put("coditect_shared.table_" + random.nextInt(9), (long) random.nextInt(1000));
    }
    UUID organization = uuid(random);
    return new LedgerEntry(
        Kind.values()[random.nextInt(3)],
        uuid(random),
        KEY.hash(organization, uuid(random)),
        organization,
        asked ? uuid(random) : null,
        asked ? Ground.PERSON_ASKED : Ground.RETENTION_ENDED,
        instant(random),
        instant(random),
        counts);
  }

  static List<LedgerEntry> any(Random random, int count) {
    return Stream.generate(() -> any(random)).limit(count).toList();
  }

  private static UUID uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static Instant instant(Random random) {
    return Instant.ofEpochSecond(
        random.nextInt(2_000_000_000), random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
  }

  /** The entries that a writer of this name numbers from first. */
  static List<LedgerEntry> of(String writer, long first, int count) {
    return LongStream.range(first, first + count)
        .mapToObj(n -> intent(deletion(writer, n)))
        .toList();
  }

  static UUID deletion(String writer, long number) {
    return UUID.nameUUIDFromBytes((writer + "-" + number).getBytes(StandardCharsets.UTF_8));
  }

  static LedgerEntry intent(UUID deletion) {
    return entry(Kind.INTENDED, deletion, "2026-11-22T10:00:00.123456Z");
  }

  static LedgerEntry entry(Kind kind, UUID deletion, String at) {
    UUID organization = new UUID(1, 2);
    return new LedgerEntry(
        kind,
        deletion,
        KEY.hash(organization, deletion),
        organization,
        null,
        Ground.RETENTION_ENDED,
        Instant.parse("2026-11-22T00:00:00Z"),
        Instant.parse(at),
        new TreeMap<>(Map.of("coditect_shared.users", 1L, "coditect_shared.projects", 2L)));
  }
}
