package ai.coditect.ops.trigger.schedule;

import java.io.InputStream;
import java.net.URL;
import org.quartz.Job;
import org.quartz.simpl.CascadingClassLoadHelper;
import org.quartz.spi.ClassLoadHelper;

/**
 * Finds the classes that Quartz's tables name. A job of a class that this version does not have is
 * another version's: it is put off, where Quartz would put its triggers into the state ERROR, in
 * which nobody ever fires them again.
 */
public final class JobClassLoading implements ClassLoadHelper {
  private final ClassLoadHelper classes = new CascadingClassLoadHelper();

  @Override
  public void initialize() {
    classes.initialize();
  }

  @Override
  public Class<?> loadClass(String name) throws ClassNotFoundException {
    return classes.loadClass(name);
  }

  @Override
  public <T> Class<? extends T> loadClass(String name, Class<T> kind)
      throws ClassNotFoundException {
    if (!kind.equals(Job.class)) {
      return classes.loadClass(name, kind);
    }
    try {
      return classes.loadClass(name).asSubclass(kind);
    } catch (ClassNotFoundException | ClassCastException | LinkageError e) {
      return JobOfAnotherVersion.class.asSubclass(kind);
    }
  }

  @Override
  public URL getResource(String name) {
    return classes.getResource(name);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    return classes.getResourceAsStream(name);
  }

  @Override
  public ClassLoader getClassLoader() {
    return classes.getClassLoader();
  }
}
