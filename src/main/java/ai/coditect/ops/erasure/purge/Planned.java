package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.erasure.tally.RowGroup;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What people were planned to lose. */
sealed interface Planned {

  /**
   * Those who lose more than that.
   *
   * @param taken what each loses
   * @param before what others have lost in the same bite
   */
  List<Person> outgrown(Map<Person, RowCounts> taken, RowCounts before);

  /** Of the rows that these people were planned to lose, those of this group. */
  long of(List<Person> people, RowGroup group);

  /** Each something of their own. */
  record Each(Map<UUID, RowCounts> byPerson) implements Planned {
    @Override
    public List<Person> outgrown(Map<Person, RowCounts> taken, RowCounts before) {
      return taken.entrySet().stream()
          .filter(each -> !each.getValue().over(planned(each.getKey())).isEmpty())
          .map(Map.Entry::getKey)
          .toList();
    }

    @Override
    public long of(List<Person> people, RowGroup group) {
      return people.stream().mapToLong(person -> planned(person).of(group)).sum();
    }

    /** Plans anew what this person loses. */
    void replan(Person person, RowCounts rows) {
      byPerson.put(person.id(), rows);
    }

    private RowCounts planned(Person person) {
      return byPerson.getOrDefault(person.id(), RowCounts.NONE);
    }
  }

  /** All of an organization together, as who they are is not planned. */
  record Together(RowCounts rest) implements Planned {
    @Override
    public List<Person> outgrown(Map<Person, RowCounts> taken, RowCounts before) {
      return RowCounts.sum(taken.values()).over(rest.minus(before)).isEmpty()
          ? List.of()
          : List.copyOf(taken.keySet());
    }

    @Override
    public long of(List<Person> people, RowGroup group) {
      return rest.of(group);
    }
  }
}
