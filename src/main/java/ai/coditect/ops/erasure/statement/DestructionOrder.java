package ai.coditect.ops.erasure.statement;

import ai.coditect.ops.erasure.statement.PlacedTable.Hop;
import ai.coditect.ops.erasure.statement.PlacedTable.Reference;
import ai.coditect.ops.erasure.statement.PlacedTable.Writing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Each table before those that it refers to. Tables that refer to each other follow one another, as
 * their rows go in one statement.
 */
record DestructionOrder(Map<String, Set<String>> waitsFor) {

  static List<PlacedTable> of(Map<String, PlacedTable> places) {
    DestructionOrder order = new DestructionOrder(waits(places));
    List<PlacedTable> ordered = new ArrayList<>();
    while (!order.waitsFor.isEmpty()) {
      List<String> next =
          order.free().map(List::of).orElseGet(() -> order.among(order.awaited(order.first())));
      order.remove(next);
      List<String> circle = next.size() == 1 ? List.of() : next;
      next.forEach(name -> ordered.add(places.get(name).within(circle)));
    }
    return ordered;
  }

  private static Map<String, Set<String>> waits(Map<String, PlacedTable> places) {
    Map<String, Set<String>> waitsFor = new LinkedHashMap<>();
    places.keySet().forEach(name -> waitsFor.put(name, new LinkedHashSet<>()));
    for (PlacedTable place : places.values()) {
      for (Reference reference : place.references()) {
        if (places.containsKey(reference.table()) && !reference.table().equals(place.table())) {
          waitsFor.get(place.table()).add(reference.table());
        }
      }
      // A path without a foreign key orders as well: its end must still be there to be followed.
      List<List<Hop>> paths = new ArrayList<>(List.of(place.path(), place.organizationPath()));
      place.also().forEach(also -> paths.add(also.path()));
      for (List<Hop> path : paths) {
        for (Hop hop : path) {
          if (waitsFor.containsKey(hop.table()) && !hop.table().equals(place.table())) {
            waitsFor.get(hop.table()).add(place.table());
          }
        }
      }
    }
    // What is written when rows go is erased after them, and is found without them.
    for (PlacedTable place : places.values()) {
      for (Writing writing : place.writings()) {
        waitsFor.get(place.table()).remove(writing.into());
        waitsFor.get(writing.into()).add(place.table());
      }
    }
    return waitsFor;
  }

  private Optional<String> free() {
    return waitsFor.entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * In a circle of references somebody has to be first; the order of the map decides. Whoever only
   * waits for the circle is not in it.
   */
  private String first() {
    return waitsFor.keySet().stream()
        .filter(name -> awaited(name).stream().allMatch(other -> awaited(other).contains(name)))
        .findFirst()
        .orElseThrow();
  }

  /** The order among some that wait for nobody else. */
  private List<String> among(Set<String> tables) {
    Map<String, Set<String>> some = new LinkedHashMap<>();
    waitsFor.forEach(
        (name, others) -> {
          if (tables.contains(name)) {
            some.put(name, new LinkedHashSet<>(others));
          }
        });
    DestructionOrder inside = new DestructionOrder(some);
    List<String> ordered = new ArrayList<>();
    while (!some.isEmpty()) {
      String next = inside.free().orElseGet(inside::first);
      inside.remove(List.of(next));
      ordered.add(next);
    }
    return List.copyOf(ordered);
  }

  private void remove(Collection<String> names) {
    waitsFor.keySet().removeAll(names);
    waitsFor.values().forEach(others -> others.removeAll(names));
  }

  /** Whom somebody waits for, directly or through others. */
  private Set<String> awaited(String name) {
    Set<String> awaited = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(waitsFor.get(name));
    while (!next.isEmpty()) {
      String other = next.remove();
      if (awaited.add(other)) {
        next.addAll(waitsFor.get(other));
      }
    }
    return awaited;
  }
}
