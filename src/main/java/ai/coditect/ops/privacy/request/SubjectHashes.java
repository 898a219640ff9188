package ai.coditect.ops.privacy.request;

import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Under which hashes those who are asked for may stand in the ledger.
 *
 * @param numbers whose hash it is, by its place from 1
 * @param keys the keys that made them
 */
public record SubjectHashes(List<Long> numbers, List<String> hashes, List<String> keys) {

  /** None without a key. */
  static SubjectHashes of(List<? extends Asking> asked, Optional<SubjectKey> key) {
    List<Long> numbers = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    Set<String> keys = new LinkedHashSet<>();
    if (key.isPresent()) {
      for (int i = 0; i < asked.size(); i++) {
        UUID organization = asked.get(i).organization();
        // The ledger knows an organization as a subject of its own.
        UUID subject = asked.get(i).user().orElse(organization);
        for (SubjectHash hash : key.get().hashes(organization, subject)) {
          numbers.add(i + 1L);
          hashes.add(hash.hash());
          keys.add(hash.key());
        }
      }
    }
    return new SubjectHashes(numbers, hashes, List.copyOf(keys));
  }
}
