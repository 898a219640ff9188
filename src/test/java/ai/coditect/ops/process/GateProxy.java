package ai.coditect.ops.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
    AFTER_STATEMENT,
    /** The worker has a piece of the rows that the server sends, and not the rest. */
    WITHIN_ANSWER
  }

  private static final int PIECE = 200_000;

  private record Gate(
      String marker, Where where, AtomicInteger toPass, CompletableFuture<Void> reached) {}

  private volatile ServerSocket listener;
  private final int port;
  private final String targetHost;
  private final int targetPort;
  private final AtomicReference<Gate> gate = new AtomicReference<>();
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile boolean away;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile CompletableFuture<Void> opened = new CompletableFuture<>();

  GateProxy(String targetHost, int targetPort) throws IOException {
    this.targetHost = targetHost;
    this.targetPort = targetPort;
    this.listener = listening(0);
    this.port = listener.getLocalPort();
  }

  private ServerSocket listening(int at) throws IOException {
    ServerSocket opened = new ServerSocket(at, 50, InetAddress.getLoopbackAddress());
    daemon(() -> accept(opened));
    return opened;
  }

  int port() {
    return port;
  }

  /**
   * Arms one gate. The future completes when a session stands at it; it goes on only when all are
   * opened.
   */
  CompletableFuture<Void> stopAt(String marker, Where where) {
    return stopAt(marker, where, 0);
  }

  /** As above, after some statements with this marker have passed. */
  CompletableFuture<Void> stopAt(String marker, Where where, int toPass) {
    Gate armed = new Gate(marker, where, new AtomicInteger(toPass), new CompletableFuture<>());
    if (opened.isDone()) {
      opened = new CompletableFuture<>();
    }
    gate.set(armed);
    return armed.reached();
  }

  /** Lets go on whoever stands at a gate, now or until the next one is armed. */
  void open() {
    opened.complete(null);
  }

  /**
   * Ends every session at both ends, those at a gate too, as the kernel does for a dead process.
   */
  void cut() {
    gate.set(null);
    sessions.forEach(Session::end);
  }

  /** Cuts every session and lets none in, as a network that is gone. */
  void goAway() {
    away = true;
    cut();
  }

  /** Cuts every session and listens no more, as a server that is down: connections are refused. */
  void refuse() throws IOException {
    listener.close();
    cut();
  }

  /** Ends what {@link #refuse} began. */
  void listenAgain() throws IOException {
    listener = listening(port);
  }

  /** How often somebody knocked while this was away. */
  int refused() {
    return refused.get();
  }

  /** How many sessions there were at once. */
  int most() {
    return most.get();
  }

  void comeBack() {
    away = false;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    cut();
  }

  private void accept(ServerSocket mine) {
    while (!closed && !mine.isClosed()) {
      try {
        Socket client = mine.accept();
        if (away) {
          client.close();
          refused.incrementAndGet();
          continue;
        }
        Socket server = new Socket(targetHost, targetPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Session session = new Session(client, server);
        sessions.add(session);
        most.accumulateAndGet(sessions.size(), Math::max);
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
    private final Map<String, String> statements = new HashMap<>();
    private volatile Gate passing;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile boolean swallowing;
    private int answered;

    Session(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forward() {
      try (DataInputStream in =
              new DataInputStream(new BufferedInputStream(client.getInputStream()));
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(server.getOutputStream()))) {
        // The first message has no type.
        for (int type = 0; type >= 0; type = in.read()) {
          byte[] body = in.readNBytes(in.readInt() - 4);
          String statement = executed(type, body);
          if (!statement.isEmpty()) {
            pass(statement);
          }
          if (type != 0) {
            out.write(type);
          }
          out.writeInt(body.length + 4);
          out.write(body);
          if (in.available() == 0) {
            out.flush();
          }
        }
      } catch (IOException e) {
        // One end went away; so does the other.
      } finally {
        end();
      }
    }

    /** The text of the statement that this message executes; the server keeps it under a name. */
    private String executed(int type, byte[] body) {
      String[] parts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
      switch (type) {
        case 'P' -> statements.put(parts[0], parts[1]);
        case 'B' -> {
          return statements.getOrDefault(parts[1], "");
        }
        case 'Q' -> {
          return parts[0];
        }
        default -> {
          // Carries no statement.
        }
      }
      return "";
    }

    private void pass(String statement) throws IOException {
      Gate armed = gate.get();
      if (armed != null
          && passing == null
          && statement.contains(armed.marker())
          && armed.toPass().getAndDecrement() <= 0) {
        if (armed.where() != Where.BEFORE) {
          passing = armed;
        } else if (gate.compareAndSet(armed, null)) {
          // Nothing is left to watch for, and the next gate may be meant for this session, too.
          standAt(armed);
        }
      }
      if (passing == null) {
        return;
      }
      if (passing.where() == Where.AFTER_STATEMENT) {
        swallowing = gate.compareAndSet(passing, null);
      } else if (statement.equals("COMMIT")) {
        if (passing.where() == Where.BEFORE_COMMIT && gate.compareAndSet(passing, null)) {
          standAt(passing);
        }
        swallowing = passing.where() == Where.AFTER_COMMIT && gate.compareAndSet(passing, null);
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
          Gate armed = passing;
          if (armed != null && armed.where() == Where.WITHIN_ANSWER) {
            answered += read;
            if (answered > PIECE && gate.compareAndSet(armed, null)) {
              standAt(armed);
            }
          }
        }
      } catch (IOException e) {
        // One end went away; so does the other.
      } finally {
        end();
      }
    }

    void end() {
      sessions.remove(this);
      over.complete(null);
      for (Socket socket : new Socket[] {client, server}) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is closed, which is what we wanted.
        }
      }
    }

    /** Until all are opened, or this session is ended. */
    private void standAt(Gate reached) throws IOException {
      CompletableFuture<Void> door = opened;
      reached.reached().complete(null);
      CompletableFuture.anyOf(door, over).join();
      if (over.isDone()) {
        throw new IOException("the session was ended");
      }
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "gate-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
