package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LicenseExpirySettingsTest {

  @Test
  void names_every_problem_at_once() {
    ProblemsException refusal =
        catchThrowableOfType(
            ProblemsException.class,
            () ->
                new LicenseExpirySettings(
                    List.of(
                        Period.ofDays(7), Period.ofDays(7), Period.ofDays(0), Period.ofMonths(1)),
                    Map.of("FREE", Period.ofDays(-1), "PREMIUM", Period.ofDays(1))));

    assertThat(refusal.problems())
        .extracting(Problem::what)
        .containsExactlyInAnyOrder(
            "P0D is not a number of days from 1 to 3650.",
            "P1M is not a number of days from 1 to 3650.",
            "the same notice is there twice.",
            "plan PRO is missing.",
            "plan ENTERPRISE is missing.",
            "P-1D is not a number of days from 0 to 3650.",
            "there is no such plan.");
  }

  @Test
  void equal_settings_have_one_fingerprint_and_others_another() {
    Map<String, Integer> grace = Map.of("FREE", 0, "PRO", 14, "ENTERPRISE", 30);
    String fingerprint = BiteDriver.settings(grace, 30, 7).fingerprint();

    assertThat(fingerprint)
        .isEqualTo("rule=2 warn-before=30d,7d grace=ENTERPRISE:30d,FREE:0d,PRO:14d");
    assertThat(BiteDriver.settings(grace, 7, 30).fingerprint()).isEqualTo(fingerprint);
    assertThat(BiteDriver.settings(grace, 30).fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void the_horizon_lies_beyond_the_earliest_notice_in_any_zone() {
    assertThat(BiteDriver.SETTINGS.horizon(Instant.parse("2026-01-01T00:00:00Z")))
        .isEqualTo("2026-02-02T00:00:00Z");
    assertThat(BiteDriver.SETTINGS.horizon(Instant.parse("9999-12-31T00:00:00Z")))
        .isEqualTo("9999-12-31T23:59:59.999999Z");
  }
}
