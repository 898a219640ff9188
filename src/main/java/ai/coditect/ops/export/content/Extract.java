package ai.coditect.ops.export.content;

import ai.coditect.ops.export.content.ExportStatementStore.Kind;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Contents.OtherStore;
import ai.coditect.ops.export.parcel.write.ParcelWriter;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Writes the package of one scope out of one snapshot. */
public final class Extract {
  private final Function<Duration, SnapshotStore> opener;
  private final MappedDatabase mapped;
  private final Supplier<String> untilErased;
  private final List<OtherStore> otherStores;

  /**
   * @param untilErased how long deleted people are kept, as a person is told
   * @param otherStores of which nothing is in any package
   */
  Extract(
      Function<Duration, SnapshotStore> opener,
      MappedDatabase mapped,
      Supplier<String> untilErased,
      List<OtherStore> otherStores) {
    this.opener = opener;
    this.mapped = mapped;
    this.untilErased = untilErased;
    this.otherStores = otherStores;
  }

  /**
   * @param dataAt the instant that the package shows
   */
  public record Written(Instant dataAt, long rows) {}

  /**
   * Writes everything of the scope, in constant memory.
   *
   * @param longest how long one statement may take
   * @param watch asked before each row; throws to stop
   * @throws ForeignRowException when a row of somebody else came along
   * @throws GoneException when whom it is about is not there
   */
  public Written write(Scope scope, OutputStream out, Duration longest, Runnable watch)
      throws IOException {
    PersonalDataMap map = mapped.map();
    // Once more: a long run may have begun before a column was added.
    List<Problem> problems = mapped.problems();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    Outline outline =
        Outline.of(
            map, mapped.catalogue(), scope, new Wording(map.recipients(), untilErased.get()));
    try (SnapshotStore snapshot = opener.apply(longest)) {
      ExportStatementStore store = new ExportStatementStore(snapshot);
      List<Map<Kind, String>> statements =
          store.compose(outline.places(), scope, AddressRedaction.of(own(store, map, scope)));
      Contents contents =
          new Contents(
              scope.organization(),
              scope.user(),
              scope.profile().name().toLowerCase(java.util.Locale.ROOT),
              snapshot.instant(),
              "coditect_ops " + snapshot.schemaVersion(),
              outline.places().stream().map(Place::sheet).toList(),
              outline.leftOut(),
              otherStores);
      try (ParcelWriter parcel = ParcelWriter.to(out, contents)) {
        for (int i = 0; i < statements.size(); i++) {
          Place place = outline.places().get(i);
          new TableCopy(snapshot, scope, place, statements.get(i), watch).into(parcel);
        }
        return new Written(snapshot.instant(), parcel.finish().rows());
      }
    }
  }

  /** The person's own addresses, which are no other's. */
  private static List<String> own(ExportStatementStore store, PersonalDataMap map, Scope scope) {
    List<String> contact =
        map.tables().get(map.subject().table()).columns().entrySet().stream()
            .filter(entry -> entry.getValue().category() == Category.CONTACT)
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    UUID id = scope.user().orElse(scope.organization());
    return store
        .addresses(
            scope.user().isPresent() ? map.subject() : map.organization(),
            id,
            scope.user().isPresent() ? contact : List.of())
        .orElseThrow(GoneException::new);
  }
}
