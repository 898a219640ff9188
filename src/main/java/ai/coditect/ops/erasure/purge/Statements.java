package ai.coditect.ops.erasure.purge;

import java.util.List;
import java.util.Optional;

/** The statements that were composed from the map, in the order in which they run. */
public record Statements(List<Statement> all) {

  enum Kind {
    DELETE_WITH_PERSON,
    CHANGE_WITH_PERSON,
    MUST_BE_ABSENT,
    COUNT_OF_PEOPLE,
    WHO_NEEDS_AN_HEIR,
    COUNT_OF_ORGANIZATION,
    DELETE_WITH_ORGANIZATION
  }

  /**
   * @param number of its table, in the order of destruction
   */
  record Statement(int number, String table, Kind kind, String text) {}

  public Statements {
    all = List.copyOf(all);
  }

  List<Statement> of(Kind kind) {
    return all.stream().filter(statement -> statement.kind() == kind).toList();
  }

  /**
   * What happens to each table when people go.
   *
   * @param passOn whether rows that can pass to somebody else stay
   */
  List<Statement> withPeople(boolean passOn) {
    return all.stream()
        .map(Statement::number)
        .distinct()
        .flatMap(number -> (passOn ? kept(number) : deleted(number)).stream())
        .toList();
  }

  /** A table of a person's own rows has no other statement than the deletion. */
  private Optional<Statement> kept(int number) {
    return find(number, Kind.CHANGE_WITH_PERSON).or(() -> find(number, Kind.DELETE_WITH_PERSON));
  }

  private Optional<Statement> deleted(int number) {
    return find(number, Kind.DELETE_WITH_PERSON).or(() -> find(number, Kind.CHANGE_WITH_PERSON));
  }

  private Optional<Statement> find(int number, Kind kind) {
    return all.stream().filter(s -> s.number() == number && s.kind() == kind).findFirst();
  }

  /** One query of every place where people could still be. */
  String mustBeAbsent() {
    return of(Kind.MUST_BE_ABSENT).get(0).text();
  }
}
