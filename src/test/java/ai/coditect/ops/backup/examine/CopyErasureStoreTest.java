package ai.coditect.ops.backup.examine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PrivacyDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The erasure on a copy does what the map of personal data says of the tenants' tables. */
class CopyErasureStoreTest {
  private static final Pattern DELETED = Pattern.compile("delete from (\\S+)");
  private static final Pattern UPDATED = Pattern.compile("update (\\S+)[^;]*? set (\\w+)");

  private final Collection<PersonalDataMap.Table> tables =
      mapped(Optional.empty()).tables().values();

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
  void a_table_that_a_deletion_only_reads_is_not_one_that_it_empties() {
    String statement =
        "-- Deletes.\ndelete from a.notes using a.users\nwhere a.users.id = notes.id";
    assertThat(CopyErasureStore.isDeletion(statement, "a.notes")).isTrue();
    for (String other : List.of("a.users", "a.note", "notes")) {
      assertThat(CopyErasureStore.isDeletion(statement, other)).as(other).isFalse();
    }
  }

  @Test
  void a_table_that_a_team_adds_to_its_map_is_named_in_the_record(@TempDir Path jobs)
      throws IOException {
    String shipped = Files.readString(Path.of("jobs", "personal-data.yaml"));
    String more =
        """
        tables:
          coditect_shared.notes:
            rows: erase
            subject: author_id -> coditect_shared.users.id
            organization: organization_id -> coditect_shared.organizations.id
            columns:
              author_id: { do: erase, category: membership, purpose: collaboration, provided: false, export: [ access ] }
            not-personal: [ organization_id ]
        """;
    Files.writeString(
        jobs.resolve("personal-data.yaml"), shipped.replaceFirst("(?m)^tables:$", more));
    assertThat(ErasedPeople.beside(mapped(Optional.of(jobs))))
        .containsExactly("coditect_shared.notes");
    assertThat(ErasedPeople.beside(mapped(Optional.empty()))).isEmpty();
  }

  private static PersonalDataMap mapped(Optional<Path> jobs) {
    return PrivacyDoor.mapped(
            jobs, JdbcClient.create(LocalPostgres.shared().migrated().asSuperuser()))
        .map();
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
