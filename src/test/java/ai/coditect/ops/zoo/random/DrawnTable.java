package ai.coditect.ops.zoo.random;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One table while it is drawn, and afterwards. */
final class DrawnTable {
  static final String USERS = "coditect_shared.users";
  static final String ORGANIZATIONS = "coditect_shared.organizations";
  static final String PROJECTS = "coditect_shared.projects";
  static final String LICENSES = "coditect_shared.licenses";

  /** A column with what stands behind its name. */
  record Column(String name, String type, boolean nullable, String more) {
    String sql() {
      return name + " " + type + (nullable ? "" : " not null") + (more.isEmpty() ? "" : " " + more);
    }
  }

  /** Where a path goes next. */
  record Step(String column, String table, String key) {
    @Override
    public String toString() {
      return column + " -> " + table + "." + key;
    }
  }

  enum Rows {
    ERASE,
    KEEP,
    NOBODYS
  }

  final String name;
  final Map<String, Column> columns = new LinkedHashMap<>();
  final List<DrawnKey> keys = new ArrayList<>();

  /** Whole statements: partitions, indexes, children, triggers. */
  final List<String> after = new ArrayList<>();

  /** Tables that are part of it by inheritance, where rows may lie. */
  final List<String> children = new ArrayList<>();

  String made = "";

  /** Whether a foreign key may point to its id, alone or with its tenant. */
  boolean target = true;

  boolean tenantTarget;

  // What the map says of it.
  boolean mapped = true;
  Rows rows = Rows.NOBODYS;
  @Nullable Step subject;
  @Nullable Step organization;
  boolean outlives;

  /** What becomes of the personal columns: erase, clear, pseudonym, reassign or keep. */
  final Map<String, String> personal = new LinkedHashMap<>();

  final Set<String> notPersonal = new LinkedHashSet<>();
  final Map<String, DrawnKey.Action> wanted = new LinkedHashMap<>();
  final List<String> harmless = new ArrayList<>();

  DrawnTable(String name) {
    this.name = name;
  }

  String shortName() {
    return name.substring(name.indexOf('.') + 1);
  }

  boolean namesTenant() {
    return organization != null && organization.table().equals(ORGANIZATIONS);
  }

  boolean wants(DrawnKey key) {
    return key.does().acts() && wanted.get(key.name()) == key.does();
  }

  /** Its lines of the map. */
  String lines() {
    StringBuilder lines = new StringBuilder("  " + name + ":\n");
    if (rows != Rows.NOBODYS) {
      lines.append("    rows: " + (rows == Rows.ERASE ? "erase" : "keep") + "\n");
      lines.append("    subject: " + subject + "\n");
    }
    if (organization != null) {
      lines.append("    organization: " + organization + "\n");
    }
    if (outlives) {
      lines.append("    outlives-organization: true\n");
    }
    if (!harmless.isEmpty()) {
      lines.append("    triggers:\n");
      harmless.forEach(
          each ->
              lines.append("      " + each + ": { effect: harmless, reason: It only looks. }\n"));
    }
    if (!wanted.isEmpty()) {
      lines.append("    foreign-keys:\n");
      wanted.forEach(
          (key, does) ->
              lines.append(
                  "      "
                      + key
                      + ": { on-delete: "
                      + does.inMap()
                      + ", reason: So it is wanted. }\n"));
    }
    if (!personal.isEmpty()) {
      lines.append("    columns:\n");
      personal.forEach(
          (column, how) ->
              lines.append(
                  "      "
                      + column
                      + ": { "
                      + switch (how) {
                        case "erase" -> "do: erase";
                        case "keep" -> "do: keep, ground: Tax law, for: 10y";
                        default -> "do: anonymise, how: " + how;
                      }
                      + ", category: content, purpose: collaboration, provided: true, export: [ access ] }\n"));
    }
    if (!notPersonal.isEmpty()) {
      lines.append("    not-personal: [ " + String.join(", ", notPersonal) + " ]\n");
    }
    return lines.toString();
  }
}
