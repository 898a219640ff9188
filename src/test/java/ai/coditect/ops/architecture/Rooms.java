package ai.coditect.ops.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rooms below a root package. Those of the base are named, in the order in which they may know
 * each other; every other one is a feature, and nobody has to say so. The root itself is no room.
 */
record Rooms(String root) {
  private static final String FEATURES = "*";

  private static final List<Set<String>> DOWNWARD =
      List.of(
          Set.of("trigger"),
          Set.of(FEATURES),
          Set.of("privacy"),
          Set.of("check", "ledger"),
          Set.of("job", "storage"),
          Set.of("outbox"),
          Set.of("database"),
          Set.of("problem"));

  Optional<String> roomOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(root + ".")
        ? Optional.of(name.substring(root.length() + 1).split("\\.")[0])
        : Optional.empty();
  }

  boolean isIn(JavaClass type, Set<String> rooms) {
    return roomOf(type).filter(rooms::contains).isPresent();
  }

  boolean isFeature(JavaClass type) {
    return roomOf(type).filter(room -> !isBase(room)).isPresent();
  }

  boolean shareARoom(JavaClass one, JavaClass other) {
    return roomOf(one).equals(roomOf(other));
  }

  boolean isOfTheHouse(JavaClass type) {
    return type.getPackageName().equals(root) || roomOf(type).isPresent();
  }

  /** Whether a class of the house may know the other, features among themselves aside. */
  boolean isDownward(JavaClass from, JavaClass to) {
    if (roomOf(from).isEmpty() || shareARoom(from, to)) {
      return true;
    }
    return roomOf(to).isPresent() && height(from) < height(to) || isFeature(from) && isFeature(to);
  }

  private int height(JavaClass type) {
    String room = roomOf(type).filter(Rooms::isBase).orElse(FEATURES);
    return IntStream.range(0, DOWNWARD.size())
        .filter(level -> DOWNWARD.get(level).contains(room))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isBase(String room) {
    return DOWNWARD.stream().anyMatch(level -> level.contains(room));
  }
}
