package ai.coditect.ops.personaldata.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where requests are on record. */
public interface Requests<A extends Asking> {

  /**
   * Records those that may be, each once, with one statement.
   *
   * @param by who typed them in; empty for events
   */
  void record(List<A> asked, SubjectHashes hashes, Optional<String> by);

  /** By its place from 0, why a request is not on record as it was asked. */
  Map<Integer, Refusal> unrecorded(List<A> asked, SubjectHashes hashes);
}
