package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.AddressForm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The holds on addresses, by hash. A stored address is looked up in every form and under every key
 * that one of them was written with, and in no other.
 */
public final class HeldAddresses {
  private final SubjectKey key;
  private final Map<SubjectHash, List<Held>> byHash = new HashMap<>();
  private final Map<AddressForm, Set<String>> keysByForm = new EnumMap<>(AddressForm.class);

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

  /** Holds whose key is not among these find nobody. */
  public HeldAddresses(List<Held> holds, SubjectKey key) {
    this.key = key;
    for (Held hold : holds) {
      byHash.computeIfAbsent(hold.address(), address -> new ArrayList<>()).add(hold);
      keysByForm.computeIfAbsent(hold.form(), form -> new TreeSet<>()).add(hold.address().key());
    }
  }

  public boolean isEmpty() {
    return byHash.isEmpty();
  }

  /**
   * The holds that protect whoever has this address.
   *
   * @param stored as the column has it
   * @param lowered as PostgreSQL lower-cases it
   */
  public List<Held> on(UUID organization, String stored, String lowered) {
    List<Held> found = new ArrayList<>();
    keysByForm.forEach(
        (form, keys) -> {
          for (String spelling : form.spellings(stored, lowered)) {
            for (String name : keys) {
              key.hash(name, form.purpose(), spelling).map(byHash::get).stream()
                  .flatMap(List::stream)
                  .filter(hold -> hold.organization().map(organization::equals).orElse(true))
                  .forEach(found::add);
            }
          }
        });
    return found;
  }
}
