package ai.coditect.ops.export.redact;

import java.util.ArrayList;
import java.util.List;

/** Places of bytes that are to be replaced, in order and apart. */
final class Places {
  private final List<int[]> places = new ArrayList<>();

  void add(int from, int to) {
    int at = places.size();
    while (at > 0 && places.get(at - 1)[0] >= from) {
      at--;
    }
    boolean within =
        at > 0 && places.get(at - 1)[1] > from || at < places.size() && places.get(at)[0] < to;
    if (!within) {
      places.add(at, new int[] {from, to});
    }
  }

  List<int[]> inOrder() {
    return places;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  void clear() {
    places.clear();
  }
}
