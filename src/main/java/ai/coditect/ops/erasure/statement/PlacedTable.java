package ai.coditect.ops.erasure.statement;

import ai.coditect.ops.erasure.statement.ProjectWays.ProjectStep;
import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.KeyAction;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One table that people or organizations are erased from, as the statements are composed from it.
 *
 * @param path from its rows to the person; empty when they lead to none
 * @param organizationPath from its rows to the organization
 * @param organizationColumn that names the organization without a detour
 * @param withOrganization true when its rows go with their organization
 * @param references which mapped tables refer to its rows: others may be closed to the worker, and
 *     the server itself speaks for them
 * @param wantedKeys of its foreign keys to what goes with people, those whose effect is wanted
 * @param writings triggers that write its rows to a history when they go or change
 * @param projectWays over foreign keys and paths to the project that a row is in
 * @param projectSteps instead of ways, where those have no end
 * @param actsOverPath whether the server itself deletes or changes rows when what their path goes
 *     to goes, and the map does not want it
 * @param circle the tables that refer to each other, itself among them, in their order; else none
 */
record PlacedTable(
    String table,
    @Nullable String rows,
    List<Hop> path,
    List<Hop> organizationPath,
    @Nullable String organizationColumn,
    boolean withOrganization,
    List<Change> anonymise,
    List<Further> also,
    List<Reference> references,
    List<WantedKey> wantedKeys,
    List<Writing> writings,
    List<List<Reference>> projectWays,
    List<ProjectStep> projectSteps,
    boolean actsOverPath,
    List<String> circle) {

  /**
   * From a column to the key of the next table.
   *
   * @param when of which rows: a column and its value
   */
  record Hop(String column, String table, String key, @Nullable List<String> when) {
    static Hop of(Step step) {
      return new Hop(
          step.column(),
          step.to().table(),
          step.to().column(),
          step.when().map(when -> List.of(when.column(), when.value())).orElse(null));
    }
  }

  /** What becomes of a column that stays. */
  record Change(String column, String how, String type, @Nullable String constant) {
    static Change of(String column, Anonymise anonymise, String type) {
      return new Change(
          column,
          anonymise.how().name().toLowerCase(Locale.ROOT),
          type,
          anonymise.constant().orElse(null));
    }
  }

  /**
   * Another place where a person stands.
   *
   * @param form column, array, member or members of a JSON document
   * @param change what becomes of the place; null where the row goes
   */
  record Further(List<Hop> path, String form, List<String> members, @Nullable Change change) {
    static Further of(PersonalDataMap map, AlsoPerson also, String type) {
      String column = also.step().column();
      String json = also.each() ? "members" : "member";
      return new Further(
          hops(map.path(also)),
          also.plain() ? "column" : type.endsWith("[]") ? "array" : json,
          also.members(),
          also.treatment() instanceof Anonymise how ? Change.of(column, how, type) : null);
    }
  }

  /** Another table, and which column of the one that refers goes with which of the other. */
  record Reference(String table, List<List<String>> pairs) {}

  /**
   * @param table that is referred to
   * @param does as the map says it
   * @param unset the columns that lose what they refer to
   */
  record WantedKey(String table, String does, List<List<String>> pairs, List<String> unset) {}

  /**
   * @param into the history
   */
  record Writing(String trigger, String into) {}

  /** The mapped tables that erasure touches, each before the tables that it refers to. */
  static List<PlacedTable> of(PersonalDataMap map, Catalogue catalogue) {
    Map<String, PlacedTable> places = new LinkedHashMap<>();
    WantedEffects wanted = new WantedEffects(map, catalogue);
    ProjectWays ways = new ProjectWays(map, catalogue);
    for (Table table : map.tables().values()) {
      Map<String, Catalogue.Column> columns = catalogue.tables().get(table.name());
      boolean touched =
          table.leadsToPeople()
              || table.organization().isPresent()
              || !table.wantedKeys().isEmpty();
      if (columns != null && touched) {
        places.put(table.name(), place(map, catalogue, table, columns, wanted.of(table), ways));
      }
    }
    return DestructionOrder.of(places);
  }

  private static PlacedTable place(
      PersonalDataMap map,
      Catalogue catalogue,
      Table table,
      Map<String, Catalogue.Column> columns,
      List<WantedKey> wantedKeys,
      ProjectWays ways) {
    List<Hop> organizationPath = hops(map.pathToOrganization(table.name()));
    List<Change> changes = new ArrayList<>();
    table
        .columns()
        .forEach(
            (name, column) -> {
              // What the server computes changes with what it is computed from.
              if (column.treatment() instanceof Anonymise anonymise
                  && !columns.get(name).generated()) {
                changes.add(Change.of(name, anonymise, columns.get(name).type()));
              }
            });
    // The tables of an inheritance tree have the same keys, each for itself.
    Set<Reference> references = new LinkedHashSet<>();
    for (Catalogue.ForeignKey key : catalogue.foreignKeys()) {
      if (key.target().equals(table.name()) && map.tables().containsKey(key.table())) {
        references.add(new Reference(key.table(), pairs(key)));
      }
    }
    return new PlacedTable(
        table.name(),
        table.rows().map(rows -> rows.name().toLowerCase(Locale.ROOT)).orElse(null),
        hops(map.pathToSubject(table.name())),
        organizationPath,
        organizationPath.size() == 1 && organizationPath.get(0).when() == null
            ? organizationPath.get(0).column()
            : null,
        !organizationPath.isEmpty() && !table.outlivesOrganization(),
        changes,
        table.also().stream()
            .map(also -> Further.of(map, also, columns.get(also.step().column()).type()))
            .toList(),
        List.copyOf(references),
        wantedKeys,
        writings(table),
        ways.from(table.name()),
        ways.steps(table.name()),
        table.subject().filter(step -> acts(catalogue, table, step)).isPresent(),
        List.of());
  }

  PlacedTable within(List<String> tables) {
    return new PlacedTable(
        table,
        rows,
        path,
        organizationPath,
        organizationColumn,
        withOrganization,
        anonymise,
        also,
        references,
        wantedKeys,
        writings,
        projectWays,
        projectSteps,
        actsOverPath,
        tables);
  }

  private static boolean acts(Catalogue catalogue, Table table, Step step) {
    return catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table.name()) && key.target().equals(step.to().table()))
        .filter(key -> key.columns().contains(step.column()))
        .anyMatch(
            key ->
                key.onDelete() != KeyAction.NONE
                    && key.onDelete() != table.wantedKeys().get(key.name()));
  }

  private static List<Writing> writings(Table table) {
    List<Writing> writings = new ArrayList<>();
    table
        .seenTriggers()
        .forEach(
            (name, trigger) ->
                trigger.into().ifPresent(into -> writings.add(new Writing(name, into))));
    return writings;
  }

  static List<List<String>> pairs(Catalogue.ForeignKey key) {
    List<List<String>> pairs = new ArrayList<>();
    for (int i = 0; i < key.columns().size(); i++) {
      pairs.add(List.of(key.columns().get(i), key.targetColumns().get(i)));
    }
    return List.copyOf(pairs);
  }

  private static List<Hop> hops(List<Step> steps) {
    return steps.stream().map(Hop::of).toList();
  }
}
