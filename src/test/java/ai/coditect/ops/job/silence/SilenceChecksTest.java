package ai.coditect.ops.job.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SilenceChecksTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  private final Set<String> late = new HashSet<>();
  private Instant now = START;
  private int questions;
  private boolean away;

  private List<Check> items(String... jobs) {
    JobCatalog catalog =
        new JobCatalog(Stream.of(jobs).<JobCatalog.Entry<?>>map(this::entry).toList());
    return new SilenceChecks(this::answer, () -> catalog, new Moved()).items();
  }

  @Test
  void one_question_answers_all_items_of_a_look_and_the_next_look_asks_anew() {
    List<Check> items = items("a", "b", "c");
    assertThat(states(items)).containsExactly(State.OK, State.OK, State.OK);
    assertThat(questions).isEqualTo(1);

    late.add("c");
    assertThat(states(items)).containsExactly(State.OK, State.OK, State.FAILED);
    assertThat(questions).isEqualTo(2);
  }

  @Test
  void an_item_that_is_asked_alone_and_again_never_gets_an_old_answer() {
    List<Check> items = items("a", "b");
    assertThat(items.get(0).examine().state()).isEqualTo(State.OK);
    late.add("a");
    assertThat(items.get(0).examine().state()).isEqualTo(State.FAILED);

    late.add("b");
    now = now.plusSeconds(11);
    assertThat(items.get(1).examine().state()).isEqualTo(State.FAILED);
  }

  @Test
  void a_question_that_failed_is_asked_once_for_all_items_and_again_by_the_next_look() {
    List<Check> items = items("a", "b");
    away = true;
    for (Check item : items) {
      assertThatThrownBy(item::examine).isInstanceOf(IllegalStateException.class);
    }
    assertThat(questions).isEqualTo(1);
    away = false;
    late.add("b");
    assertThat(states(items)).containsExactly(State.OK, State.FAILED);
    assertThat(questions).isEqualTo(2);
  }

  private static List<State> states(List<Check> items) {
    return items.stream().map(each -> each.examine().state()).toList();
  }

  private List<Silence> answer(Collection<JobFile> files) {
    questions++;
    if (away) {
      throw new IllegalStateException("away");
    }
    return files.stream()
        .map(JobFile::name)
        .map(
            name ->
                new Silence(
                    name,
                    Duration.ofHours(1),
                    Optional.of(now.minus(Duration.ofHours(late.contains(name) ? 2 : 0))),
                    Optional.of(START),
                    Optional.empty()))
        .toList();
  }

  private JobCatalog.Entry<None> entry(String name) {
    Duration second = Duration.ofSeconds(1);
    return new JobCatalog.Entry<>(
        new JobFile(
            name,
            "",
            "tests",
            false,
            Optional.empty(),
            List.of(),
            List.of("license.changed"),
            Map.of(),
            new JobFile.Run(1, 1, second, 1, new JobFile.Backoff(second, second)),
            new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
            new JobFile.Alert(Duration.ofHours(1), "README.md#tests")),
        new Named(name),
        new None());
  }

  private record None() {}

  private record Named(String name) implements OpsJob<None> {
    @Override
    public Class<None> settings() {
      return None.class;
    }

    @Override
    public List<Stage<None>> stages() {
      return List.of();
    }

    @Override
    public Forecast forecast(JobRun run, None settings) {
      return new Forecast(List.of());
    }
  }

  private final class Moved extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
