package ai.coditect.ops.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the known word that a misspelt one was meant to be. */
public final class DidYouMean {
  private DidYouMean() {}

  /** The nearest known word, if it is near enough to be a slip of the keyboard. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String lower = word.toLowerCase(Locale.ROOT);
    int near = Math.max(1, Math.min(3, word.length() / 3));
    return known.stream()
        .filter(each -> distance(lower, each.toLowerCase(Locale.ROOT)) <= near)
        .min(
            Comparator.comparingInt((String each) -> distance(word, each))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A cure for an unknown word: the nearest known one, or all of them. */
  public static String cure(String word, Collection<String> known) {
    return nearest(word, known)
        .map(each -> "Did you mean \"" + each + "\"?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "Remove it: nothing is allowed here."
                    : "Known here: " + String.join(", ", new TreeSet<>(known)) + ".");
  }

  /** Insertions, deletions, substitutions and swaps of neighbours between two words. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
