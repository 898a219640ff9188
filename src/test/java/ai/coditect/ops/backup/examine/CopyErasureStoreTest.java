package ai.coditect.ops.backup.examine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PrivacyDoor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The erasure on a copy does what the map of personal data says of the tenants' tables. */
class CopyErasureStoreTest {
  private static final Pattern DELETED = Pattern.compile("delete from (\\S+)");
  private static final Pattern UPDATED = Pattern.compile("update (\\S+)[^;]*? set (\\w+)");

  private final Collection<PersonalDataMap.Table> tables =
      PrivacyDoor.mapped(
              Optional.empty(), JdbcClient.create(LocalPostgres.shared().migrated().asSuperuser()))
          .map()
          .tables()
          .values();

  private TreeSet<String> mapped(Predicate<PersonalDataMap.Table> which) {
    TreeSet<String> names = new TreeSet<>();
    tables.stream()
        .filter(table -> table.name().startsWith("coditect_shared."))
        .filter(which)
        .forEach(table -> names.add(table.name()));
    return names;
  }

  private static TreeSet<String> found(List<Sql> statements, Pattern what) {
    TreeSet<String> found = new TreeSet<>();
    for (Sql statement : statements) {
      Matcher matcher = what.matcher(statement.text());
      while (matcher.find()) {
        found.add(
            matcher.groupCount() > 1
                ? matcher.group(1) + "." + matcher.group(2)
                : matcher.group(1));
      }
    }
    return found;
  }

  @Test
  void every_table_that_goes_with_an_organization_is_emptied_of_it() {
    assertThat(found(CopyErasureStore.OF_AN_ORGANIZATION, DELETED))
        .isEqualTo(
            mapped(table -> table.organization().isPresent() && !table.outlivesOrganization()));
  }

  @Test
  void every_row_that_goes_with_a_person_goes_and_every_column_that_is_changed_is() {
    // Projects that nobody is left to take over go, too.
    assertThat(found(CopyErasureStore.OF_A_PERSON, DELETED))
        .containsAll(mapped(table -> table.rows().equals(Optional.of(Rows.ERASE))));
    TreeSet<String> anonymised = new TreeSet<>();
    tables.stream()
        .filter(table -> table.name().startsWith("coditect_shared."))
        .forEach(
            table ->
                table
                    .columns()
                    .forEach(
                        (column, does) -> {
                          if (does.treatment() instanceof Anonymise) {
                            anonymised.add(table.name() + "." + column);
                          }
                        }));
    assertThat(found(CopyErasureStore.OF_A_PERSON, UPDATED)).isEqualTo(anonymised);
  }
}
