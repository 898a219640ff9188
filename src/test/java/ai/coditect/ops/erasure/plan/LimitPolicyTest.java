package ai.coditect.ops.erasure.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.plan.LimitPolicy.Everything;
import ai.coditect.ops.job.file.JobFile.Limits;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may go without anybody being asked: to the last row, and no row more. */
final class LimitPolicyTest {
  private static final String PEOPLE = "coditect_shared.users";
  private static final String ORGANIZATIONS = "coditect_shared.organizations";
  private static final UUID TENANT = new UUID(1, 1);
  private static final Everything PLENTY = new Everything(1_000_000, 1_000_000);

  @ParameterizedTest
  @CsvSource({"999, true", "1000, true", "1001, false"})
  void so_many_rows_of_all_tables_and_tenants_together(long rows, boolean fits) {
    LimitPolicy policy = policy(1000L, null, null, 0);
    List<Tally> tallies =
        List.of(
            tally(TENANT, PEOPLE, 400, 1000L, null),
            tally(new UUID(1, 2), "coditect_shared.projects", rows - 400, null, null));
    assertThat(policy.judge(tallies, PLENTY).isEmpty()).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    // planned, present, few, fits
    "20, 100, 10, true",
    "21, 100, 10, false",
    "10, 10, 10, true",
    "11, 11, 10, false",
    "1, 1, 0, false",
    "1, 5, 0, true",
    "1, 4, 0, false"
  })
  void such_a_share_of_a_tenants_people(long planned, long present, int few, boolean fits) {
    List<Problem> problems =
        policy(null, 20.0, null, few)
            .judge(List.of(tally(TENANT, PEOPLE, planned, present, null)), PLENTY);
    assertThat(problems.isEmpty()).isEqualTo(fits);
    assertThat(problems)
        .allSatisfy(
            problem -> {
              assertThat(problem.where()).isEqualTo("organization " + TENANT);
              assertThat(problem.what())
                  .isEqualTo(
                      planned
                          + " of "
                          + present
                          + " of its people are planned, more than 20 percent.");
              assertThat(problem.cure()).contains("approve RUN --by NAME");
            });
  }

  @ParameterizedTest
  @CsvSource({"20, true", "21, false"})
  void such_a_share_of_everybody_though_no_tenant_loses_many(int people, boolean fits) {
    List<Tally> tallies = new ArrayList<>();
    for (int tenant = 0; tenant < people; tenant++) {
      tallies.add(tally(new UUID(2, tenant), PEOPLE, 1, 1000L, null));
    }
    assertThat(policy(null, 20.0, null, 10).judge(tallies, new Everything(100, 100)).isEmpty())
        .isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, true", "2, 10, true", "3, 10, false", "2, 3, false"})
  void one_organization_always_and_more_by_their_share(int ended, long present, boolean fits) {
    List<Tally> tallies = new ArrayList<>();
    for (int tenant = 0; tenant < ended; tenant++) {
      tallies.add(tally(new UUID(2, tenant), ORGANIZATIONS, 1, null, null));
    }
    assertThat(policy(null, 20.0, null, 10).judge(tallies, new Everything(1000, present)).isEmpty())
        .isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    // planned, usual, few, fits
    "50, 5, 10, true",
    "51, 5, 10, false",
    "10, 0.1, 10, true",
    "11, 0.1, 10, false",
    "11, 1.1, 10, true",
    "6, 0, 5, true",
    "11, 0, 5, false"
  })
  void so_many_times_what_the_tenant_usually_loses(
      long planned, double usual, int few, boolean fits) {
    assertThat(
            policy(null, null, 10.0, few)
                .judge(List.of(tally(TENANT, PEOPLE, planned, 100_000L, usual)), PLENTY)
                .isEmpty())
        .isEqualTo(fits);
  }

  @Test
  void a_tenant_without_history_deviates_from_nothing() {
    assertThat(
            policy(null, null, 2.0, 0)
                .judge(List.of(tally(TENANT, PEOPLE, 5000, 100_000L, null)), PLENTY))
        .isEmpty();
  }

  @Test
  void without_limits_everything_fits_and_everything_over_is_told_at_once() {
    List<Tally> tallies = List.of(tally(TENANT, PEOPLE, 5000, 5000L, 1.0));
    assertThat(policy(null, null, null, 0).judge(tallies, PLENTY)).isEmpty();
    assertThat(policy(10L, 20.0, 10.0, 0).judge(tallies, new Everything(5000, 1)))
        .extracting(Problem::what)
        .containsExactly(
            "5000 rows are planned, more than 10.",
            "5000 of 5000 people of all tenants are planned, more than 20 percent.",
            "5000 of 5000 of its people are planned, more than 20 percent.",
            "5000 people are planned, more than 10 times the usual 1.0.");
  }

  @Test
  void twenty_tenants_are_named_and_the_others_counted() {
    List<Tally> tallies = new ArrayList<>();
    for (int tenant = 0; tenant < 23; tenant++) {
      tallies.add(tally(new UUID(2, tenant), PEOPLE, 20, 20L, null));
    }
    List<Problem> problems = policy(null, 20.0, null, 10).judge(tallies, PLENTY);
    assertThat(problems).hasSize(21);
    assertThat(problems.get(20).what()).isEqualTo("3 more tenants are over a limit.");
  }

  private static LimitPolicy policy(
      @Nullable Long rows, @Nullable Double percent, @Nullable Double deviation, int few) {
    return new LimitPolicy(
        new Limits(
            Optional.ofNullable(rows),
            Optional.ofNullable(percent),
            Optional.ofNullable(deviation)),
        PEOPLE,
        ORGANIZATIONS,
        few);
  }

  private static Tally tally(
      UUID tenant, String table, long planned, @Nullable Long present, @Nullable Double usual) {
    return new Tally(
        tenant, table, planned, Optional.ofNullable(present), Optional.ofNullable(usual));
  }
}
