package ai.coditect.ops.deployment.network;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLServerSocket;

/** The far side of a connector: takes the encryption off, and the database is behind it. */
final class TlsFront implements AutoCloseable {
  private final SSLServerSocket listener;
  private final LocalPostgres.Database database;

  TlsFront(SSLServerSocket listener, LocalPostgres.Database database) {
    this.listener = listener;
    this.database = database;
    daemon(this::accept);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        Socket far = new Socket(database.host(), database.port());
        daemon(() -> pass(near, far));
        daemon(() -> pass(far, near));
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One end went away; so does the other.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tls-front");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
