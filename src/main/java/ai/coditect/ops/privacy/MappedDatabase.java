package ai.coditect.ops.privacy;

import ai.coditect.ops.problem.Problem;
import java.util.List;

/** The map beside the live catalogue that it describes. */
public final class MappedDatabase {
  private final PersonalDataMap map;
  private final CatalogueStore store;

  MappedDatabase(PersonalDataMap map, CatalogueStore store) {
    this.map = map;
    this.store = store;
  }

  public PersonalDataMap map() {
    return map;
  }

  /** What the database has now. */
  public Catalogue catalogue() {
    return store.read(map.schemas());
  }

  /**
   * Every difference between the two; nothing may be erased or exported while there is one. Own
   * columns of a later version are none, where that one says that they are about nobody.
   */
  public List<Problem> problems() {
    Catalogue found = store.read(map.schemas());
    return new MapComparison(map, found.without(store.declared(found), map)).problems();
  }
}
