package ai.coditect.ops.ledger;

import ai.coditect.ops.ledger.LedgerEntry.Ground;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Entries of the ledger, made by chance or by name. */
final class SomeEntries {
  static final SubjectKey KEY = SubjectKey.read("k1:" + key(1));

  static final Instant AT = Instant.parse("2026-11-22T10:00:00.123456Z");

  private SomeEntries() {}

  static String key(long seed) {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static LedgerEntry any(Random random) {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      counts.put("coditect_shared.table_" + random.nextInt(9), (long) random.nextInt(1000));
    }
    return switch (random.nextInt(4)) {
      case 0 -> LedgerEntry.committed(uuid(random), instant(random), counts);
      case 1 -> LedgerEntry.voided(uuid(random), instant(random));
      default -> intent(random, counts);
    };
  }

  private static LedgerEntry intent(Random random, Map<String, Long> counts) {
    boolean asked = random.nextBoolean();
    UUID organization = uuid(random);
    return LedgerEntry.intended(
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
    return intent(deletion, 1);
  }

  /** The intents of one deletion. */
  static List<LedgerEntry> intents(UUID deletion, int subjects) {
    return IntStream.rangeClosed(1, subjects).mapToObj(n -> intent(deletion, n)).toList();
  }

  private static LedgerEntry intent(UUID deletion, int subject) {
    UUID organization = new UUID(1, 2);
    return LedgerEntry.intended(
        deletion,
        KEY.hash(organization, new UUID(deletion.getLeastSignificantBits(), subject)),
        organization,
        null,
        Ground.RETENTION_ENDED,
        Instant.parse("2026-11-22T00:00:00Z"),
        AT,
        Map.of("coditect_shared.users", 1L, "coditect_shared.projects", 2L));
  }
}
