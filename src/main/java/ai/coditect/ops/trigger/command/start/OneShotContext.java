package ai.coditect.ops.trigger.command.start;

import ai.coditect.ops.trigger.command.start.WorkerStart.Shape;
import java.util.EnumSet;
import java.util.Map;
import org.springframework.util.ClassUtils;

/**
 * What a one-shot consists of, prepared when an image is built: Spring's ahead-of-time processing
 * runs this, and writes the bean definitions down as code. They hold for every environment, so
 * nothing in them may depend on a setting; {@code OneShotContextIT} compares.
 */
public final class OneShotContext {
  /** As Spring names what it writes down. */
  private static final String PREPARED =
      OneShotContext.class.getName() + "__ApplicationContextInitializer";

  private OneShotContext() {}

  /**
   * For the build alone; nothing is started.
   *
   * @param arguments the name of the worker's application class
   */
  public static void main(String[] arguments) throws ClassNotFoundException {
    WorkerStart.application(
            Class.forName(arguments[0]),
            OpsEnvironment.read(Map.of(), EnumSet.noneOf(OpsEnvironment.Need.class)),
            Shape.ONE_SHOT,
            false)
        .run();
  }

  /** Whether this class path has what was prepared; the plain jar has not. */
  static boolean isPrepared() {
    return ClassUtils.isPresent(PREPARED, OneShotContext.class.getClassLoader());
  }
}
