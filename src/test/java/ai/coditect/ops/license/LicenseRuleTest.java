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
  static final Instant BELIEVABLE = NOW.plus(Duration.ofMinutes(10));
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
        List<Step> steps = policy.decide(term, NOW, BELIEVABLE);
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
        List<Step> steps = policy.decide(term, NOW, BELIEVABLE);
        Term then = steps.isEmpty() ? term : steps.get(steps.size() - 1).then();
        boolean ours = List.of(Status.ACTIVE, Status.GRACE, Status.EXPIRED).contains(then.status());
        if (ours && then.progress() != null && then.progress().stage() != null) {
          assertThat(then.progress().stage()).as(term.toString()).isEqualTo(standsFor(then, it));
        }
      }
    }
  }

  /** Row 7: the end lies minutes ahead, and another worker's clock has told what it brings. */
  private static Status standsFor(Term then, Case it) {
    return TABLE.row(it).number() == 7
        ? java.util.Objects.requireNonNull(
            java.util.Objects.requireNonNull(then.progress()).stage())
        : then.status();
  }

  /** Licenses of which each is such a case at {@link #NOW}. */
  static List<Term> terms(Case it) {
    List<Term> terms = new ArrayList<>();
    String plan = it.end() == End.OVER_AT_ONCE ? "FREE" : "PRO";
    Instant end =
        NOW.plus(
            switch (it.end()) {
              case AHEAD -> it.noticeDue() ? 20 : 40;
              case IN_GRACE, OVER_AT_ONCE -> -5;
              case OVER -> -20;
            },
            ChronoUnit.DAYS);
    terms.addAll(withProgress(it, plan, end));
    if (it.end() == End.AHEAD && !it.noticeDue()) {
      terms.addAll(withProgress(it, plan, null));
    }
    return terms;
  }

  private static List<Term> withProgress(Case it, String plan, @Nullable Instant end) {
    Instant other = NOW.minus(100, ChronoUnit.DAYS);
    Instant told = NOW.minus(1, ChronoUnit.HOURS);
    Instant wrong = BELIEVABLE.plus(1, ChronoUnit.MICROS);
    Status stage =
        switch (it.recorded()) {
          case THIS_ACTIVE, OTHER_ACTIVE -> Status.ACTIVE;
          case THIS_GRACE, OTHER_GRACE -> Status.GRACE;
          case THIS_EXPIRED, OTHER_EXPIRED -> Status.EXPIRED;
          default -> null;
        };
    // Sixty days stand for other settings: the nearest that went out, and thirty is nearer.
    Integer days = stage == null ? Integer.valueOf(it.noticeDue() ? 60 : 30) : null;
    List<Progress> all = new ArrayList<>();
    if (it.recorded() == RuleTable.Recorded.NOTHING) {
      all.add(null);
    } else if (it.recorded().ofThisEnd()) {
      all.add(new Progress(end, stage, days, told));
      all.add(new Progress(end, stage, days, BELIEVABLE));
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
