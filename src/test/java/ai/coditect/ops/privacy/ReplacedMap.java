package ai.coditect.ops.privacy;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;

/** Gives a worker that runs another map: what a restart with other files would do. */
public final class ReplacedMap {
  private ReplacedMap() {}

  /**
   * @throws ai.coditect.ops.problem.ProblemsException as a start with this file
   */
  public static void in(MappedDatabase mapped, String yaml) {
    PersonalDataMap map =
        PersonalDataReader.read(
            new PersonalDataFile("jobs/personal-data.yaml", yaml.getBytes(StandardCharsets.UTF_8)));
    try {
      Field field = MappedDatabase.class.getDeclaredField("map");
      field.setAccessible(true);
      field.set(mapped, map);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
