package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has to be done so that what stands equals what is rendered. */
record DeployPlan(List<Step> steps, int unchanged) {

  /** One call. */
  sealed interface Step {
    String word();

    Kind kind();

    String id();

    default String told() {
      return word() + " " + kind().name().toLowerCase(java.util.Locale.ROOT) + " " + id();
    }
  }

  record Create(MonitoringDocument document) implements Step {
    @Override
    public String word() {
      return "created";
    }

    @Override
    public Kind kind() {
      return document.kind();
    }

    @Override
    public String id() {
      return document.id();
    }
  }

  record Replace(MonitoringDocument document, Deployed old) implements Step {
    @Override
    public String word() {
      return "replaced";
    }

    @Override
    public Kind kind() {
      return document.kind();
    }

    @Override
    public String id() {
      return document.id();
    }
  }

  record Remove(Deployed old) implements Step {
    @Override
    public String word() {
      return "removed";
    }

    @Override
    public Kind kind() {
      return old.kind();
    }

    @Override
    public String id() {
      return old.id();
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
        steps.add(new Create(document));
      } else if (old.hash().equals(document.hash())) {
        unchanged++;
      } else {
        steps.add(new Replace(document, old));
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
        .forEach(old -> steps.add(new Remove(old)));
    return new DeployPlan(List.copyOf(steps), unchanged);
  }
}
