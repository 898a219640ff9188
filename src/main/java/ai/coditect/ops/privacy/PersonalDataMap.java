package ai.coditect.ops.privacy;

import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What {@code personal-data.yaml} says, checked in itself: every path ends at the subject or the
 * organization, and what happens to a column fits what happens to its row.
 *
 * @param file where it was read, for messages
 * @param schemas in which every table is in the map
 * @param subject the key of the people
 * @param organization the key of their organizations
 * @param recipients who else gets data of a category (GDPR Art. 15(1)(c)), as a person is told
 * @param tables by qualified name, in the order of the file
 * @param views of those, the materialized views that are made anew after an erasure
 */
public record PersonalDataMap(
    String file,
    Set<String> schemas,
    Key subject,
    Key organization,
    Map<Category, List<String>> recipients,
    Map<String, Table> tables,
    Map<String, RefreshedView> views) {

  /**
   * A materialized view that copies from mapped tables.
   *
   * @param function that makes it anew, with its owner's rights
   * @param subject the column by which somebody would be found in it
   */
  public record RefreshedView(String function, Optional<Step> subject) {}

  /** A column that others point to. */
  public record Key(String table, String column) {
    @Override
    public String toString() {
      return table + "." + column;
    }
  }

  /** Holds of a row whose column has the value, compared as text. */
  public record Condition(String column, String value) {}

  /**
   * One step from a table's column to the key of another table.
   *
   * @param when of which rows it holds; empty for all
   */
  public record Step(String table, String column, Key to, Optional<Condition> when) {}

  /**
   * Another place of a row where a person stands, who is not, or not only, whose the row is.
   *
   * @param members of a JSON column, those that lead to where the id stands
   * @param each whether an array of ids stands there
   * @param treatment what becomes of the row or of the place when that person goes
   */
  public record AlsoPerson(Step step, List<String> members, boolean each, Treatment treatment) {
    public AlsoPerson {
      members = List.copyOf(members);
    }

    /** The place as a name: column and members. */
    public String place() {
      return members.isEmpty() ? step.column() : step.column() + "." + String.join(".", members);
    }

    /** Whether it is the column that is the key of somebody. */
    public boolean plain() {
      return members.isEmpty() && !each;
    }
  }

  /**
   * @param rows what becomes of the rows of a person; empty where no row leads to one
   * @param subject the step towards the person; of the people's own table, the key itself
   * @param columns the personal ones
   * @param also where else in a row a person stands
   * @param wholesale true when the table is classified without naming its columns
   * @param wherePresent true when the table may be missing
   * @param outlivesOrganization true when its rows stay when their organization is erased
   * @param seenTriggers triggers of others that somebody has looked at
   * @param wantedKeys foreign keys of this table whose effect on its rows is wanted, where what
   *     they refer to goes with a person
   */
  public record Table(
      String name,
      Optional<Rows> rows,
      Optional<Step> subject,
      List<AlsoPerson> also,
      Optional<Step> organization,
      Map<String, Column> columns,
      Set<String> notPersonal,
      boolean wholesale,
      boolean wherePresent,
      boolean outlivesOrganization,
      Map<String, SeenTrigger> seenTriggers,
      Map<String, KeyAction> wantedKeys) {

    /** Every column that is classified by name. */
    public Set<String> named() {
      Set<String> named = new TreeSet<>(columns.keySet());
      named.addAll(notPersonal);
      return named;
    }

    /** Whether its rows lead to people. */
    public boolean leadsToPeople() {
      return subject.isPresent() || !also.isEmpty();
    }
  }

  /**
   * @param into the table that it writes what goes or changes to, for its history; empty when it
   *     touches no row of a tenant
   */
  public record SeenTrigger(Optional<String> into, String reason) {}

  public enum Rows {
    ERASE,
    KEEP
  }

  /**
   * @param provided true when the person gave it, as GDPR Art. 20 means it
   * @param export the exports it appears in
   */
  public record Column(
      Treatment treatment,
      Category category,
      String purpose,
      boolean provided,
      Set<Profile> export) {}

  /** What erasure does to a personal column. */
  public sealed interface Treatment permits Erase, Anonymise, Keep, Apart {}

  /** It goes with its row. */
  public record Erase() implements Treatment {}

  /**
   * @param constant what stands there then, where that is how
   */
  public record Anonymise(How how, Optional<String> constant) implements Treatment {
    public Anonymise(How how) {
      this(how, Optional.empty());
    }
  }

  /** It is about somebody else than whose the row is; what becomes of it is said there. */
  public record Apart() implements Treatment {}

  /**
   * @param ground the law that asks or allows to keep it
   * @param period how long; empty for as long as the organization lives
   */
  public record Keep(String ground, Optional<Period> period) implements Treatment {}

  public enum How {
    CLEAR,
    PSEUDONYM,
    REASSIGN,
    /** Out of an array, or a member out of a JSON object. */
    REMOVE,
    /** A constant in its place. */
    SET
  }

  public enum Category {
    IDENTITY,
    CONTACT,
    MEMBERSHIP,
    ACTIVITY,
    CONTENT
  }

  /** GDPR Art. 15 and Art. 20. */
  public enum Profile {
    ACCESS,
    PORTABILITY
  }

  /** The steps from a table's rows to the person; empty when they lead to none. */
  public List<Step> pathToSubject(String table) {
    return path(table, subject, Table::subject);
  }

  /** The steps from another place of a row to the person who stands there. */
  public List<Step> path(AlsoPerson also) {
    List<Step> path = new ArrayList<>(List.of(also.step()));
    if (!also.step().to().equals(subject)) {
      path.addAll(pathToSubject(also.step().to().table()));
    }
    return List.copyOf(path);
  }

  /** The steps from a table's rows to the organization; empty when they lead to none. */
  public List<Step> pathToOrganization(String table) {
    return path(table, organization, Table::organization);
  }

  private List<Step> path(String table, Key end, Function<Table, Optional<Step>> next) {
    List<Step> path = new ArrayList<>();
    Optional<Step> step = Optional.ofNullable(tables.get(table)).flatMap(next);
    while (step.isPresent()) {
      path.add(step.get());
      step =
          step.get().to().equals(end)
              ? Optional.empty()
              : Optional.ofNullable(tables.get(step.get().to().table())).flatMap(next);
    }
    return List.copyOf(path);
  }

  /** The tables that lose rows with a person or with an organization. */
  public Set<String> purged() {
    Set<String> purged = new TreeSet<>();
    tables
        .values()
        .forEach(
            table -> {
              if (table.rows().equals(Optional.of(Rows.ERASE))
                  || table.organization().isPresent() && !table.outlivesOrganization()) {
                purged.add(table.name());
              }
            });
    return purged;
  }
}
