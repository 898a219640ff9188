package ai.coditect.ops.export.redact;

import java.util.Set;
import java.util.regex.Pattern;

/** What stands behind an at sign, by its form alone. */
final class HostName {
  private static final String NUMBER = "[0-9]{1,3}";
  private static final Pattern IPV4 =
      Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "\\." + NUMBER);
  private static final Pattern FACTOR = Pattern.compile("[0-9]+x");
  private static final Set<String> TAGS = Set.of("latest", "head");
  private static final Set<String> DIGESTS = Set.of("sha1", "sha256", "sha512", "md5");

  private HostName() {}

  /** Whether it ends like a domain of the Internet or is an address of its own. */
  static boolean hasTopLevel(String host) {
    if (IPV4.matcher(host).matches()) {
      return true;
    }
    int dot = host.lastIndexOf('.');
    String last = host.substring(dot + 1);
    return dot > 0
        && !FACTOR.matcher(host.substring(0, host.indexOf('.'))).matches()
        && (last.regionMatches(true, 0, "xn--", 0, 4)
            || last.codePointCount(0, last.length()) > 1
                && last.codePoints().noneMatch(HostName::isNumeric));
  }

  /**
   * Whether it is the version of a package, a number, a time or a factor: it begins with a digit,
   * or with v and a digit, and nothing says that it is a domain.
   */
  static boolean isVersion(String host) {
    if (hasTopLevel(host)) {
      return false;
    }
    int first = host.charAt(0) == 'v' && host.length() > 1 ? host.charAt(1) : host.charAt(0);
    return isNumeric(first) && (host.charAt(0) != 'v' || host.matches("v[0-9][0-9.]*([-.].*)?"));
  }

  /** Whether it is the name of a release, or of a digest whose value follows. */
  static boolean isTag(String host, int next) {
    String lower = host.toLowerCase(java.util.Locale.ROOT);
    return TAGS.contains(lower) || next == ':' && DIGESTS.contains(lower);
  }

  private static boolean isNumeric(int sign) {
    return sign >= '0' && sign <= '9' || sign == '-' || sign == '_';
  }
}
