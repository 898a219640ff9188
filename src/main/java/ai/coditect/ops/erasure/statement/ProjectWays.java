package ai.coditect.ops.erasure.statement;

import ai.coditect.ops.erasure.statement.PlacedTable.Reference;
import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ways over which a row is in a project: foreign keys between mapped tables, and the paths of
 * the map. Over a person or an organization nothing is in a project. Where tables refer to
 * themselves or to each other, ways have no end, and a row's are followed step by step.
 */
final class ProjectWays {
  static final String PROJECTS = "coditect_shared.projects";
  private static final int LONGEST = 6;

  private final PersonalDataMap map;
  private final Map<String, Set<Reference>> next = new LinkedHashMap<>();

  /** One step of a way, wherever it is taken. */
  record ProjectStep(String from, Reference to) {}

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
            && !step.table().equals(map.subject().table())
            && !step.table().equals(map.organization().table());
    if (open) {
      next.computeIfAbsent(table, name -> new LinkedHashSet<>()).add(step);
    }
  }

  /**
   * Every way from the table's rows; the one of the projects themselves has no step. None where
   * there are {@link #steps} to be followed.
   */
  List<List<Reference>> from(String table) {
    List<List<Reference>> found = new ArrayList<>();
    if (!steps(table).isEmpty()) {
      return found;
    }
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

  /** The steps to be followed from the table's rows, where ways over them have no end. */
  List<ProjectStep> steps(String table) {
    Set<String> leading = new LinkedHashSet<>(after(table));
    leading.add(table);
    leading.removeIf(each -> !each.equals(PROJECTS) && !after(each).contains(PROJECTS));
    boolean endless =
        leading.size() > LONGEST || leading.stream().anyMatch(each -> after(each).contains(each));
    List<ProjectStep> steps = new ArrayList<>();
    if (endless && leading.contains(PROJECTS)) {
      for (String from : leading) {
        next.getOrDefault(from, Set.of()).stream()
            .filter(step -> leading.contains(step.table()))
            .forEach(step -> steps.add(new ProjectStep(from, step)));
      }
    }
    return List.copyOf(steps);
  }

  /** The tables that one or more steps lead to. */
  private Set<String> after(String table) {
    Set<String> after = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(table));
    while (!open.isEmpty()) {
      for (Reference step : next.getOrDefault(open.remove(), Set.of())) {
        if (after.add(step.table())) {
          open.add(step.table());
        }
      }
    }
    return after;
  }
}
