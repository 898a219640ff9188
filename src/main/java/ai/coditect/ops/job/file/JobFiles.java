package ai.coditect.ops.job.file;

import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.yaml.Findings;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The job files of the jar or of a directory. Reading finds every problem of every file at once.
 */
public final class JobFiles {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** A CronJob name has at most 52 characters, and ours begins with the worker's. */
  private static final int LONGEST_NAME = 40;

  /** Data that jobs are driven by lies beside the job files. */
  private static final Set<String> NOT_A_JOB =
      Set.of("personal-data.yaml", "participants.yaml", "privileges.yaml");

  private final TreeMap<String, byte[]> contents;
  private final String place;

  private JobFiles(String place, TreeMap<String, byte[]> contents) {
    this.place = place;
    this.contents = contents;
  }

  /** The files that travel in the jar. */
  public static JobFiles packaged() {
    TreeMap<String, byte[]> contents = new TreeMap<>();
    try {
      for (Resource resource :
          new PathMatchingResourcePatternResolver().getResources("classpath*:jobs/*.y*ml")) {
        try (InputStream stream = resource.getInputStream()) {
          contents.put(String.valueOf(resource.getFilename()), stream.readAllBytes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the packaged job files cannot be read", e);
    }
    return new JobFiles("jobs", contents);
  }

  /** The files of a directory, not of those below it. */
  public static JobFiles in(Path directory) {
    TreeMap<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
          contents.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The directory of job files cannot be read ("
                      + e.getClass().getSimpleName()
                      + ").",
                  directory.toString(),
                  "Set OPS_JOBS_DIR to a directory that the worker may read.")));
    }
    return new JobFiles(directory.toString(), contents);
  }

  /** The files of this directory, or the packaged ones when none is given. */
  public static JobFiles in(Optional<Path> directory) {
    return directory.map(JobFiles::in).orElseGet(JobFiles::packaged);
  }

  /** The files as they are written, by name, with the data that lies beside them. */
  public SortedMap<String, String> texts() {
    SortedMap<String, String> texts = new TreeMap<>();
    contents.forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
    return texts;
  }

  /**
   * What the files say, by name, without the code they belong to.
   *
   * @throws ProblemsException with every problem of every file
   */
  public List<JobFile> read(Clock clock) {
    List<Problem> problems = new ArrayList<>();
    List<JobFile> files =
        readAll(clock, problems).values().stream().map(parsed -> parsed.read().file()).toList();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return files;
  }

  /**
   * Joins each file with its job and binds the settings.
   *
   * @throws ProblemsException with every problem of every file, a file without a job, and a job
   *     without a file
   */
  public JobCatalog load(List<? extends OpsJob<?>> jobs, Clock clock) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Parsed> files = readAll(clock, problems);
    Map<String, OpsJob<?>> byName =
        jobs.stream().collect(Collectors.toMap(OpsJob::name, job -> job));
    List<JobCatalog.Entry<?>> entries = new ArrayList<>();
    files.forEach(
        (name, parsed) -> {
          OpsJob<?> job = byName.get(name);
          if (job == null) {
            problems.add(
                new Problem(
                    "No code is named \"" + name + "\".",
                    parsed.findings().file(),
                    DidYouMean.nearest(name, byName.keySet())
                        .map(near -> "Did you mean " + near + ".yaml?")
                        .orElse("Remove the file, or add the job's class.")));
          } else {
            PlanCheck.check(parsed.read().file(), job, parsed.findings());
            bind(parsed, job).ifPresent(entries::add);
            problems.addAll(parsed.findings().problems());
          }
        });
    Set<String> seen =
        contents.keySet().stream()
            .map(file -> file.substring(0, file.lastIndexOf('.')))
            .collect(Collectors.toSet());
    for (String name : new TreeSet<>(byName.keySet())) {
      if (!seen.contains(name)) {
        problems.add(
            new Problem(
                "The job \"" + name + "\" has no file.",
                place,
                "Add " + name + ".yaml, or remove the job's class."));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return new JobCatalog(List.copyOf(entries));
  }

  private <S extends Record> Optional<JobCatalog.Entry<S>> bind(Parsed parsed, OpsJob<S> job) {
    Optional<Section> section =
        parsed.read().settings().isPresent()
            ? parsed.read().settings().get().section()
            : parsed.withoutSettings(job.settings());
    Optional<S> settings = section.flatMap(each -> SettingsBinder.bind(job.settings(), each));
    return settings
        .filter(each -> parsed.findings().problems().isEmpty())
        .map(each -> new JobCatalog.Entry<>(parsed.read().file(), job, each));
  }

  /** A file that is well-formed; its findings so far are already among the problems. */
  private record Parsed(JobFileReader.Read read, MappingNode top, Findings findings) {
    /** An empty section if the job can do with it; a misspelt key was reported before. */
    Optional<Section> withoutSettings(Class<? extends Record> type) {
      Section section =
          new Section(
              new MappingNode(
                  top.getTag(),
                  true,
                  List.of(),
                  top.getFlowStyle(),
                  top.getStartMark(),
                  top.getEndMark()),
              "settings",
              findings);
      if (Arrays.stream(type.getRecordComponents())
          .allMatch(component -> component.getType() == Optional.class)) {
        return Optional.of(section);
      }
      if (new Section(top, "", new Findings("")).nearestTo("settings").isEmpty()) {
        section.report("The key \"settings\" is missing.", "Add \"settings:\".");
      }
      return Optional.empty();
    }
  }

  private Map<String, Parsed> readAll(Clock clock, List<Problem> problems) {
    Map<String, Parsed> files = new TreeMap<>();
    contents.forEach(
        (fileName, bytes) -> {
          if (NOT_A_JOB.contains(fileName)) {
            return;
          }
          Findings findings = new Findings(place + "/" + fileName);
          String name = fileName.substring(0, fileName.lastIndexOf('.'));
          checkName(fileName, name, findings);
          YamlFile.parse(bytes, findings)
              .ifPresent(
                  top -> {
                    Section section = new Section(top, "", findings);
                    JobFileReader.Read read = new JobFileReader(clock).read(name, section);
                    section.close();
                    files.put(name, new Parsed(read, top, findings));
                  });
          problems.addAll(findings.problems());
          findings.problems().clear();
        });
    if (files.isEmpty() && problems.isEmpty()) {
      problems.add(
          new Problem(
              "There is no job file.",
              place,
              "Add one, or unset OPS_JOBS_DIR to use the packaged."));
    }
    return files;
  }

  private static void checkName(String fileName, String name, Findings findings) {
    if (!fileName.endsWith(".yaml")) {
      findings.add("Job files end in .yaml.", "Rename it to " + name + ".yaml.");
    }
    if (!NAME.matcher(name).matches()) {
      findings.add(
          "The file name is the job's name and must be in kebab-case.",
          "Rename it to something as license-expiry.yaml.");
    } else if (name.length() > LONGEST_NAME) {
      findings.add("The job's name is longer than " + LONGEST_NAME + " characters.", "Shorten it.");
    }
  }
}
