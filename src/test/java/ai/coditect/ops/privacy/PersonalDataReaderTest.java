package ai.coditect.ops.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.problem.ProblemsException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PersonalDataReaderTest {
  private static final PersonalDataFile SHIPPED = PersonalDataFile.in(Optional.empty());
  private static final String TEXT = new String(SHIPPED.bytes(), StandardCharsets.UTF_8);

  @Test
  void a_project_leads_to_its_owner() {
    assertThat(PersonalDataReader.read(SHIPPED).pathToSubject("coditect_shared.projects"))
        .extracting(step -> step.column() + " -> " + step.to())
        .containsExactly("owner_id -> coditect_shared.users.id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          email: { do: erase | email: { do: erasee | Did you mean "erase"?
          how: pseudonym, | how: psuedonym, | Did you mean "pseudonym"?
          category: contact | categroy: contact | Did you mean "category"?
          coditect_shared.users: | coditect_shared.usres: | Did you mean "coditect_shared.usres"?
          owner_id -> coditect_shared.users.id | ownerid -> coditect_shared.users.id | Did you mean "owner_id"?
          owner_id -> coditect_shared.users.id | owner_id -> coditect_shared.licenses.id | Lead it to coditect_shared.users.id
          owner_id -> coditect_shared.users.id | owner_id -> coditect_shared.projects.owner_id | Write it as owner_id -> coditect_shared.users.id.
          email: { do: erase | email: { do: keep | rows: keep
          owner_id: { do: anonymise, how: reassign | owner_id: { do: erase | rows: erase
          """)
  void what_is_wrong_is_told_with_line_and_cure(String good, String bad, String cure) {
    assertThat(TEXT).contains(good);
    ProblemsException thrown =
        catchThrowableOfType(
            ProblemsException.class,
            () ->
                PersonalDataReader.read(
                    new PersonalDataFile(
                        "map", TEXT.replace(good, bad).getBytes(StandardCharsets.UTF_8))));
    assertThat(thrown.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.cure()).contains(cure);
              assertThat(problem.where()).startsWith("map, line ");
            });
  }
}
