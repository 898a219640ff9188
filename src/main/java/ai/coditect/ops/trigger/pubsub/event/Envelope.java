package ai.coditect.ops.trigger.pubsub.event;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The context attributes of a CloudEvent, and what CloudEvents 1.0 and the worker ask of them. */
record Envelope(Map<String, String> attributes) {
  private static final int LONGEST = 200;
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2})(\\.\\d{1,9})?\\d*([Zz]|[+-]\\d{2}:\\d{2})");

  @Nullable String source() {
    return recordable("source");
  }

  @Nullable String id() {
    return recordable("id");
  }

  @Nullable String type() {
    return recordable("type");
  }

  private @Nullable String recordable(String name) {
    String value = attributes.get(name);
    return value != null && wrong(name, value).isEmpty() ? value : null;
  }

  /** Everything that is wrong, none of it quoting a value. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (String required : List.of("specversion", "id", "source", "type")) {
      String value = attributes.getOrDefault(required, "");
      if (value.isEmpty()) {
        problems.add("the CloudEvents attribute " + required + " is missing or empty");
      } else {
        wrong(required, value).ifPresent(problems::add);
      }
    }
    // An optional attribute that is empty says nothing, as one that is not there.
    String time = attributes.getOrDefault("time", "");
    if (!time.isEmpty() && !isTime(time)) {
      problems.add("the CloudEvents attribute time is not an RFC 3339 time");
    }
    String content = attributes.getOrDefault("datacontenttype", "");
    if (!content.isEmpty() && !isJson(content)) {
      problems.add("its data is not JSON by its content type");
    }
    return problems;
  }

  private static Optional<String> wrong(String name, String value) {
    if (name.equals("specversion") && !value.equals("1.0")) {
      return Optional.of("its CloudEvents specversion is not 1.0");
    }
    // Longer ones would not fit the columns that show them.
    if (value.length() > LONGEST) {
      return Optional.of(
          "the CloudEvents attribute " + name + " is longer than " + LONGEST + " characters");
    }
    if (value.chars().anyMatch(Character::isISOControl) || !Text.isStorable(value)) {
      return Optional.of("the CloudEvents attribute " + name + " has control characters");
    }
    return Optional.empty();
  }

  static boolean isJson(String contentType) {
    String media = contentType.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
    return media.equals("application/json") || media.equals("text/json") || media.endsWith("+json");
  }

  /** The SDK for Python writes attributes as headers of HTTP, and so the colons as %3A. */
  static boolean isTime(String text) {
    Matcher matcher = RFC_3339.matcher(text.replace("%3A", ":").replace("%2B", "+"));
    if (!matcher.matches()) {
      return false;
    }
    if (matcher.group(1).endsWith(":60")) {
      return isLeapSecond(matcher.group(1), matcher.group(3));
    }
    try {
      String fraction = matcher.group(2) == null ? "" : matcher.group(2);
      OffsetDateTime.parse(matcher.group(1) + fraction + matcher.group(3));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** One is at the end of a month in UTC only, and java.time has none (RFC 3339, 5.7). */
  private static boolean isLeapSecond(String until, String offset) {
    try {
      OffsetDateTime before =
          OffsetDateTime.parse(until.substring(0, until.length() - 2) + "59" + offset)
              .withOffsetSameInstant(ZoneOffset.UTC);
      OffsetDateTime after = before.plusSeconds(1);
      return after.getDayOfMonth() == 1 && after.toLocalTime().equals(LocalTime.MIDNIGHT);
    } catch (DateTimeException e) {
      return false;
    }
  }
}
