package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.license.ExpiryPolicy.Announce;
import ai.coditect.ops.license.ExpiryPolicy.Decision;
import ai.coditect.ops.license.ExpiryPolicy.Move;
import ai.coditect.ops.license.ExpiryPolicy.PassOver;
import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.ExpiryPolicy.Term;
import ai.coditect.ops.license.ExpiryPolicy.Warn;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpiryPolicyTest {
  private static final Instant END = Instant.parse("2026-03-30T00:30:00Z");

  private static List<Decision> decide(
      Status status, String plan, String asOf, String... recorded) {
    return new ExpiryPolicy(BiteDriver.SETTINGS)
        .decide(
            new Term(status, plan, ZoneId.of("Europe/Berlin"), END, Set.of(recorded)),
            Instant.parse(asOf));
  }

  @Test
  void a_notice_due_within_the_skipped_hour_is_due_an_hour_later_by_the_clock_on_the_wall() {
    // 02:30 local does not exist on 2026-03-29; the day before the end begins at 03:30.
    assertThat(
            decide(
                Status.ACTIVE,
                "PRO",
                "2026-03-29T01:30:00Z",
                "notice-30d",
                "notice-14d",
                "notice-7d"))
        .containsExactly(new Warn("notice-1d", Instant.parse("2026-03-29T01:30:00Z"), 1));
    assertThat(
            decide(
                Status.ACTIVE,
                "PRO",
                "2026-03-29T01:29:59.999999Z",
                "notice-30d",
                "notice-14d",
                "notice-7d"))
        .isEmpty();
  }

  @Test
  void of_several_missed_notices_only_the_nearest_goes_out() {
    assertThat(decide(Status.ACTIVE, "PRO", "2026-03-24T00:00:00Z"))
        .containsExactly(
            new PassOver("notice-30d", Instant.parse("2026-02-28T01:30:00Z")),
            new PassOver("notice-14d", Instant.parse("2026-03-16T01:30:00Z")),
            new Warn("notice-7d", Instant.parse("2026-03-23T01:30:00Z"), 7));
  }

  @Test
  void a_notice_that_a_nearer_one_has_overtaken_stays_silent() {
    assertThat(decide(Status.ACTIVE, "PRO", "2026-03-24T00:00:00Z", "notice-7d", "notice-30d"))
        .containsExactly(new PassOver("notice-14d", Instant.parse("2026-03-16T01:30:00Z")));
  }

  @Test
  void an_outage_longer_than_the_grace_still_passes_through_it() {
    assertThat(
            decide(
                Status.ACTIVE,
                "PRO",
                "2026-06-01T00:00:00Z",
                "notice-30d",
                "notice-14d",
                "notice-7d",
                "notice-1d"))
        .containsExactly(
            new Move(Status.GRACE),
            new Announce("grace", END),
            new Move(Status.EXPIRED),
            new Announce("expired", Instant.parse("2026-04-13T00:30:00Z")));
  }

  @Test
  void no_grace_means_expired_at_the_end() {
    assertThat(
            decide(
                Status.ACTIVE,
                "FREE",
                "2026-03-30T00:30:00Z",
                "notice-30d",
                "notice-14d",
                "notice-7d",
                "notice-1d"))
        .containsExactly(new Move(Status.EXPIRED), new Announce("expired", END));
  }

  @Test
  void a_renewal_reinstates_and_warns_in_one_go() {
    assertThat(
            decide(
                Status.EXPIRED,
                "PRO",
                "2026-03-29T12:00:00Z",
                "notice-30d",
                "notice-14d",
                "notice-7d"))
        .containsExactly(
            new Move(Status.ACTIVE),
            new Announce("reinstated", Instant.parse("2026-03-29T12:00:00Z")),
            new Warn("notice-1d", Instant.parse("2026-03-29T01:30:00Z"), 1));
  }

  @Test
  void an_end_that_was_processed_by_a_clock_ahead_is_no_renewal() {
    assertThat(decide(Status.GRACE, "PRO", "2026-03-30T00:29:59Z", "grace")).isEmpty();
    assertThat(decide(Status.EXPIRED, "FREE", "2026-03-30T00:29:59Z", "expired")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUSPENDED", "REVOKED"})
  void what_a_person_stopped_stays_untouched(Status status) {
    assertThat(decide(status, "PRO", "2026-03-29T12:00:00Z")).isEmpty();
    assertThat(decide(status, "PRO", "2027-03-29T12:00:00Z")).isEmpty();
  }
}
