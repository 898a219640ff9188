package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import ai.coditect.ops.local.RestRefusal;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The Admin API of Cloud SQL, and Resource Manager's test of permissions, on a loopback port. */
public final class LocalSqlAdmin implements AutoCloseable {
  static {
    // Otherwise every answer waits for the client to confirm its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Operations operations;
  private final Instances instances;
  private final AdminFaults faults = new AdminFaults();
  private final Permissions permissions = new Permissions();
  private final Connections connections = new Connections();
  private final AdminService service;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private LocalSqlAdmin(HttpServer server, ServersBehind behind, Clock clock) {
    this.server = server;
    this.operations = new Operations(clock, faults, threads);
    this.instances = new Instances(operations, faults, behind, clock);
    this.service = new AdminService(instances, operations, permissions, connections);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Starts on any free port, with no instances, which are nothing but documents. */
  public static LocalSqlAdmin start(Clock clock) {
    return start(ServersBehind.NONE, clock);
  }

  /** With real servers behind its instances. */
  public static LocalSqlAdmin start(ServersBehind behind, Clock clock) {
    try {
      return new LocalSqlAdmin(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100),
          behind,
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value for OPS_SQLADMIN_URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** What there is; a test may change it behind everybody's back. */
  public Instances instances() {
    return instances;
  }

  public Operations operations() {
    return operations;
  }

  /** What goes wrong from now on. */
  public AdminFaults faults() {
    return faults;
  }

  /** How instances are connected to. */
  public Connections connections() {
    return connections;
  }

  /** Who may do what. */
  public Permissions permissions() {
    return permissions;
  }

  private void answer(HttpExchange exchange) throws IOException {
    RestCall call = new RestCall(exchange);
    try {
      faults.before(call);
      service.answer(call);
    } catch (RestRefusal refusal) {
      call.drain();
      call.refuse(refusal);
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
