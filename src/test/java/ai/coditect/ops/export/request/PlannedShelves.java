package ai.coditect.ops.export.request;

import ai.coditect.ops.export.shelf.Placing;
import ai.coditect.ops.export.shelf.Shelf;
import ai.coditect.ops.export.shelf.Shelves;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Places that only make links, and tell how long those were to work. */
final class PlannedShelves implements Shelves {
  final List<Duration> lifetimes = new ArrayList<>();

  /** Runs when a link is asked for, before it is given. */
  Runnable meanwhile = () -> {};

  @Override
  public boolean configured() {
    return true;
  }

  @Override
  public Shelf present() {
    throw new UnsupportedOperationException("packages lie where they were put");
  }

  @Override
  public String name(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  @Override
  public Shelf holding(String location) {
    return new Shelf() {
      @Override
      public Optional<Link> link(String name, Duration lifetime, Instant now) {
        lifetimes.add(lifetime);
        meanwhile.run();
        return Optional.of(new Link("https://links.example/" + name, now.plus(lifetime)));
      }

      @Override
      public String location(String name) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Placing place(String name) {
        throw new UnsupportedOperationException();
      }

      @Override
      public boolean remove(String name) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void probe() {
        throw new UnsupportedOperationException();
      }
    };
  }
}
