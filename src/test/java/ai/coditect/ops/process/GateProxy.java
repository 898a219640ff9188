package ai.coditect.ops.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A TCP proxy before a plaintext PostgreSQL that stops a session at a chosen statement: before the
 * server gets it, before its commit, or after the server answered it. How a test reaches a crash
 * point from outside.
 */
final class GateProxy implements AutoCloseable {
  /** Where to stop, seen from the transaction of the statement. */
  enum Where {
    /** The statement never reaches the server. */
    BEFORE,
    /** The statement was executed; its COMMIT never reaches the server. */
    BEFORE_COMMIT,
    /** The server committed; the worker never hears of it. */
    AFTER_COMMIT,
    /** As AFTER_COMMIT, for a statement that is its own transaction. */
    AFTER_STATEMENT
  }

  private record Gate(String marker, Where where, CompletableFuture<Void> reached) {}

  private final ServerSocket listener;
  private final String targetHost;
  private final int targetPort;
  private final AtomicReference<Gate> gate = new AtomicReference<>();
  private volatile boolean closed;

  GateProxy(String targetHost, int targetPort) throws IOException {
    this.targetHost = targetHost;
    this.targetPort = targetPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /**
   * Arms one gate. The future completes when a session stands at it; that session never goes on.
   */
  CompletableFuture<Void> stopAt(String marker, Where where) {
    Gate armed = new Gate(marker, where, new CompletableFuture<>());
    gate.set(armed);
    return armed.reached();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(targetHost, targetPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Session session = new Session(client, server);
        daemon(session::forward);
        daemon(session::answer);
      } catch (IOException e) {
        // The listener was closed, or the server is away: the client sees a closed connection.
      }
    }
  }

  private final class Session {
    private final Socket client;
    private final Socket server;
    private volatile Gate passing;
    private volatile boolean swallowing;

    Session(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forward() {
      byte[] buffer = new byte[64 * 1024];
      try (InputStream in = client.getInputStream();
          OutputStream out = server.getOutputStream()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          String text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
          Gate armed = gate.get();
          if (armed != null && passing == null && text.contains(armed.marker())) {
            if (armed.where() == Where.BEFORE && gate.compareAndSet(armed, null)) {
              standAt(armed);
            }
            passing = armed;
          }
          if (passing != null && passing.where() == Where.AFTER_STATEMENT) {
            swallowing = gate.compareAndSet(passing, null);
          } else if (passing != null && text.contains("COMMIT")) {
            if (passing.where() == Where.BEFORE_COMMIT && gate.compareAndSet(passing, null)) {
              standAt(passing);
            }
            swallowing = passing.where() == Where.AFTER_COMMIT && gate.compareAndSet(passing, null);
          }
          out.write(buffer, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // One end went away; so does the other.
      }
    }

    void answer() {
      byte[] buffer = new byte[64 * 1024];
      try (InputStream in = server.getInputStream();
          OutputStream out = client.getOutputStream()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (swallowing) {
            standAt(passing);
          }
          out.write(buffer, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // One end went away; so does the other.
      }
    }

    private void standAt(Gate reached) throws IOException {
      reached.reached().complete(null);
      while (!closed && !client.isClosed()) {
        try {
          Thread.sleep(50);
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      throw new IOException("the proxy was closed");
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "gate-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
