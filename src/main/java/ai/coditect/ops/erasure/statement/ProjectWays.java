package ai.coditect.ops.erasure.statement;

import ai.coditect.ops.erasure.statement.PlacedTable.Reference;
import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ways over which a row is in a project: foreign keys between mapped tables, and the paths of
 * the map. Over a person or an organization nothing is in a project.
 */
final class ProjectWays {
  static final String PROJECTS = "coditect_shared.projects";
  private static final int LONGEST = 6;

  private final PersonalDataMap map;
  private final Map<String, Set<Reference>> next = new LinkedHashMap<>();

  ProjectWays(PersonalDataMap map, Catalogue catalogue) {
    this.map = map;
    for (Catalogue.ForeignKey key : catalogue.foreignKeys()) {
      if (map.tables().containsKey(key.table())) {
        add(key.table(), new Reference(key.target(), PlacedTable.pairs(key)));
      }
    }
    for (Table table : map.tables().values()) {
      Stream.concat(
              Stream.concat(table.subject().stream(), table.organization().stream()),
              table.also().stream().filter(AlsoPerson::plain).map(AlsoPerson::step))
          .forEach(step -> add(table.name(), reference(step)));
    }
  }

  private static Reference reference(Step step) {
    return new Reference(step.to().table(), List.of(List.of(step.column(), step.to().column())));
  }

  private void add(String table, Reference step) {
    boolean open =
        map.tables().containsKey(step.table())
            && !step.table().equals(table)
            && !step.table().equals(map.subject().table())
            && !step.table().equals(map.organization().table());
    if (open) {
      next.computeIfAbsent(table, name -> new LinkedHashSet<>()).add(step);
    }
  }

  /** Every way from the table's rows; the one of the projects themselves has no step. */
  List<List<Reference>> from(String table) {
    List<List<Reference>> found = new ArrayList<>();
    follow(table, List.of(), Set.of(), found);
    return List.copyOf(found);
  }

  private void follow(
      String table, List<Reference> way, Set<String> seen, List<List<Reference>> found) {
    if (table.equals(PROJECTS)) {
      found.add(way);
      return;
    }
    if (way.size() == LONGEST || seen.contains(table)) {
      return;
    }
    Set<String> more = new LinkedHashSet<>(seen);
    more.add(table);
    for (Reference step : next.getOrDefault(table, Set.of())) {
      List<Reference> longer = new ArrayList<>(way);
      longer.add(step);
      follow(step.table(), List.copyOf(longer), more, found);
    }
  }
}
