package ai.coditect.ops.backup.evidence;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The report of one drill as a page that needs nothing else: no script, no network, no font. */
public final class DrillPage {
  private static final String STYLE =
      "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;"
          + "color:#1b1f24;background:#fff}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}"
          + "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
          + "padding:.3rem .6rem .3rem 0;border-bottom:1px solid #d8dee4;overflow-wrap:anywhere}"
          + "svg{width:100%;height:auto}svg text{font-size:11px}"
          + "polyline{fill:none;stroke-width:1.5}polyline.rpo,circle.rpo{stroke:#0969da}"
          + "polyline.rto,circle.rto{stroke:#8250df}circle{fill:#fff}"
          + ".ok{color:#116329}.failed,.invalid{color:#a40e26;font-weight:600}"
          + ".inconclusive,.timed-out{color:#7d4e00}.not-applicable{color:#57606a}";

  private DrillPage() {}

  /**
   * @param drill the one that is told
   * @param history drills for the trend, this one among them
   */
  public static String of(Drill drill, List<Drill> history) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'sha256-%s'; base-uri 'none'; form-action 'none'\">".formatted(hash()));
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.append("<title>Restore drill ").append(escaped(drill.id().toString()));
    page.append("</title><style>").append(STYLE).append("</style></head><body><main>");
    String verdict = drill.verdict().map(Drill.Verdict::label).orElse("under way");
    page.append("<h1>Restore drill: ").append(marked(verdict)).append("</h1>");
    page.append("<table>");
    row(page, "Drill", drill.id().toString());
    row(page, "Level", drill.level().label());
    row(page, "Started", drill.startedAt() + " by " + drill.startedBy());
    row(
        page,
        "Ended",
        drill.endedAt().map(Object::toString).orElse("not yet, at " + drill.stage().label()));
    row(page, "Source", drill.source());
    row(page, "Copy", drill.target().orElse("none was made"));
    row(
        page,
        "Backup",
        drill.backup().map(b -> b.id() + ", " + b.from() + " to " + b.until()).orElse("none"));
    row(page, "Newest marker", drill.marker().map(Object::toString).orElse("none"));
    row(
        page,
        "Recovery point (RPO)",
        DurationText.of(drill.recoveryPoint())
            + ": the age of the newest marker when the backup was made; what was written between"
            + " then and a disaster is not in it");
    row(page, "Behind the instant of the choice", DurationText.of(drill.behindChoice()));
    row(page, "Recovery time (RTO)", DurationText.of(drill.recoveryTime()));
    drill
        .control()
        .ifPresent(
            control ->
                row(
                    page,
                    "Negative control",
                    control.fault()
                        + (control.named() ? ", named by the examination" : ", NOT named")
                        + ", seed "
                        + control.seed()));
    page.append("</table>");
    problems(page, drill.problems());
    page.append("<h2>Recovery point and time of every drill</h2>").append(Trend.picture(history));
    parts(page, drill.parts());
    checks(page, "The copy as it was restored", drill.checks());
    drill
        .control()
        .ifPresent(control -> checks(page, "The copy with the planted fault", control.checks()));
    page.append("<h2>Settings in force</h2><table>");
    drill.configuration().forEach((name, value) -> row(page, name, value));
    return page.append("</table></main></body></html>\n").toString();
  }

  private static void problems(StringBuilder page, List<Problem> problems) {
    if (!problems.isEmpty()) {
      page.append("<h2>Problems</h2><table>");
      problems.forEach(one -> row(page, one.where(), one.what() + " " + one.cure()));
      page.append("</table>");
    }
  }

  private static void parts(StringBuilder page, Map<DrillStage, Duration> parts) {
    page.append("<h2>How long each stage took</h2><table>");
    parts.forEach((stage, length) -> row(page, stage.label(), DurationText.of(length)));
    page.append("</table>");
  }

  private static void checks(StringBuilder page, String title, List<Examination.Result> results) {
    page.append("<h2>").append(title).append("</h2><table>");
    page.append("<tr><th>Check</th><th></th><th>Found</th><th>Expected</th><th>Says</th></tr>");
    for (Examination.Result result : results) {
      page.append("<tr><td>").append(escaped(result.name()));
      page.append("</td><td>").append(marked(result.verdict().label()));
      page.append("</td><td>").append(escaped(result.measured()));
      page.append("</td><td>").append(escaped(result.expected()));
      page.append("</td><td>").append(escaped(result.proves()));
      if (!result.doesNotProve().isEmpty()) {
        page.append("<br>It does not prove: ").append(escaped(result.doesNotProve()));
      }
      page.append("</td></tr>");
    }
    page.append("</table>");
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("<tr><th>").append(escaped(name)).append("</th><td>");
    page.append(escaped(value)).append("</td></tr>");
  }

  private static String marked(String verdict) {
    return "<span class=\"%s\">%s</span>".formatted(verdict.replace(' ', '-'), escaped(verdict));
  }

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            code -> {
              switch (code) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default ->
                    escaped.appendCodePoint(
                        Character.isISOControl(code) || Character.getType(code) == Character.FORMAT
                            ? '\uFFFD'
                            : code);
              }
            });
    return escaped.toString();
  }

  private static String hash() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
