package ai.coditect.ops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The store of sessions beside the local stack's database, as a process of its own. */
final class LocalSessions implements AutoCloseable {
  /** What the worker is told of it. */
  static final String PARTICIPANTS =
      """
      participants:
        sessions:
          title: Sessions, in a process of its own
          holds: { activity: from which device the person has signed in }
          within: 1d
      """;

  private final Map<String, String> environment;
  private @Nullable Path directory;
  private @Nullable WorkerProcess store;

  LocalSessions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Subscribes it before anything is asked: what is published before reaches nobody. */
  void start(PubSubDesk desk) throws IOException {
    desk.subscribeInOrder("ops-outcomes", SessionStore.SUBSCRIPTION);
    directory = Files.createTempDirectory("ops-sessions");
    store =
        WorkerProcess.startMain(
            SessionStore.class,
            Map.of(),
            String.valueOf(environment.get("PUBSUB_EMULATOR_HOST")),
            String.valueOf(environment.get("GOOGLE_CLOUD_PROJECT")),
            directory.toString());
  }

  void signIn(DemoTenants.Person person) throws IOException {
    if (directory != null) {
      SessionStore.signIn(directory, person.organization(), person.id(), "phone");
      SessionStore.signIn(directory, person.organization(), person.id(), "desk");
    }
  }

  long of(DemoTenants.Person person) {
    return directory == null
        ? 0
        : SessionStore.sessions(directory, person.organization(), person.id());
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
