package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.license.ExpiryPolicy.Fact;
import ai.coditect.ops.license.ExpiryPolicy.Progress;
import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.ExpiryPolicy.Step;
import ai.coditect.ops.license.ExpiryPolicy.Term;
import ai.coditect.ops.license.ExpiryPolicy.Word;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instants and order; which row of the table fits when is LicenseRuleTest's. */
class ExpiryPolicyTest {
  private static final Instant END = Instant.parse("2026-03-30T00:30:00Z");

  private static List<Step> decide(
      Status status, String plan, String asOf, @Nullable Progress progress) {
    Instant now = Instant.parse(asOf);
    return new ExpiryPolicy(BiteDriver.SETTINGS)
        .decide(
            new Term(status, plan, ZoneId.of("Europe/Berlin"), END, progress),
            RunInstants.of(now, now));
  }

  private static List<Word> words(
      Status status, String plan, String asOf, @Nullable Progress progress) {
    return decide(status, plan, asOf, progress).stream().map(Step::word).toList();
  }

  private static Progress noticed(int days) {
    return new Progress(END, null, days, Instant.parse("2026-03-01T00:00:00Z"));
  }

  private static Word word(Fact fact, String due) {
    return new Word(fact, Instant.parse(due));
  }

  @Test
  void a_notice_due_within_the_skipped_hour_is_due_an_hour_later_by_the_clock_on_the_wall() {
    // 02:30 local does not exist on 2026-03-29; the day before the end begins at 03:30.
    assertThat(words(Status.ACTIVE, "PRO", "2026-03-29T01:30:00Z", noticed(7)))
        .containsExactly(word(Fact.EXPIRING, "2026-03-29T01:30:00Z"));
    assertThat(words(Status.ACTIVE, "PRO", "2026-03-29T01:29:59.999999Z", noticed(7))).isEmpty();
    assertThat(
            ExpiryPolicy.daysLeft(
                END, ZoneId.of("Europe/Berlin"), Instant.parse("2026-03-29T01:30:00Z")))
        .isEqualTo(1);
  }

  @Test
  void of_several_missed_notices_only_the_nearest_goes_out() {
    assertThat(decide(Status.ACTIVE, "PRO", "2026-03-24T00:00:00Z", null))
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.word()).isEqualTo(word(Fact.EXPIRING, "2026-03-23T01:30:00Z"));
              assertThat(step.superseded()).isEqualTo(2);
            });
  }

  @Test
  void a_notice_that_a_nearer_one_has_overtaken_stays_silent() {
    assertThat(decide(Status.ACTIVE, "PRO", "2026-03-24T00:00:00Z", noticed(7))).isEmpty();
    assertThat(decide(Status.ACTIVE, "PRO", "2026-03-24T00:00:00Z", noticed(3))).isEmpty();
  }

  @Test
  void an_outage_longer_than_the_grace_still_passes_through_it() {
    assertThat(words(Status.ACTIVE, "PRO", "2026-06-01T00:00:00Z", noticed(1)))
        .containsExactly(
            new Word(Fact.GRACE_STARTED, END), word(Fact.EXPIRED, "2026-04-13T00:30:00Z"));
  }

  @Test
  void no_grace_means_expired_at_the_end() {
    assertThat(words(Status.ACTIVE, "FREE", "2026-03-30T00:30:00Z", noticed(1)))
        .containsExactly(new Word(Fact.EXPIRED, END));
  }

  @Test
  void a_renewal_reinstates_and_warns_in_one_go() {
    Progress expired =
        new Progress(
            Instant.parse("2026-01-01T00:00:00Z"),
            Status.EXPIRED,
            1,
            Instant.parse("2026-01-15T00:00:00Z"));
    assertThat(words(Status.EXPIRED, "PRO", "2026-03-29T12:00:00Z", expired))
        .containsExactly(
            word(Fact.REINSTATED, "2026-03-29T12:00:00Z"),
            word(Fact.EXPIRING, "2026-03-29T01:30:00Z"));
  }

  @Test
  void an_end_that_was_processed_by_a_clock_minutes_ahead_is_no_renewal() {
    assertThat(
            words(
                Status.GRACE,
                "PRO",
                "2026-03-30T00:20:00Z",
                new Progress(END, Status.GRACE, 1, END)))
        .isEmpty();
    assertThat(
            words(
                Status.EXPIRED,
                "FREE",
                "2026-03-30T00:20:00Z",
                new Progress(END, Status.EXPIRED, 1, END)))
        .isEmpty();
  }

  @Test
  void a_late_run_takes_no_end_for_a_renewal_that_has_passed_since() {
    Instant late = Instant.parse("2026-03-30T00:00:00Z");
    Term expired = new Term(Status.EXPIRED, "FREE", ZoneId.of("UTC"), END, null);
    ExpiryPolicy policy = new ExpiryPolicy(BiteDriver.SETTINGS);

    assertThat(policy.decide(expired, RunInstants.of(late, END))).isEmpty();
    assertThat(policy.decide(expired, RunInstants.of(late, END.minusNanos(1000)))).isNotEmpty();
  }

  @Test
  void an_end_that_was_processed_by_a_clock_further_ahead_is_taken_back() {
    assertThat(
            words(
                Status.GRACE,
                "PRO",
                "2026-03-30T00:19:59.999999Z",
                new Progress(END, Status.GRACE, 1, END)))
        .containsExactly(
            word(Fact.REINSTATED, "2026-03-30T00:19:59.999999Z"),
            word(Fact.EXPIRING, "2026-03-29T01:30:00Z"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SUSPENDED", "REVOKED"})
  void what_a_person_stopped_stays_untouched(Status status) {
    assertThat(decide(status, "PRO", "2026-03-29T12:00:00Z", null)).isEmpty();
    assertThat(decide(status, "PRO", "2027-03-29T12:00:00Z", noticed(1))).isEmpty();
  }
}
