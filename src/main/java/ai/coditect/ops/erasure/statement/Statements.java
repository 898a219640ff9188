package ai.coditect.ops.erasure.statement;

import ai.coditect.ops.erasure.tally.Effect;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The statements that were composed from the map, in the order in which they run. */
public record Statements(List<Statement> all) {

  public enum Kind {
    DELETE_WITH_PERSON,
    /** The same of tables that refer to each other, which no order suits: of all at once. */
    DELETE_CIRCLE_WITH_PERSON,
    /** What that does to one of them; it does not run by itself. */
    DELETE_IN_CIRCLE,
    CHANGE_WITH_PERSON,
    /** Clears what refers to rows that go, where that is wanted. */
    UNTIE_WITH_PERSON,
    /** Counts the rows of people that stay as they are. */
    KEEP_WITH_PERSON,
    MUST_BE_ABSENT,
    COUNT_OF_PEOPLE,
    COUNT_OF_UNTIED,
    /** Whose rows go or change with people, beside their own. */
    BESIDE_PEOPLE,
    /** Who has rows in a project that is held. */
    IN_HELD_PROJECT,
    /** To whom rows of another tenant lead, which the server would take with them. */
    OF_ANOTHER_TENANT,
    WHO_NEEDS_AN_HEIR,
    COUNT_OF_ORGANIZATION,
    COUNT_OF_RESIDENTS,
    COUNT_OF_UNTIED_RESIDENTS,
    /** Of an organization, rows that lead to nobody and may refer to what goes with people. */
    DELETE_NOBODYS,
    DELETE_WITH_ORGANIZATION,
    LEFT_OF_ORGANIZATION,
    REFERS_TO_ORGANIZATION
  }

  /**
   * @param number of its table, in the order of destruction
   */
  public record Statement(int number, String table, Kind kind, String text) {

    /** What it does to its rows, or what is done to those that it counts. */
    public Effect effect() {
      return switch (kind) {
        case CHANGE_WITH_PERSON -> Effect.CHANGED;
        case UNTIE_WITH_PERSON, COUNT_OF_UNTIED, COUNT_OF_UNTIED_RESIDENTS -> Effect.UNTIED;
        case KEEP_WITH_PERSON -> Effect.KEPT;
        default -> Effect.DELETED;
      };
    }
  }

  private static final List<Kind> WITH_PEOPLE =
      List.of(
          Kind.CHANGE_WITH_PERSON,
          Kind.KEEP_WITH_PERSON,
          Kind.UNTIE_WITH_PERSON,
          Kind.DELETE_WITH_PERSON,
          Kind.DELETE_CIRCLE_WITH_PERSON);

  public Statements {
    all = List.copyOf(all);
  }

  public List<Statement> of(Kind... kinds) {
    Set<Kind> wanted = Set.of(kinds);
    return all.stream().filter(statement -> wanted.contains(statement.kind())).toList();
  }

  /** Of the tables, in the order of destruction. */
  public List<Integer> numbers() {
    return all.stream().map(Statement::number).distinct().sorted().toList();
  }

  /**
   * What happens to each table when people go. Within a table, what follows its rows to the person
   * comes before what unties them, and their deletion last.
   *
   * @param passOn whether rows that can pass to somebody else stay
   */
  public List<Statement> withPeople(boolean passOn) {
    return all.stream()
        .map(Statement::number)
        .distinct()
        .flatMap(
            number ->
                Stream.concat(
                        of(
                                Kind.KEEP_WITH_PERSON,
                                Kind.UNTIE_WITH_PERSON,
                                Kind.DELETE_CIRCLE_WITH_PERSON)
                            .stream()
                            .filter(s -> s.number() == number),
                        (passOn ? kept(number) : deleted(number))
                            .filter(s -> s.kind() != Kind.DELETE_IN_CIRCLE).stream())
                    .sorted(Comparator.comparingInt(s -> WITH_PEOPLE.indexOf(s.kind()))))
        .toList();
  }

  /**
   * What happens to the rows of a table when people go.
   *
   * @param number of the table
   */
  Effect effect(int number, boolean passOn) {
    return (passOn ? kept(number) : deleted(number)).orElseThrow().effect();
  }

  /** A table of a person's own rows has no other statement than the deletion. */
  private Optional<Statement> kept(int number) {
    return find(number, Kind.CHANGE_WITH_PERSON).or(() -> delete(number));
  }

  private Optional<Statement> deleted(int number) {
    return delete(number).or(() -> find(number, Kind.CHANGE_WITH_PERSON));
  }

  private Optional<Statement> delete(int number) {
    return find(number, Kind.DELETE_WITH_PERSON).or(() -> find(number, Kind.DELETE_IN_CIRCLE));
  }

  private Optional<Statement> find(int number, Kind kind) {
    return all.stream().filter(s -> s.number() == number && s.kind() == kind).findFirst();
  }

  /** One query of every place where people could still be. */
  public String mustBeAbsent() {
    return of(Kind.MUST_BE_ABSENT).get(0).text();
  }
}
