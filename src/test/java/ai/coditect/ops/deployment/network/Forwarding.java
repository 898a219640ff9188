package ai.coditect.ops.deployment.network;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Hands every connection on; a socket in the file system leads out of a network namespace. */
final class Forwarding implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  private final ServerSocketChannel listener;
  private final SocketAddress target;

  private Forwarding(ServerSocketChannel listener, SocketAddress target) {
    this.listener = listener;
    this.target = target;
  }

  static Forwarding of(SocketAddress from, SocketAddress to) throws IOException {
    ServerSocketChannel listener =
        from instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    listener.bind(from);
    Forwarding forwarding = new Forwarding(listener, to);
    daemon(forwarding::accept);
    return forwarding;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel near = listener.accept();
        SocketChannel far = SocketChannel.open(target);
        daemon(() -> pass(near, far));
        daemon(() -> pass(far, near));
      } catch (IOException e) {
        // It was closed, or there is nobody behind it: the caller sees a closed connection.
      }
    }
  }

  private static void pass(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      // One end went away; so does the other.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "forwarding");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
