package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.RunRequest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A line at the terminal that follows a run in the ledger. */
final class Progress implements AutoCloseable {
  private static final long EVERY_MILLIS = 1000;
  private final Thread thread;

  private Progress(Thread thread) {
    this.thread = thread;
  }

  static Progress show(
      Session session, Answer answer, RunRequest request, ObjectProvider<JdbcClient> jdbc) {
    JdbcClient client = jdbc.getIfAvailable();
    Thread thread =
        new Thread(
            () -> {
              if (client != null) {
                follow(session, request, new LedgerStore(client));
              }
            },
            "progress");
    thread.setDaemon(true);
    if (session.terminal() && !answer.json && !request.dryRun()) {
      thread.start();
    }
    return new Progress(thread);
  }

  private static void follow(Session session, RunRequest request, LedgerStore ledger) {
    boolean shown = false;
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS);
        String line = ledger.progressOf(request.job(), request.key()).orElse("");
        if (!line.isEmpty()) {
          session.err().print("\r\u001b[K" + line);
          session.err().flush();
          shown = true;
        }
      }
    } catch (InterruptedException | DataAccessException e) {
      // The run is over, or the ledger cannot be read; the result will say why.
      if (shown) {
        session.err().print("\r\u001b[K");
        session.err().flush();
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
