package ai.coditect.ops.process;

import ai.coditect.ops.local.LocalPostgres;
import java.util.ArrayList;
import java.util.List;

/** A scene, and the services beside it. */
final class SceneWithServices implements AutoCloseable {
  private final Scene scene;
  private final List<AutoCloseable> beside = new ArrayList<>();

  SceneWithServices(Scene scene) {
    this.scene = scene;
  }

  Scene scene() {
    return scene;
  }

  LocalPostgres.Database database() {
    return scene.database();
  }

  <T extends AutoCloseable> T with(T service) {
    beside.add(service);
    return service;
  }

  <T> T beside(Class<T> type) {
    return beside.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    scene.close();
    for (AutoCloseable each : beside) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
