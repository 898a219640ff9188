package ai.coditect.ops.export.content;

import ai.coditect.ops.export.content.ExportStatementStore.Kind;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Contents.OtherStore;
import ai.coditect.ops.export.parcel.write.ParcelWriter;
import ai.coditect.ops.export.redact.OtherPeople;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

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
      List<String> own = new ArrayList<>(own(store, map, scope));
      List<Map<Kind, String>> statements =
          store.compose(
              outline.places(), scope, map.subject(), columns(map, Set.of(Category.CONTACT)));
      for (Map<Kind, String> each : statements) {
        if (each.containsKey(Kind.OWN_ADDRESSES)) {
          own.addAll(store.ownAddresses(each.get(Kind.OWN_ADDRESSES)));
        }
      }
      OtherPeople others = OtherPeople.than(own, Set.of());
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
          new TableCopy(snapshot, scope, place, statements.get(i), others, watch).into(parcel);
        }
        return new Written(snapshot.instant(), parcel.finish().rows());
      }
    }
  }

  /** The addresses in the person's own row, which are no other's. */
  private static List<String> own(ExportStatementStore store, PersonalDataMap map, Scope scope) {
    UUID id = scope.user().orElse(scope.organization());
    return store
        .addresses(
            scope.user().isPresent() ? map.subject() : map.organization(),
            id,
            scope.user().isPresent() ? columns(map, Set.of(Category.CONTACT)) : List.of())
        .orElseThrow(GoneException::new);
  }

  private static List<String> columns(PersonalDataMap map, Set<Category> categories) {
    return map.tables().get(map.subject().table()).columns().entrySet().stream()
        .filter(entry -> categories.contains(entry.getValue().category()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
