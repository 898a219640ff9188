package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Segments that a test can change behind the ledger's back. */
class SegmentsInMemory implements SegmentStore {
  final TreeMap<Long, byte[]> content = new TreeMap<>();

  @Override
  public synchronized boolean create(long number, byte[] bytes) {
    return content.putIfAbsent(number, bytes) == null;
  }

  @Override
  public Optional<InputStream> open(long number) {
    return Optional.ofNullable(content.get(number)).map(ByteArrayInputStream::new);
  }

  @Override
  public OptionalLong next(long number) {
    Long next = content.higherKey(number);
    return next == null ? OptionalLong.empty() : OptionalLong.of(next);
  }

  @Override
  public long last() {
    return content.isEmpty() ? 0 : content.lastKey();
  }

  @Override
  public ProblemsException unreadable(IOException e) {
    return new ProblemsException(List.of());
  }
}
