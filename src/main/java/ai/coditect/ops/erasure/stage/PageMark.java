package ai.coditect.ops.erasure.stage;

import java.util.Optional;
import java.util.UUID;

/**
 * How far a stage has come. Holds no id of a person: it stays in the engine's tables.
 *
 * @param number the page to take next
 * @param deletion the last one that was committed, whose end is not in the ledger yet
 */
record PageMark(long number, Optional<UUID> deletion) {

  static PageMark at(long number) {
    return new PageMark(number, Optional.empty());
  }

  static PageMark parse(String text) {
    String[] parts = text.split(" ");
    return new PageMark(
        Long.parseLong(parts[0]),
        parts.length == 1 ? Optional.empty() : Optional.of(UUID.fromString(parts[1])));
  }

  PageMark next() {
    return plus(1);
  }

  PageMark plus(long pages) {
    return new PageMark(number + pages, deletion);
  }

  /** Whoever writes this deletion has written the end of the one before. */
  PageMark with(UUID latest) {
    return new PageMark(number, Optional.of(latest));
  }

  String text() {
    return deletion.map(id -> number + " " + id).orElse(Long.toString(number));
  }
}
