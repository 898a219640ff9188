package ai.coditect.ops.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that speaks Cloud Storage's JSON protocol as far as the official client needs it to
 * write, read and list objects: multipart and resumable uploads, downloads of ranges, generations
 * and their preconditions, checksums, pages of names. Everything is kept in memory.
 */
public final class LocalStorage implements AutoCloseable {
  static {
    // Otherwise every answer waits for the client to confirm its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final StorageBuckets buckets = new StorageBuckets();
  private final StorageFaults faults = new StorageFaults();
  private final StorageService service = new StorageService(buckets, faults);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int port;
  private HttpServer server;

  private LocalStorage() throws IOException {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listen(int at) throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 100);
    listening.createContext("/", this::answer);
    listening.setExecutor(threads);
    listening.start();
    return listening;
  }

  /** Ends every connection and refuses new ones; what is in the buckets stays. */
  public void goAway() {
    server.stop(0);
  }

  /** Listens again on the same port. */
  public void comeBack() {
    try {
      server = listen(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts on any free port, with these buckets. */
  public static LocalStorage start(String... buckets) {
    try {
      LocalStorage storage = new LocalStorage();
      for (String bucket : buckets) {
        storage.buckets.create(bucket);
      }
      return storage;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value for STORAGE_EMULATOR_HOST. */
  public String host() {
    return "http://127.0.0.1:" + port;
  }

  /** What is in the buckets; a test may change it behind everybody's back. */
  public StorageBuckets buckets() {
    return buckets;
  }

  /** What goes wrong from now on. */
  public StorageFaults faults() {
    return faults;
  }

  private void answer(HttpExchange exchange) throws IOException {
    RestCall call = new RestCall(exchange);
    try {
      faults.before(call);
      service.answer(call);
    } catch (RestRefusal refusal) {
      call.drain();
      call.refuse(refusal);
    } catch (StorageFaults.ConnectionCut e) {
      // The exchange is closed without an answer.
    } finally {
      exchange.close();
    }
  }

  @Override
  public void close() {
    faults.heal();
    server.stop(0);
    threads.shutdownNow();
  }
}
