package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds the other people of a table's rows against the columns where they stand. */
record AlsoComparison(MapComparison comparison, Table table) {
  void add(List<Problem> problems) {
    Map<String, Catalogue.Column> columns = comparison.catalogue().tables().get(table.name());
    table.also().forEach(also -> add(also, columns, problems));
  }

  private void add(AlsoPerson also, Map<String, Catalogue.Column> columns, List<Problem> problems) {
    String name = also.step().column();
    Catalogue.Column found = columns.get(name);
    if (found == null) {
      problems.add(
          problem(
              "A path goes over the column " + name + ", which is not there.",
              DidYouMean.cure(name, columns.keySet())));
      return;
    }
    also.step()
        .when()
        .filter(when -> !columns.containsKey(when.column()))
        .ifPresent(
            when ->
                problems.add(
                    problem(
                        "A path asks for the column " + when.column() + ", which is not there.",
                        DidYouMean.cure(when.column(), columns.keySet()))));
    Optional<String> key =
        Optional.ofNullable(comparison.catalogue().tables().get(also.step().to().table()))
            .map(target -> target.get(also.step().to().column()))
            .map(Catalogue.Column::type);
    key.ifPresent(type -> form(also, found, type, problems));
    if (also.treatment() instanceof Anonymise anonymise) {
      change(also, anonymise, found, problems);
    }
  }

  private void form(AlsoPerson also, Catalogue.Column found, String key, List<Problem> problems) {
    List<String> wanted = new ArrayList<>();
    if (also.members().isEmpty()) {
      wanted.add(also.each() ? key + "[]" : key);
    }
    if (!also.plain()) {
      wanted.add("jsonb");
    }
    if (!wanted.contains(found.type())) {
      problems.add(
          problem(
              "A path leads from "
                  + also.place()
                  + (also.each() ? "[]" : "")
                  + " to "
                  + also.step().to()
                  + " ("
                  + key
                  + "), and the column "
                  + also.step().column()
                  + " is "
                  + found.type()
                  + ".",
              "Lead it over a column of the type " + String.join(" or ", wanted) + "."));
    }
  }

  private void change(
      AlsoPerson also, Anonymise anonymise, Catalogue.Column found, List<Problem> problems) {
    String name = also.step().column();
    if (also.plain() || found.generated()) {
      comparison.compare(table, name, anonymise, found, problems);
    }
    if (!also.plain()) {
      return;
    }
    if (anonymise.how() == How.PSEUDONYM && refers(name)) {
      problems.add(
          problem(
              "The column " + name + " has a foreign key, and no row has a pseudonym for its key.",
              "Write \"how: clear\" for it, or \"do: set\" with the id of an account that stays."));
    }
  }

  private boolean refers(String column) {
    return comparison.catalogue().foreignKeys().stream()
        .anyMatch(key -> key.table().equals(table.name()) && key.columns().contains(column));
  }

  private Problem problem(String what, String cure) {
    return new Problem(what, place(), cure);
  }

  private String place() {
    return comparison.map().file() + ", tables." + table.name() + ".also";
  }
}
