package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has to be done so that what stands equals what is rendered. */
record DeployPlan(List<Step> steps, int unchanged) {

  /** What is done. */
  enum Verb {
    CREATED,
    REPLACED,
    REMOVED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One call.
   *
   * @param document that is rendered; empty for what goes
   * @param old what stands; empty for what is made anew
   */
  record Step(
      Verb verb,
      Kind kind,
      String id,
      Optional<MonitoringDocument> document,
      Optional<Deployed> old) {

    static Step create(MonitoringDocument document) {
      return new Step(
          Verb.CREATED, document.kind(), document.id(), Optional.of(document), Optional.empty());
    }

    static Step replace(MonitoringDocument document, Deployed old) {
      return new Step(
          Verb.REPLACED, document.kind(), document.id(), Optional.of(document), Optional.of(old));
    }

    static Step remove(Deployed old) {
      return new Step(Verb.REMOVED, old.kind(), old.id(), Optional.empty(), Optional.of(old));
    }

    /** Of which kind, and which of them. */
    String what() {
      return kind.name().toLowerCase(Locale.ROOT) + " " + id;
    }

    String told() {
      return verb.word() + " " + what();
    }
  }

  private record Key(Kind kind, String id) {}

  /**
   * First everything that is made, each kind after those that it speaks of; then what goes, in the
   * other direction. A metric never goes: its points would go with it.
   */
  static DeployPlan of(List<MonitoringDocument> documents, List<Deployed> deployed) {
    Map<Key, Deployed> standing = new HashMap<>();
    List<Deployed> surplus = new ArrayList<>();
    List<Deployed> byName = deployed.stream().sorted(Comparator.comparing(Deployed::name)).toList();
    for (Deployed each : byName) {
      if (standing.putIfAbsent(new Key(each.kind(), each.id()), each) != null) {
        surplus.add(each);
      }
    }
    List<Step> steps = new ArrayList<>();
    Set<Key> wanted = new HashSet<>();
    int unchanged = 0;
    for (MonitoringDocument document :
        documents.stream().sorted(Comparator.comparing(MonitoringDocument::kind)).toList()) {
      Key key = new Key(document.kind(), document.id());
      wanted.add(key);
      Deployed old = standing.get(key);
      if (old == null) {
        steps.add(Step.create(document));
      } else if (old.hash().equals(document.hash())) {
        unchanged++;
      } else {
        steps.add(Step.replace(document, old));
      }
    }
    standing.forEach(
        (key, old) -> {
          if (!wanted.contains(key)) {
            surplus.add(old);
          }
        });
    surplus.stream()
        .filter(old -> old.kind() != Kind.DESCRIPTOR)
        .sorted(Comparator.comparing(Deployed::kind).reversed().thenComparing(Deployed::name))
        .forEach(old -> steps.add(Step.remove(old)));
    return new DeployPlan(List.copyOf(steps), unchanged);
  }
}
