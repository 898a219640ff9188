package ai.coditect.ops.database.session;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A pooler before a plaintext PostgreSQL that trusts everybody, as much of one as can be told apart
 * from the server: it has process numbers of its own, may keep startup options from the server, and
 * gives a session to one client for as long as that stays, or for a transaction only.
 */
final class LocalPooler implements AutoCloseable {
  /** For how long a client has its session. */
  enum Mode {
    SESSION,
    TRANSACTION
  }

  private final String host;
  private final int port;
  private final Mode mode;
  private final boolean passesOptions;
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Deque<Backend> idle = new ConcurrentLinkedDeque<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  LocalPooler(String host, int port, Mode mode, boolean passesOptions) throws IOException {
    this.host = host;
    this.port = port;
    this.mode = mode;
    this.passesOptions = passesOptions;
    daemon(
        () -> {
          while (true) {
            Socket client = listener.accept();
            sockets.add(client);
            daemon(() -> serve(client));
          }
        });
  }

  int port() {
    return listener.getLocalPort();
  }

  private interface Work {
    void run() throws IOException;
  }

  private record Backend(DataInputStream in, DataOutputStream out, byte[] greeting) {}

  private void serve(Socket client) throws IOException {
    client.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    byte[] startup = in.readNBytes(in.readInt() - 4);
    Backend backend = open(startup);
    out.write(backend.greeting());
    if (mode == Mode.TRANSACTION) {
      idle.push(backend);
      backend = null;
    }
    ByteArrayOutputStream asked = new ByteArrayOutputStream();
    for (int type = in.read(); type >= 0 && type != 'X'; type = in.read()) {
      message(new DataOutputStream(asked), type, in.readNBytes(in.readInt() - 4));
      if (type == 'Q' || type == 'S') {
        backend = backend == null ? taken(startup) : backend;
        backend.out().write(asked.toByteArray());
        backend.out().flush();
        asked.reset();
        boolean open = answer(backend, out);
        if (mode == Mode.TRANSACTION && !open) {
          idle.push(backend);
          backend = null;
        }
      }
    }
    client.close();
  }

  private Backend taken(byte[] startup) throws IOException {
    Backend free = idle.poll();
    return free == null ? open(startup) : free;
  }

  private Backend open(byte[] startup) throws IOException {
    Socket server = new Socket(host, port);
    sockets.add(server);
    server.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
    DataOutputStream out = new DataOutputStream(server.getOutputStream());
    byte[] told = passesOptions ? startup : withoutOptions(startup);
    out.writeInt(told.length + 4);
    out.write(told);
    out.flush();
    ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    DataOutputStream answer = new DataOutputStream(greeting);
    Backend backend = new Backend(in, out, new byte[0]);
    answer(backend, answer);
    return new Backend(in, out, greeting.toByteArray());
  }

  /** Passes on up to the point where the server waits; true inside a transaction. */
  private static boolean answer(Backend backend, DataOutputStream client) throws IOException {
    while (true) {
      int type = backend.in().read();
      if (type < 0) {
        throw new IOException("the server has ended the session");
      }
      byte[] body = backend.in().readNBytes(backend.in().readInt() - 4);
      if (type == 'K') {
        int number = ThreadLocalRandom.current().nextInt(1 << 30, Integer.MAX_VALUE);
        ByteBuffer.wrap(body).putInt(number);
      }
      message(client, type, body);
      if (type == 'Z') {
        client.flush();
        return body[0] != 'I';
      }
    }
  }

  private static void message(DataOutputStream to, int type, byte[] body) throws IOException {
    to.write(type);
    to.writeInt(body.length + 4);
    to.write(body);
  }

  private static byte[] withoutOptions(byte[] startup) throws IOException {
    String[] words =
        new String(startup, 4, startup.length - 4, StandardCharsets.ISO_8859_1).split("\0");
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i + 1 < words.length; i += 2) {
      parameters.put(words[i], words[i + 1]);
    }
    parameters.remove("options");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(startup, 0, 4);
    for (Map.Entry<String, String> each : parameters.entrySet()) {
      bytes.write((each.getKey() + "\0" + each.getValue() + "\0").getBytes(StandardCharsets.UTF_8));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One end went away.
              }
            },
            "local-pooler");
    thread.setDaemon(true);
    thread.start();
  }
}
