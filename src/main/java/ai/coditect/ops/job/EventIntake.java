package ai.coditect.ops.job;

import java.util.List;
import java.util.Map;

/** A room's way to take one type of high-volume event: recorded in bulk, drained by its job. */
public interface EventIntake {

  /** The full CloudEvents type, for example {@code ai.coditect.license.changed.v1}. */
  String type();

  /** The job that drains what was recorded, nudged after the commit. */
  String job();

  /** False where recording is all that is to be done. */
  default boolean nudges() {
    return true;
  }

  /** The parameters of the nudged run. */
  Map<String, String> nudgeWith();

  /**
   * Records the events, which have passed their schema, in the caller's transaction with a bounded
   * number of statements. Recording an event twice is recording it once; two that are not about the
   * same are both judged by what they say, whatever their ids.
   *
   * @return the events that can never succeed, with the reason; they are not recorded
   */
  List<Rejection> record(List<InboundEvent> events);

  /**
   * @param data the event's data as JSON text
   */
  record InboundEvent(String source, String id, String data) {}

  /**
   * @param place of the event in the list, from 0: ids of events may clash
   * @param reason for a person, without personal data
   */
  record Rejection(int place, String reason) {}
}
