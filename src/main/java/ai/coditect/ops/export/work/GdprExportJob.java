package ai.coditect.ops.export.work;

import ai.coditect.ops.export.GdprExportSettings;
import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemCollector;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Answers requests for copies. What is over is removed first, so that what a lost worker left is
 * gone before its request is answered anew, and once more at the end, when it counts.
 */
final class GdprExportJob implements OpsJob<GdprExportSettings> {
  static final String NAME = "gdpr-export";

  private final ExportWork work;
  private final MappedDatabase mapped;
  private final Shelves shelves;

  GdprExportJob(ExportWork work, MappedDatabase mapped, Shelves shelves) {
    this.work = work;
    this.mapped = mapped;
    this.shelves = shelves;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<GdprExportSettings> settings() {
    return GdprExportSettings.class;
  }

  /** A column that nobody has classified, or a category that nobody has explained, stops it. */
  @Override
  public List<Problem> obstacles(boolean dryRun) {
    ProblemCollector problems =
        new ProblemCollector().ask(mapped::problems).ask(this::withoutRecipients);
    if (!dryRun) {
      problems.get(shelves::present);
    }
    return problems.found();
  }

  private List<Problem> withoutRecipients() {
    PersonalDataMap map = mapped.map();
    return map.tables().values().stream()
        .flatMap(table -> table.columns().values().stream())
        .filter(column -> column.export().contains(Profile.ACCESS))
        .map(PersonalDataMap.Column::category)
        .distinct()
        .filter(category -> map.recipients().getOrDefault(category, List.of()).isEmpty())
        .map(
            category ->
                new Problem(
                    "nobody has said who receives data of the category "
                        + category.name().toLowerCase(Locale.ROOT)
                        + ".",
                    map.file() + ", recipients",
                    "List them; a person who asks for a copy is told (GDPR Art. 15(1)(c))."))
        .toList();
  }

  @Override
  public List<Problem> missingSettings() {
    if (shelves.configured()) {
      return List.of();
    }
    ProblemCollector problems = new ProblemCollector();
    problems.get(shelves::present);
    return problems.found();
  }

  @Override
  public Set<String> announces() {
    return Set.of(
        "ai.coditect.privacy.export.completed.v1", "ai.coditect.privacy.export.failed.v1");
  }

  @Override
  public List<Stage<GdprExportSettings>> stages() {
    return List.of(
        Stage.single("tell", (run, settings) -> work.tell(run)),
        Stage.single("remove", (run, settings) -> work.remove(run, false)),
        Stage.partitioned("packages", work::answer),
        Stage.single("remove-again", (run, settings) -> work.remove(run, true)));
  }

  @Override
  public Forecast forecast(JobRun run, GdprExportSettings settings) {
    return work.forecast(run);
  }
}
