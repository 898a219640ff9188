package ai.coditect.ops.metrics.monitoring.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads which points of a request were refused, and why, from the service's message. It has been
 * worded in three ways: the reason before the places, the resource between them, and since 2025 the
 * places first. What a message says nothing about was taken.
 */
final class PartialRefusal {
  private static final Pattern PLACES = Pattern.compile("timeSeries\\[([0-9, -]+)]");
  private static final String FAILED_WITH = "failed with:";
  private static final Pattern FIELD = Pattern.compile("Field timeSeries\\[\\d+]");

  private PartialRefusal() {}

  /** One answer a point; empty when the message names no place, so that nothing is known. */
  static Optional<List<PointAnswer>> read(String message, int points) {
    List<PointAnswer> answers = new ArrayList<>(Collections.nCopies(points, PointAnswer.TAKEN));
    boolean any = false;
    StringBuilder reason = new StringBuilder();
    for (String part : message.split(";\\s*")) {
      // A reason may hold a semicolon: what names no place yet belongs to the next part.
      reason.append(part).append("; ");
      Matcher places = PLACES.matcher(FIELD.matcher(reason).replaceAll("Field"));
      if (places.find()) {
        any = true;
        mark(answers, places.group(1), PointAnswer.of(why(reason, places.start())));
        reason.setLength(0);
      }
    }
    return any ? Optional.of(List.copyOf(answers)) : Optional.empty();
  }

  /** The reason alone: labels are anybody's words. */
  private static String why(CharSequence entry, int places) {
    String text = FIELD.matcher(entry).replaceAll("Field");
    int after = text.indexOf(FAILED_WITH);
    return after >= 0 ? text.substring(after) : text.substring(0, places);
  }

  private static void mark(List<PointAnswer> answers, String places, PointAnswer answer) {
    for (String range : places.split(",")) {
      String[] ends = range.strip().split("-");
      int from = Integer.parseInt(ends[0].strip());
      int to = Integer.parseInt(ends[ends.length - 1].strip());
      for (int i = from; i <= to && i < answers.size(); i++) {
        answers.set(i, answer);
      }
    }
  }
}
