package ai.coditect.ops.export.shelf;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/** A name that is one step of a path, wherever it lies. */
final class PackageName {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,199}");

  private PackageName() {}

  static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a package");
    }
    return name;
  }

  static String uri(String scheme, String authority, String path) {
    try {
      return new URI(scheme, authority, path, null, null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The last step of a location. */
  static String in(String location) {
    String name = location.substring(location.lastIndexOf('/') + 1);
    if (!NAME.matcher(name).matches() || name.length() == location.length()) {
      throw unknown();
    }
    return name;
  }

  /** What is before the last step. */
  static String placeOf(String location) {
    String place = location.substring(0, location.length() - in(location).length() - 1);
    return place;
  }

  private static ProblemsException unknown() {
    return new ProblemsException(
        List.of(
            new Problem(
                "the location of a package is not one that the worker wrote.",
                "coditect_ops.export_packages",
                "Find out who changed the table.")));
  }
}
