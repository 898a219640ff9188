package ai.coditect.ops.check.service;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A secret by its name in Secret Manager; never what it holds. */
record SecretName(String project, String secret) {
  private static final Pattern WHOLE = Pattern.compile("projects/([^/]+)/secrets/([^/]+)");

  /**
   * Those that a deployment names.
   *
   * @param names separated by commas, each alone or as {@code projects/P/secrets/S}
   * @param project of those that stand alone; they are left out where there is none
   */
  static List<SecretName> list(String names, Optional<String> project) {
    return Arrays.stream(names.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .flatMap(name -> of(name, project).stream())
        .toList();
  }

  private static Optional<SecretName> of(String name, Optional<String> project) {
    Matcher whole = WHOLE.matcher(name);
    return whole.matches()
        ? Optional.of(new SecretName(whole.group(1), whole.group(2)))
        : project.map(in -> new SecretName(in, name));
  }

  @Override
  public String toString() {
    return "projects/" + project + "/secrets/" + secret;
  }
}
