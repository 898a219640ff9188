package ai.coditect.ops.database;

import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is held against what is declared: every privilege too many and every one missing. */
final class PrivilegeComparison {
  private static final String SYSTEM = "coditect_system";

  private final Privileges declared;
  private final List<HeldPrivilege> held;

  private PrivilegeComparison(Privileges declared, List<HeldPrivilege> held) {
    this.declared = declared;
    this.held = held;
  }

  static List<Problem> between(Privileges declared, List<HeldPrivilege> held) {
    PrivilegeComparison comparison = new PrivilegeComparison(declared, held);
    List<Problem> problems = new ArrayList<>(comparison.excess());
    problems.addAll(comparison.missing());
    return problems;
  }

  private record Grant(String kind, String object, String privilege, String holder) {}

  private List<Problem> excess() {
    Map<Grant, Set<String>> columns = new LinkedHashMap<>();
    Map<String, Problem> throughMembership = new TreeMap<>();
    for (HeldPrivilege one : held) {
      if (one.privilege().isEmpty()
          || declared.allow(one.name(), one.privilege(), one.columnName())) {
        continue;
      }
      if (one.revocable()) {
        Grant grant = new Grant(one.kind(), one.name(), one.privilege(), one.holder());
        columns.computeIfAbsent(grant, g -> new TreeSet<>()).add(one.columnName());
      } else {
        throughMembership.putIfAbsent(
            one.holder(),
            new Problem(
                "The worker can become "
                    + one.holder()
                    + ", which holds privileges beyond the declared list, "
                    + one.privilege()
                    + " on "
                    + one.name()
                    + " among them.",
                "role " + one.holder(),
                one.leave()));
      }
    }
    List<Problem> problems = new ArrayList<>(throughMembership.values());
    columns.forEach((grant, names) -> problems.add(tooMuch(grant, names)));
    return problems;
  }

  private Problem tooMuch(Grant grant, Set<String> columns) {
    boolean whole = columns.contains("");
    String what = grant.privilege() + (whole ? "" : " (" + String.join(", ", columns) + ")");
    String cure = statement("revoke", what, grant.kind(), grant.object(), "from", grant.holder());
    Set<String> kept = declared.columns(grant.object(), grant.privilege());
    if (whole && !kept.isEmpty() && grant.holder().equals(SYSTEM)) {
      // Revoking from the table takes the columns with it.
      cure += " " + grantStatement(grant.kind(), grant.object(), grant.privilege(), kept);
    }
    return new Problem(
        "The worker may " + what + " beyond the declared list, granted to " + grant.holder() + ".",
        grant.kind() + " " + grant.object(),
        cure);
  }

  private List<Problem> missing() {
    Set<String> present = held.stream().map(HeldPrivilege::name).collect(Collectors.toSet());
    List<Problem> problems = new ArrayList<>();
    declared
        .declared()
        .forEach(
            (object, privileges) -> {
              String kind = declared.kinds().get(object);
              if (present.contains(object)) {
                privileges.forEach(
                    (privilege, columns) -> tooLittle(kind, object, privilege, columns, problems));
              } else if (!declared.optional().contains(object)) {
                problems.add(
                    new Problem(
                        "The " + kind + " is missing.", kind + " " + object, "Run migrate."));
              }
            });
    return problems;
  }

  private void tooLittle(
      String kind, String object, String privilege, Set<String> columns, List<Problem> problems) {
    Set<String> has =
        held.stream()
            .filter(one -> one.effective() && one.name().equals(object))
            .filter(one -> one.privilege().equals(privilege))
            .map(HeldPrivilege::columnName)
            .collect(Collectors.toSet());
    Set<String> lacking = new TreeSet<>(columns);
    lacking.removeAll(has);
    if (has.contains("") || (lacking.isEmpty() && !columns.isEmpty())) {
      return;
    }
    problems.add(
        new Problem(
            "The worker lacks " + privilege + columnList(lacking) + ".",
            kind + " " + object,
            grantStatement(kind, object, privilege, lacking)));
  }

  private static String grantStatement(
      String kind, String object, String privilege, Set<String> columns) {
    return statement("grant", privilege + columnList(columns), kind, object, "to", SYSTEM);
  }

  private static String statement(
      String verb, String privilege, String kind, String object, String preposition, String role) {
    String on = kind.equals("table") ? "" : kind + " ";
    return verb + " " + privilege + " on " + on + object + " " + preposition + " " + role + ";";
  }

  private static String columnList(Set<String> columns) {
    return columns.isEmpty() ? "" : " (" + String.join(", ", columns) + ")";
  }
}
