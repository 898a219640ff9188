package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.erasure.evidence.CertificateStore.Erased;
import ai.coditect.ops.erasure.evidence.CertificateStore.Request;
import ai.coditect.ops.erasure.propagation.StoreReport;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Keep;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** One page about an answered request, as a document and as text. */
record Certificate(Map<String, Object> document, List<String> text) {
  static final String BACKUPS =
      "Backups made before the erasure still hold the data for at most 7 days (daily backups and"
          + " point-in-time recovery of 7 days each). They are not restored except after a loss;"
          + " then the ledger is replayed before anybody gets in, and the data is erased again.";

  /**
   * @param request empty when only the ledger knows of it, after a restore
   * @param erased what was erased for it; may be empty
   */
  static Certificate of(
      UUID id,
      Optional<Request> request,
      List<Erased> erased,
      Optional<Witness> witness,
      PersonalDataMap map,
      Instant now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("request", id.toString());
    document.put(
        "organization",
        request
            .map(Request::organization)
            .orElseGet(() -> erased.get(0).organization())
            .toString());
    request.ifPresent(asked -> describe(asked, document));
    Optional<Instant> completed =
        request.flatMap(Request::finishedAt).or(() -> first(erased).map(Erased::erasedAt));
    Instant due =
        request
            .map(asked -> asked.extendedUntil().orElse(asked.dueAt()))
            .orElseGet(() -> erased.get(0).dueAt());
    document.put("due", due.toString());
    document.put("completed", completed.map(Object::toString).orElse(null));
    document.put("inTime", completed.map(at -> !at.isAfter(due)).orElse(null));
    document.put(
        "result", request.flatMap(Request::ground).filter(g -> !g.isEmpty()).orElse("erased"));
    document.put("ledger", ledger(erased, witness));
    Map<String, Long> rows = new TreeMap<>();
    erased.forEach(each -> each.counts().forEach((t, n) -> rows.merge(t, n, Long::sum)));
    treatments(map, rows, request.map(Request::wholeOrganization).orElse(false), document);
    document.put("backups", BACKUPS);
    document.put("issued", now.toString());
    return new Certificate(document, text(document));
  }

  /** The same page with the other stores on it, which all have answered; in time with the last. */
  Certificate and(StoreReport others) {
    if (others.stores().isEmpty()) {
      return this;
    }
    Map<String, Object> more = new LinkedHashMap<>(document);
    others
        .last()
        .ifPresent(
            last -> {
              Instant due = Instant.parse(document.get("due").toString());
              more.put("fulfilled", last.toString());
              more.computeIfPresent(
                  "inTime", (name, here) -> here.equals(true) && !last.isAfter(due));
            });
    more.put("otherStores", others.stores());
    return new Certificate(more, text(more));
  }

  private static Optional<Erased> first(List<Erased> erased) {
    return erased.stream().findFirst();
  }

  private static void describe(Request asked, Map<String, Object> document) {
    document.put("wholeOrganization", asked.wholeOrganization());
    document.put("requested", asked.requestedAt().toString());
    asked
        .extendedUntil()
        .ifPresent(
            until -> {
              document.put("dueBeforeExtension", asked.dueAt().toString());
              document.put("extendedUntil", until.toString());
              document.put("extensionReason", asked.extensionReason().orElse(null));
            });
  }

  private static Map<String, Object> ledger(List<Erased> erased, Optional<Witness> witness) {
    Map<String, Object> ledger = new LinkedHashMap<>();
    if (erased.isEmpty()) {
      ledger.put("verified", false);
      ledger.put("detail", "nobody was there to be erased for this request, so no entry stands");
      return ledger;
    }
    Erased last = erased.get(erased.size() - 1);
    ledger.put("deletion", last.deletion().toString());
    ledger.put("segment", last.segment());
    ledger.put("head", witness.flatMap(Witness::head).map(head -> head.hash()).orElse(null));
    ledger.put("subject", last.subject().hash());
    ledger.put("key", last.subject().key());
    ledger.put("verified", witness.map(Witness::verified).orElse(false));
    ledger.put("detail", witness.map(Witness::detail).orElse("not looked at"));
    return ledger;
  }

  /** What happened to each table, by the map and by the rows that the ledger counts. */
  private static void treatments(
      PersonalDataMap map, Map<String, Long> rows, boolean whole, Map<String, Object> document) {
    List<Object> gone = new ArrayList<>();
    List<Object> changed = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (Table table : map.tables().values()) {
      long count = rows.getOrDefault(table.name(), 0L);
      boolean erased =
          table.rows().equals(Optional.of(Rows.ERASE)) || whole && !table.outlivesOrganization();
      if (count > 0 && (erased || table.columns().isEmpty())) {
        gone.add(Map.of("table", table.name(), "rows", count));
      }
      if (erased) {
        continue;
      }
      List<String> anonymised = new ArrayList<>();
      table
          .columns()
          .forEach(
              (name, column) -> {
                if (column.treatment() instanceof Anonymise how) {
                  anonymised.add(name + " (" + how.how().name().toLowerCase(Locale.ROOT) + ")");
                } else if (column.treatment() instanceof Keep keep) {
                  kept.add(kept(table.name() + "." + name, column.category(), keep));
                }
              });
      if (count > 0 && !anonymised.isEmpty()) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("table", table.name());
        line.put("columns", anonymised);
        line.put("rows", count);
        changed.add(line);
      }
    }
    document.put("erased", gone);
    document.put("anonymised", changed);
    document.put("kept", kept);
  }

  private static Map<String, Object> kept(
      String what, PersonalDataMap.Category category, Keep keep) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("what", what);
    line.put("category", category.name().toLowerCase(Locale.ROOT));
    line.put("ground", keep.ground());
    line.put("for", keep.period().map(Period::toString).orElse("life-of-organization"));
    return line;
  }

  private static List<String> text(Map<String, Object> document) {
    List<String> text = new ArrayList<>();
    text.add("Certificate of erasure");
    text.add("");
    document.forEach(
        (name, value) -> {
          if (value instanceof List<?> lines) {
            text.add(name + (lines.isEmpty() ? ": nothing" : ":"));
            lines.forEach(line -> text.add("  - " + line(line)));
          } else if (value instanceof Map<?, ?> parts) {
            text.add(name + ":");
            parts.forEach((part, of) -> text.add("  " + part + ": " + of));
          } else if (value != null) {
            text.add(name + ": " + value);
          }
        });
    return text;
  }

  private static String line(Object line) {
    List<String> parts = new ArrayList<>();
    if (line instanceof Map<?, ?> named) {
      named.forEach((name, value) -> parts.add(name + " " + value));
    }
    return String.join(", ", parts);
  }
}
