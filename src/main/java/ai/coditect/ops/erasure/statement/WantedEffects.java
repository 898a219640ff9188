package ai.coditect.ops.erasure.statement;

import ai.coditect.ops.erasure.statement.PlacedTable.WantedKey;
import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.KeyAction;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The effects of foreign keys that the map wants. The worker does them itself, statement by
 * statement, before the server would: so they are planned, counted, and stop at what is held.
 */
final class WantedEffects {
  private final PersonalDataMap map;
  private final Catalogue catalogue;
  private final Set<String> going;

  WantedEffects(PersonalDataMap map, Catalogue catalogue) {
    this.map = map;
    this.catalogue = catalogue;
    this.going = going();
  }

  List<WantedKey> of(Table table) {
    return catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table.name()) && going.contains(key.target()))
        .filter(key -> wanted(table, key))
        .map(
            key ->
                new WantedKey(
                    key.target(), key.onDelete().word(), PlacedTable.pairs(key), key.unset()))
        .distinct()
        .toList();
  }

  /** The tables of which rows go with people: their own, and what cascades from those. */
  private Set<String> going() {
    Set<String> tables = new LinkedHashSet<>();
    map.tables().values().stream()
        .filter(table -> table.rows().equals(Optional.of(Rows.ERASE)) || passesOn(table))
        .forEach(table -> tables.add(table.name()));
    boolean more = true;
    while (more) {
      more =
          catalogue.foreignKeys().stream()
              .filter(key -> key.onDelete() == KeyAction.CASCADE && tables.contains(key.target()))
              .filter(key -> map.tables().containsKey(key.table()))
              .filter(key -> wanted(map.tables().get(key.table()), key))
              .map(key -> tables.add(key.table()))
              .reduce(false, Boolean::logicalOr);
    }
    return tables;
  }

  private static boolean wanted(Table table, Catalogue.ForeignKey key) {
    return key.onDelete() == table.wantedKeys().get(key.name());
  }

  private static boolean passesOn(Table table) {
    return Stream.concat(
            table.columns().values().stream().map(PersonalDataMap.Column::treatment),
            table.also().stream().map(PersonalDataMap.AlsoPerson::treatment))
        .anyMatch(treatment -> treatment.equals(new Anonymise(How.REASSIGN)));
  }
}
