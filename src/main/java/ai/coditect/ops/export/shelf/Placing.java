package ai.coditect.ops.export.shelf;

import java.io.Closeable;
import java.io.OutputStream;

/** A package on its way to its place. Used by one thread. */
public interface Placing extends Closeable {

  /**
   * Takes the bytes; need not be closed. When the place fails, a {@link
   * ai.coditect.ops.problem.ProblemsException} comes out of it, and then out of {@link #publish}.
   */
  OutputStream out();

  /**
   * Gives the package its final name, once it is durable there and the place has confirmed what it
   * received.
   *
   * @throws ai.coditect.ops.problem.ProblemsException when it is not whole; nothing then has the
   *     final name. Where a bucket falls silent at the very end, it may come to have it later:
   *     {@link Shelf#remove} is for attempts that were given up, too.
   */
  Placed publish();

  /** Without {@link #publish}, nothing stays of it. */
  @Override
  void close();
}
