package ai.coditect.ops.export.shelf;

import ai.coditect.ops.problem.ProblemsException;

/** The places that packages lie in. */
public interface Shelves {

  /** Whether OPS_EXPORT_URI is set. */
  boolean configured();

  /**
   * The place that OPS_EXPORT_URI names, where new packages go. Opened once.
   *
   * @throws ProblemsException when it is not set, or there is no such place
   */
  Shelf present();

  /**
   * The place that an earlier package lies in, which may be another one than today's.
   *
   * @param location as {@link Shelf#location} gave it
   * @throws ProblemsException when there is no such place
   */
  Shelf holding(String location);

  /** What {@link Shelf} calls the package with this location. */
  String name(String location);
}
