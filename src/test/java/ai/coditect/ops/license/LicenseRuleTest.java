package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.license.ExpiryPolicy.Fact;
import ai.coditect.ops.license.ExpiryPolicy.Progress;
import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.ExpiryPolicy.Step;
import ai.coditect.ops.license.ExpiryPolicy.Term;
import ai.coditect.ops.license.RuleTable.Case;
import ai.coditect.ops.license.RuleTable.End;
import ai.coditect.ops.license.RuleTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The written table is whole, and the policy does what it says. */
class LicenseRuleTest {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  /** Of a run that is ten minutes late. */
  static final RunInstants AT = RunInstants.of(NOW, NOW.plus(Duration.ofMinutes(10)));

  private static final RuleTable TABLE = RuleTable.read();

  @Test
  void every_case_has_one_row_and_every_row_a_case() {
    Set<Integer> used = new HashSet<>();
    for (Case it : RuleTable.cases()) {
      assertThat(TABLE.allThatFit(it)).as(it.toString()).hasSize(1);
      used.add(TABLE.row(it).number());
    }
    assertThat(used)
        .containsExactlyInAnyOrderElementsOf(TABLE.rows.stream().map(Row::number).toList());
    assertThat(TABLE.rows)
        .allSatisfy(
            row -> {
              assertThat(RuleTable.vocabulary()).containsAll(row.statuses());
              assertThat(RuleTable.vocabulary()).containsAll(row.ends());
              assertThat(RuleTable.vocabulary()).containsAll(row.recordeds());
              assertThat(RuleTable.vocabulary()).containsAll(row.notices());
            });
  }

  @Test
  void the_policy_does_what_the_row_says_and_comes_to_rest() {
    ExpiryPolicy policy = new ExpiryPolicy(BiteDriver.SETTINGS);
    for (Case it : RuleTable.cases()) {
      for (Term term : terms(it)) {
        List<Step> steps = policy.decide(term, AT);
        Row row = TABLE.row(it);
        assertThat(steps.stream().findFirst().map(step -> step.word().fact()))
            .as("row %d: %s", row.number(), term)
            .isEqualTo(row.told());
        assertThat(steps).hasSizeLessThanOrEqualTo(3);
        if (!steps.isEmpty()) {
          Term then = steps.get(0).then();
          Progress progress = java.util.Objects.requireNonNull(then.progress());
          assertThat(then.status()).isEqualTo(row.then().orElse(it.status()));
          assertThat(progress.end()).isEqualTo(term.end());
          assertThat(Optional.ofNullable(progress.stage()))
              .as("row %d: %s", row.number(), term)
              .isEqualTo(
                  row.told().equals(Optional.of(Fact.EXPIRING))
                      ? Optional.ofNullable(term.progress())
                          .filter(told -> it.recorded().ofThisEnd())
                          .map(Progress::stage)
                      : row.recorded());
        }
      }
    }
  }

  /** Every law of the page that can be read off one case. */
  @Test
  void the_last_word_is_the_state() {
    ExpiryPolicy policy = new ExpiryPolicy(BiteDriver.SETTINGS);
    for (Case it : RuleTable.cases()) {
      for (Term term : terms(it)) {
        List<Step> steps = policy.decide(term, AT);
        Term then = steps.isEmpty() ? term : steps.get(steps.size() - 1).then();
        boolean ours = List.of(Status.ACTIVE, Status.GRACE, Status.EXPIRED).contains(then.status());
        // Rows 7 and 17: an end that the clock, or another's, has passed; the next run decides.
        boolean decided = it.status() == Status.ACTIVE || it.end() != End.AHEAD;
        if (ours
            && decided
            && it.end() != End.PASSED_SINCE
            && then.progress() != null
            && then.progress().stage() != null) {
          assertThat(then.progress().stage()).as(term.toString()).isEqualTo(then.status());
        }
      }
    }
  }

  @Test
  void no_grace_is_cut_short_but_one_that_was_told() {
    ExpiryPolicy policy = new ExpiryPolicy(BiteDriver.SETTINGS);
    for (Case it : RuleTable.cases()) {
      for (Term term : terms(it)) {
        boolean expires =
            policy.decide(term, AT).stream().anyMatch(step -> step.word().fact() == Fact.EXPIRED);
        if (expires && it.end() == End.IN_GRACE) {
          assertThat(it.recorded()).isEqualTo(RuleTable.Recorded.THIS_GRACE);
        }
        assertThat(expires && List.of(End.AHEAD, End.PASSED_SINCE).contains(it.end()))
            .as(it.toString())
            .isFalse();
      }
    }
  }

  /** Licenses of which each is such a case at {@link #NOW}. */
  static List<Term> terms(Case it) {
    List<Term> terms = new ArrayList<>();
    String plan = it.end() == End.OVER_AT_ONCE ? "FREE" : "PRO";
    if (it.end() == End.PASSED_SINCE && !it.noticeDue() && !it.recorded().ofThisEnd()) {
      // Every notice is due by then.
      return List.of();
    }
    Instant end =
        switch (it.end()) {
          case AHEAD -> NOW.plus(it.noticeDue() ? 20 : 40, ChronoUnit.DAYS);
          case PASSED_SINCE -> NOW.plus(5, ChronoUnit.MINUTES);
          case IN_GRACE, OVER_AT_ONCE -> NOW.minus(5, ChronoUnit.DAYS);
          case OVER -> NOW.minus(20, ChronoUnit.DAYS);
        };
    terms.addAll(withProgress(it, plan, end));
    if (it.end() == End.AHEAD && !it.noticeDue()) {
      terms.addAll(withProgress(it, plan, null));
    }
    return terms;
  }

  private static List<Term> withProgress(Case it, String plan, @Nullable Instant end) {
    Instant other = NOW.minus(100, ChronoUnit.DAYS);
    Instant told = NOW.minus(1, ChronoUnit.HOURS);
    Instant wrong = AT.believable().plus(1, ChronoUnit.MICROS);
    Status stage =
        switch (it.recorded()) {
          case THIS_ACTIVE, OTHER_ACTIVE -> Status.ACTIVE;
          case THIS_GRACE, OTHER_GRACE -> Status.GRACE;
          case THIS_EXPIRED, OTHER_EXPIRED -> Status.EXPIRED;
          default -> null;
        };
    // Sixty days stand for other settings: the nearest that went out, and thirty is nearer.
    Integer days = stage == null ? Integer.valueOf(it.noticeDue() ? 60 : 30) : null;
    if (it.end() == End.PASSED_SINCE && !it.noticeDue()) {
      days = 1;
    }
    List<Progress> all = new ArrayList<>();
    if (it.recorded() == RuleTable.Recorded.NOTHING) {
      all.add(null);
    } else if (it.recorded().ofThisEnd()) {
      all.add(new Progress(end, stage, days, told));
      all.add(new Progress(end, stage, days, AT.believable()));
    } else {
      all.add(new Progress(other, stage, days, told));
      all.add(new Progress(end, stage, days, wrong));
      if (end != null) {
        all.add(new Progress(null, stage, days, told));
      }
    }
    return all.stream()
        .map(progress -> new Term(it.status(), plan, ZoneId.of("Europe/Berlin"), end, progress))
        .toList();
  }
}
