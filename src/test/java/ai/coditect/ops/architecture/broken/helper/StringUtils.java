package ai.coditect.ops.architecture.broken.helper;

/** Breaks: names say what things are. */
public final class StringUtils {
  private StringUtils() {}
}
