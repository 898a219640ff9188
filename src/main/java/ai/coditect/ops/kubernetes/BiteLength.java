package ai.coditect.ops.kubernetes;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** How long a bite of a job may take: as long as the server lets its longest statement run. */
final class BiteLength {
  /** The session's statement_timeout. */
  static final Duration STATEMENT = Duration.ofSeconds(30);

  private static final String OWN = "statement-timeout";
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smh])");

  private BiteLength() {}

  /**
   * @param text of a job file that was read before
   */
  static Duration of(@Nullable String text) {
    Object file =
        text == null ? null : new Load(LoadSettings.builder().build()).loadFromString(text);
    if (file instanceof Map<?, ?> keys
        && keys.get("settings") instanceof Map<?, ?> settings
        && settings.get(OWN) instanceof String own) {
      Matcher length = LENGTH.matcher(own.strip());
      if (length.matches()) {
        Duration longest =
            Duration.parse("PT" + length.group(1) + length.group(2).toUpperCase(Locale.ROOT));
        return longest.compareTo(STATEMENT) > 0 ? longest : STATEMENT;
      }
    }
    return STATEMENT;
  }
}
