package ai.coditect.ops.check.service;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.BucketRulesClient;
import ai.coditect.ops.storage.BucketRulesClient.Rules;
import ai.coditect.ops.storage.Place;
import ai.coditect.ops.storage.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Buckets do with what lies in them what it is there for: packages go when they are deleted, the
 * ledger stays.
 *
 * @param packages the value of OPS_EXPORT_URI
 * @param ledger the value of OPS_LEDGER_URI
 */
record BucketItems(BucketRulesClient client, Optional<String> packages, Optional<String> ledger)
    implements CheckGroup {
  private static final Use PACKAGES = use("OPS_EXPORT_URI");
  private static final Use LEDGER = use("OPS_LEDGER_URI");

  private static Use use(String setting) {
    return new Use(
        "the bucket",
        setting,
        "Set it to gs://bucket/prefix or to file:///dir, an existing directory.",
        "Grant storage.buckets.get on it.");
  }

  @Override
  public List<Check> items() {
    return List.of(
        new Item(
            "the bucket of packages lets go of what is deleted",
            packages,
            PACKAGES,
            BucketItems::lettingGo),
        new Item(
            "the bucket of the ledger keeps what is written",
            ledger,
            LEDGER,
            BucketItems::keeping));
  }

  private static List<Problem> lettingGo(String bucket, Rules rules) {
    List<Problem> problems = new ArrayList<>();
    if (rules.versions()) {
      problems.add(
          problem(
              "It keeps older versions: a package that expired is still there.",
              bucket,
              "gcloud storage buckets update gs://" + bucket + " --no-versioning"));
    }
    if (!rules.softDelete().isZero()) {
      problems.add(
          problem(
              "It keeps what is deleted for " + rules.softDelete().toDays() + " days.",
              bucket,
              "gcloud storage buckets update gs://" + bucket + " --clear-soft-delete"));
    }
    if (!rules.retention().isZero()) {
      problems.add(
          problem(
              "It lets nothing be deleted for " + rules.retention().toDays() + " days.",
              bucket,
              rules.locked()
                  ? "Its policy is locked: name another bucket."
                  : "gcloud storage buckets update gs://" + bucket + " --clear-retention-period"));
    }
    return problems;
  }

  private static List<Problem> keeping(String bucket, Rules rules) {
    List<Problem> problems = new ArrayList<>();
    if (rules.retention().compareTo(Duration.ofDays(1)) < 0) {
      problems.add(
          problem(
              "It has no retention policy: whoever may write the ledger may delete it.",
              bucket,
              "gcloud storage buckets update gs://" + bucket + " --retention-period=10y"));
    }
    if (rules.deletes()) {
      problems.add(
          problem(
              "A rule of its lifecycle deletes by itself, the ledger too.",
              bucket,
              "gcloud storage buckets update gs://" + bucket + " --clear-lifecycle"));
    }
    return problems;
  }

  private static Problem problem(String what, String bucket, String cure) {
    return new Problem(what, "bucket " + bucket, cure);
  }

  private final class Item implements Check {
    private final String claim;
    private final Optional<String> uri;
    private final Use use;
    private final BiFunction<String, Rules, List<Problem>> judge;

    Item(
        String claim,
        Optional<String> uri,
        Use use,
        BiFunction<String, Rules, List<Problem>> judge) {
      this.claim = claim;
      this.uri = uri;
      this.use = use;
      this.judge = judge;
    }

    @Override
    public String claim() {
      return claim;
    }

    @Override
    public Finding examine() {
      if (uri.isEmpty()) {
        return Finding.notApplicable(use.setting() + " is not set");
      }
      try {
        if (!(Place.read(uri.get(), use) instanceof Place.Bucket place)) {
          return Finding.notApplicable(use.setting() + " names a directory");
        }
        Optional<Rules> rules = client.read(place, use);
        if (rules.isEmpty()) {
          return Finding.notApplicable(
              "not proven: the worker lacks storage.buckets.get on "
                  + place.name()
                  + " (roles/storage.bucketViewer)");
        }
        List<Problem> problems = judge.apply(place.name(), rules.get());
        return problems.isEmpty() ? Finding.ok(place.name()) : Finding.failed(problems);
      } catch (ProblemsException e) {
        return Finding.failed(e.problems());
      }
    }
  }
}
