package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.purge.BesideStore.Touched;
import ai.coditect.ops.erasure.purge.PeoplePurge.Bite;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.ledger.SubjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A hold protects against every way a row can go, also with somebody who is not held. */
final class HeldBeside {
  private final BesideStore store;
  private final HoldStore holds;

  HeldBeside(BesideStore store, HoldStore holds) {
    this.store = store;
    this.holds = holds;
  }

  /** Those of the people with whom something held would go or change, and the hold on it. */
  Map<UUID, Obstacle> of(Bite bite, Statements statements, SubjectKey key, List<Person> people) {
    Map<UUID, Obstacle> held =
        new HashMap<>(store.inHeldProjects(statements, people, bite.passOn(), bite.asOf(), false));
    List<Touched> touched = store.touched(statements, people, bite.passOn());
    if (touched.isEmpty()) {
      return held;
    }
    List<Person> others =
        store.find(touched.stream().flatMap(each -> each.other().stream()).distinct().toList());
    Map<UUID, Obstacle> onOthers = new HashMap<>();
    if (!others.isEmpty()) {
      onOthers.putAll(store.inHeldProjects(statements, others, bite.passOn(), bite.asOf(), true));
      onOthers.putAll(holds.obstructed(others, key, bite.asOf(), false));
    }
    Map<UUID, Obstacle> onTenants =
        holds.onOrganizations(
            touched.stream().flatMap(each -> each.tenant().stream()).collect(Collectors.toSet()),
            bite.asOf());
    for (Touched each : touched) {
      each.other()
          .map(onOthers::get)
          .or(() -> each.tenant().map(onTenants::get))
          .ifPresent(obstacle -> held.putIfAbsent(each.by().id(), obstacle));
    }
    return held;
  }

  /** Those whom rows keep that name another tenant, and that the server would not keep. */
  Map<UUID, Obstacle> ofAnotherTenant(Bite bite, Statements statements, List<Person> people) {
    return store.ofAnotherTenant(statements, people, bite.passOn());
  }
}
