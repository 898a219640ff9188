package ai.coditect.ops.export.parcel.write;

import ai.coditect.ops.export.parcel.Manifest.Written;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes to a thread of its own, which hashes, compresses and writes them while the caller
 * fetches the next ones. A fixed number of buffers goes round; who is ahead waits. The caller's
 * methods belong to one thread.
 */
final class Conveyor implements AutoCloseable {
  private static final int BUFFERS = 8;
  private static final int BUFFER = 1 << 18;
  private static final long LOOK_UP_MILLIS = 50;
  private static final long GRACE_MILLIS = 5_000;

  private sealed interface Load {}

  private record Begin(String file) implements Load {}

  private record Bytes(byte[] buffer, int length) implements Load {}

  private record End() implements Load {}

  private record Stop() implements Load {}

  private final Archive archive;
  private final BlockingQueue<Load> belt = new ArrayBlockingQueue<>(2 * BUFFERS);
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
  private final List<Written> written = new ArrayList<>();
  private final Thread thread = new Thread(this::carry, "export-parcel");
  private volatile @Nullable Throwable failure;
  private boolean closed;
  private byte[] buffer;
  private int filled;

  Conveyor(Archive archive) {
    this.archive = archive;
    buffer = new byte[BUFFER];
    for (int i = 1; i < BUFFERS; i++) {
      free.add(new byte[BUFFER]);
    }
    thread.setDaemon(true);
    thread.start();
  }

  void begin(String file) throws IOException {
    put(new Begin(file));
  }

  void bytes(byte[] source, int offset, int length) throws IOException {
    failIfBroken();
    int done = 0;
    while (done < length) {
      int step = Math.min(length - done, BUFFER - filled);
      System.arraycopy(source, offset + done, buffer, filled, step);
      filled += step;
      done += step;
      if (filled == BUFFER) {
        send();
      }
    }
  }

  void end() throws IOException {
    if (filled > 0) {
      send();
    }
    put(new End());
  }

  /** Waits until all is written; the archive is the caller's from then on. */
  List<Written> stop() throws IOException {
    put(new Stop());
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    failIfBroken();
    return List.copyOf(written);
  }

  private void send() throws IOException {
    put(new Bytes(buffer, filled));
    filled = 0;
    try {
      byte[] next = null;
      while (next == null) {
        failIfBroken();
        next = free.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
      }
      buffer = next;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void put(Load load) throws IOException {
    try {
      do {
        failIfBroken();
      } while (!belt.offer(load, LOOK_UP_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void failIfBroken() throws IOException {
    if (closed) {
      throw new IOException("the package is closed");
    }
    Throwable cause = failure;
    if (cause instanceof ProblemsException known) {
      throw known;
    }
    if (cause != null) {
      throw new IOException("the package cannot be written", cause);
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while writing the package");
  }

  private void carry() {
    try {
      for (Load load = belt.take(); !(load instanceof Stop); load = belt.take()) {
        if (load instanceof Begin begin) {
          archive.begin(begin.file());
        } else if (load instanceof Bytes bytes) {
          archive.write(bytes.buffer(), 0, bytes.length());
          free.add(bytes.buffer());
        } else {
          written.add(archive.end());
        }
      }
    } catch (Throwable e) {
      // Whatever it is, an Error too: the caller must not wait for a thread that is gone.
      failure = e;
    }
  }

  /**
   * Stops the thread. A stream that does not come back from a write keeps it for longer, but gets
   * nothing more.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    archive.shut();
    thread.interrupt();
    try {
      thread.join(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      archive.free();
    }
  }
}
