package ai.coditect.ops.backup;

import ai.coditect.ops.backup.instance.FreshnessPolicy;
import ai.coditect.ops.backup.instance.FreshnessPolicy.Seen;
import ai.coditect.ops.backup.instance.InstancePolicy;
import ai.coditect.ops.backup.instance.Point;
import ai.coditect.ops.backup.instance.SourceInstance;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The items that the Admin API answers, all from one look. */
record InstanceItems(
    SourceInstance source,
    Supplier<BackupVerificationSettings> settings,
    Supplier<Long> databaseBytes,
    Clock clock)
    implements CheckGroup {

  @Override
  public List<Check> items() {
    Supplier<List<Point>> look = once(this::points);
    List<Check> items = new ArrayList<>();
    // The claims need no answer of the service: any instance is judged by the same points.
    for (Point point : claims()) {
      items.add(
          new InstanceCheck(
              point.name(),
              point.claim(),
              () -> source.name(settings.get().instance()).isPresent(),
              look));
    }
    return List.copyOf(items);
  }

  private List<Point> points() {
    BackupVerificationSettings set = settings.get();
    return judge(source.look(source.name(set.instance()).orElseThrow()), set, databaseBytes.get());
  }

  private List<Point> claims() {
    return judge(Seen.NOTHING, settings.get(), 0);
  }

  private List<Point> judge(Seen seen, BackupVerificationSettings set, long bytes) {
    List<Point> points =
        new ArrayList<>(new FreshnessPolicy(set.freshness()).judge(seen, clock.instant()));
    points.addAll(1, new InstancePolicy(set.expected()).judge(seen.instance()));
    points.add(InstancePolicy.room(seen.instance(), bytes));
    return List.copyOf(points);
  }

  /** The first answer for everybody who asks; a failure is thrown to each of them. */
  private static <T> Supplier<T> once(Supplier<T> supplier) {
    List<T> answers = new ArrayList<>();
    List<RuntimeException> failures = new ArrayList<>();
    return () -> {
      if (answers.isEmpty() && failures.isEmpty()) {
        try {
          answers.add(supplier.get());
        } catch (RuntimeException e) {
          failures.add(e);
        }
      }
      if (!failures.isEmpty()) {
        throw failures.get(0);
      }
      return answers.get(0);
    };
  }
}
