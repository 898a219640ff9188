package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.address.AddressForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The holds on addresses, by hash. A stored address is looked up in every form and under every key
 * that one of them was written with, and in no other.
 */
public final class HeldAddresses {
  private final List<Looking> looking = new ArrayList<>();

  /**
   * A hold on an address.
   *
   * @param organization where alone the address is held; empty for everywhere
   */
  public record Held(
      UUID hold,
      Optional<UUID> organization,
      AddressForm form,
      SubjectHash address,
      String ground) {}

  /** What was hashed in one form with one key. */
  private record Looking(
      AddressForm form, UnaryOperator<String> hasher, Map<String, List<Held>> byHash) {}

  private record Made(AddressForm form, String key) {}

  /** Holds whose key is not among these find nobody. Made for one thread. */
  public HeldAddresses(List<Held> holds, SubjectKey key) {
    holds.stream()
        .collect(
            Collectors.groupingBy(
                hold -> new Made(hold.form(), hold.address().key()),
                LinkedHashMap::new,
                Collectors.groupingBy(hold -> hold.address().hash())))
        .forEach(
            (made, byHash) ->
                key.hasher(made.key(), made.form().purpose())
                    .ifPresent(hasher -> looking.add(new Looking(made.form(), hasher, byHash))));
  }

  public boolean isEmpty() {
    return looking.isEmpty();
  }

  /**
   * The holds that protect whoever has this address.
   *
   * @param stored as the column has it
   * @param lowered as PostgreSQL lower-cases it
   */
  public List<Held> on(UUID organization, String stored, String lowered) {
    return on(organization, stored, lowered, true);
  }

  /**
   * @param all false where those are enough that fit in a likely spelling
   */
  List<Held> on(UUID organization, String stored, String lowered, boolean all) {
    List<Held> found = new ArrayList<>();
    for (Looking each : looking) {
      for (String spelling : each.form().spellings(stored, lowered, all)) {
        for (Held hold : each.byHash().getOrDefault(each.hasher().apply(spelling), List.of())) {
          if (hold.organization().map(organization::equals).orElse(true)) {
            found.add(hold);
          }
        }
      }
    }
    return found;
  }
}
