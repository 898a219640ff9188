package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.KeyAction;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Erase;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What erasure itself does to the tables of a map. */
record ActedTables(PersonalDataMap map) {

  /** Whether rows of the table may go, by whatever way. */
  boolean deletes(String table) {
    return withPerson(table) || withOrganization(table);
  }

  /** Whether rows go with a person: theirs, or others' where a cascade is wanted. */
  boolean withPerson(String table) {
    return withOthers(table)
        || find(table)
            .filter(each -> each.rows().equals(Optional.of(Rows.ERASE)) || passesOn(each))
            .isPresent();
  }

  /** Whether rows go with somebody whose they are not. */
  boolean withOthers(String table) {
    return find(table)
        .filter(
            each ->
                each.wantedKeys().containsValue(KeyAction.CASCADE)
                    || each.also().stream().anyMatch(ActedTables::takesTheRow))
        .isPresent();
  }

  /** Whether rows go with their organization. People do not: they go as people do. */
  boolean withOrganization(String table) {
    return find(table)
        .filter(each -> each.organization().isPresent() && !each.outlivesOrganization())
        .filter(each -> !each.name().equals(map.subject().table()))
        .isPresent();
  }

  /** The columns that are changed in rows that stay. */
  Set<String> changes(String table) {
    Set<String> changes = new HashSet<>();
    find(table)
        .ifPresent(
            each -> {
              if (each.rows().equals(Optional.of(Rows.KEEP))) {
                each.columns().entrySet().stream()
                    .filter(column -> column.getValue().treatment() instanceof Anonymise)
                    .forEach(column -> changes.add(column.getKey()));
              }
              each.also().stream()
                  .filter(also -> also.treatment() instanceof Anonymise)
                  .forEach(also -> changes.add(also.step().column()));
            });
    return changes;
  }

  /** Where nobody is left to take over, what could pass to somebody goes. */
  private static boolean takesTheRow(AlsoPerson also) {
    return also.treatment() instanceof Erase
        || also.treatment().equals(new Anonymise(How.REASSIGN));
  }

  boolean touches(String table) {
    return deletes(table) || !changes(table).isEmpty();
  }

  private static boolean passesOn(Table table) {
    return table.columns().values().stream()
        .anyMatch(column -> column.treatment().equals(new Anonymise(How.REASSIGN)));
  }

  private Optional<Table> find(String table) {
    return Optional.ofNullable(map.tables().get(table));
  }
}
