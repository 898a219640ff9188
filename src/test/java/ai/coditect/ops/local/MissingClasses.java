package ai.coditect.ops.local;

import java.net.URL;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.SmartClassLoader;

/**
 * Remembers what the class path does not have. Every context asks for some thousand classes of
 * libraries that are not here, and each was looked for in 230 jars; what there is comes from the
 * application's own loader, as without this one.
 */
public final class MissingClasses extends ClassLoader implements SmartClassLoader {
  static {
    registerAsParallelCapable();
  }

  static final MissingClasses KEPT = new MissingClasses(MissingClasses.class.getClassLoader());

  private final ClassLoader application;
  private final Set<String> classes = ConcurrentHashMap.newKeySet();
  private final Set<String> resources = ConcurrentHashMap.newKeySet();

  private MissingClasses(ClassLoader application) {
    super(application);
    this.application = application;
  }

  /** Does something with this loader as that of the thread, and of those that are begun by it. */
  public static <T> T remembered(Supplier<T> something) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(KEPT);
    try {
      return something.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Thrown thousands of times, and its trace read by nobody. */
  private static final class Missing extends ClassNotFoundException {
    private static final long serialVersionUID = 1L;

    Missing(String name) {
      super(name);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (classes.contains(name)) {
      throw new Missing(name);
    }
    try {
      return application.loadClass(name);
    } catch (ClassNotFoundException e) {
      classes.add(name);
      throw e;
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    if (resources.contains(name)) {
      return null;
    }
    URL found = application.getResource(name);
    if (found == null) {
      resources.add(name);
    }
    return found;
  }

  /** Proxies and what Spring generates belong where the classes are. */
  @Override
  public ClassLoader getOriginalClassLoader() {
    return application;
  }
}
