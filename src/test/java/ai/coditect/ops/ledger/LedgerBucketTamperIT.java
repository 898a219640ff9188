package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.problem.ProblemsException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whoever changes a ledger in a bucket is found out just as in memory, where every case is tried.
 */
class LedgerBucketTamperIT {

  @Test
  void a_change_is_reported_the_same_from_a_bucket_as_from_memory() {
    change(40);
  }

  @Test
  @Tag("campaign")
  void so_is_each_of_many_changes() {
    change(240);
  }

  private static void change(int seeds) {
    int faulty = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      RandomChain chain = new RandomChain(random, 2 + random.nextInt(4), 5);
      Head recorded = chain.heads.get(1L + random.nextInt(chain.heads.size()));
      tamper(chain, random);
      try (LocalStorage storage = LocalStorage.start("books")) {
        Ledger bucket = copied(chain, storage);
        LedgerReport whole = chain.read(recorded);
        assertThat(bucket.read(recorded, entry -> {})).as("seed " + seed).isEqualTo(whole);
        assertThat(bucket.tail(recorded, entry -> {}))
            .as("tail, seed " + seed)
            .isEqualTo(chain.ledger.tail(recorded, entry -> {}));
        faulty += whole.isSound() ? 0 : 1;
      }
    }
    // A cut after the recorded head, and a stranger's file, are no faults.
    assertThat(faulty).isBetween(seeds / 2, seeds - 1);
  }

  private static void tamper(RandomChain chain, Random random) {
    long segment = 1 + random.nextInt(chain.heads.size());
    byte[] content = chain.segments.content.get(segment);
    switch (random.nextInt(6)) {
      case 0 -> content[random.nextInt(content.length)] ^= 1;
      case 1 ->
          chain.segments.content.put(
              segment, Arrays.copyOf(content, random.nextInt(content.length)));
      case 2 -> chain.segments.content.remove(segment);
      case 3 -> chain.segments.content.tailMap(segment, false).clear();
      case 4 -> {
        List<String> lines = chain.lines(segment);
        Collections.swap(lines, 0, lines.size() - 1);
        chain.replace(segment, String.join("", lines));
      }
      default -> {
        List<String> lines = chain.lines(segment);
        lines.remove(random.nextInt(lines.size()));
        chain.replace(segment, String.join("", lines));
      }
    }
  }

  private static Ledger copied(RandomChain chain, LocalStorage storage) {
    chain.segments.content.forEach(
        (number, content) ->
            storage.buckets().put("books", String.format("e/%012d.jsonl", number), content));
    return Ledger.at("gs://books/e", Optional.of(storage.host()));
  }

  @Test
  void nothing_is_appended_to_an_end_that_was_changed_or_is_gone() {
    RandomChain chain = new RandomChain(new Random(6), 3, 3);
    List<LedgerEntry> more = SomeEntries.any(new Random(7), 1);
    try (LocalStorage storage = LocalStorage.start("books")) {
      Ledger knowing = copied(chain, storage);
      knowing.head();
      chain.replace(3, chain.text(3).substring(0, 300));
      Ledger fresh = copied(chain, storage);
      assertThatThrownBy(() -> fresh.append(more))
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("not complete");
      storage.buckets().remove("books", "e/000000000003.jsonl");
      assertThatThrownBy(() -> knowing.append(more))
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("It was there and is gone.");
      assertThat(storage.buckets().names("books")).hasSize(2);
    }
  }
}
