package ai.coditect.ops.erasure.hold;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** How many people of which organization a hold protects now; never who they are. */
record HeldPeople(SortedMap<UUID, Long> byOrganization) {
  static final HeldPeople NOBODY = new HeldPeople(new TreeMap<>());

  long total() {
    return byOrganization.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * A hold as it may be shown, with whom it fits.
   *
   * @param people empty where that is not known
   */
  static Map<String, Object> document(LegalHold hold, Optional<HeldPeople> people, Instant now) {
    Map<String, Object> document = hold.document(now);
    document.put("fits", people.map(HeldPeople::document).orElse(null));
    return document;
  }

  private List<Map<String, Object>> document() {
    return byOrganization.entrySet().stream()
        .map(
            each -> {
              Map<String, Object> document = new LinkedHashMap<>();
              document.put("organization", each.getKey().toString());
              document.put("people", each.getValue());
              return document;
            })
        .toList();
  }

  String text() {
    return total() == 0
        ? "fits nobody now"
        : "fits "
            + byOrganization.entrySet().stream()
                .map(
                    each ->
                        each.getValue()
                            + (each.getValue() == 1 ? " person" : " people")
                            + " of organization "
                            + each.getKey())
                .collect(Collectors.joining(", "));
  }
}
