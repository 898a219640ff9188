package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.erasure.evidence.CertificateStore.Erased;
import ai.coditect.ops.erasure.evidence.CertificateStore.Request;
import ai.coditect.ops.erasure.propagation.StoreReport;
import ai.coditect.ops.erasure.tally.Effect;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Keep;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One page about an answered request, as a document and as text. */
record Certificate(Map<String, Object> document, List<String> text) {
  /**
   * @param request empty when only the ledger knows of it, after a restore
   * @param erased what was erased for it; may be empty
   * @param backups what becomes of them
   */
  static Certificate of(
      UUID id,
      Optional<Request> request,
      List<Erased> erased,
      Optional<Witness> witness,
      PersonalDataMap map,
      String backups,
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
    boolean whole = request.map(Request::wholeOrganization).orElse(false);
    CountedRows counted = CountedRows.of(erased, map, whole);
    treatments(map, request.isPresent() ? counted.withRequest() : counted, document);
    document.put("backups", backups);
    document.put("issued", now.toString());
    return new Certificate(document, text(document));
  }

  /** The same page with the copies that were made anew since. */
  Certificate refreshed(Map<String, Optional<Instant>> views) {
    if (views.isEmpty()) {
      return this;
    }
    List<Object> lines = new ArrayList<>();
    views.forEach((view, at) -> lines.add(Map.of("view", view, "at", at.orElseThrow().toString())));
    Map<String, Object> more = new LinkedHashMap<>(document);
    more.put("refreshed", lines);
    return new Certificate(more, text(more));
  }

  /**
   * The same page with the other stores on it, which all have answered; in time with the last.
   *
   * @param fulfilledAt when that was by our clock, as the clocks of stores prove nothing; empty
   *     when only the ledger knows of the request
   */
  Certificate and(StoreReport others, Optional<Instant> fulfilledAt) {
    if (others.stores().isEmpty()) {
      return this;
    }
    Map<String, Object> more = new LinkedHashMap<>(document);
    fulfilledAt
        .or(others::last)
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

  /** What happened to each table, in rows that the ledger counts; the map says to which columns. */
  private static void treatments(
      PersonalDataMap map, CountedRows rows, Map<String, Object> document) {
    List<Object> gone = new ArrayList<>();
    List<Object> changed = new ArrayList<>();
    List<Object> untied = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (String name : rows.tables().keySet()) {
      add(gone, name, rows.of(name, Effect.DELETED));
      add(untied, name, rows.of(name, Effect.UNTIED));
    }
    for (Table table : map.tables().values()) {
      long anonymised = rows.of(table.name(), Effect.CHANGED);
      if (anonymised > 0) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("table", table.name());
        line.put("columns", anonymised(table));
        line.put("rows", anonymised);
        changed.add(line);
      }
      Optional<Long> there = rows.there(table);
      if (there.filter(count -> count == 0).isEmpty()) {
        table
            .columns()
            .forEach(
                (name, column) -> {
                  if (column.treatment() instanceof Keep keep) {
                    kept.add(kept(table.name() + "." + name, column.category(), keep, there));
                  }
                });
      }
    }
    document.put("erased", gone);
    document.put("anonymised", changed);
    document.put("untied", untied);
    document.put("kept", kept);
  }

  private static void add(List<Object> lines, String table, long rows) {
    if (rows > 0) {
      lines.add(Map.of("table", table, "rows", rows));
    }
  }

  private static List<String> anonymised(Table table) {
    List<String> columns = new ArrayList<>();
    table
        .columns()
        .forEach(
            (name, column) -> {
              if (column.treatment() instanceof Anonymise how) {
                columns.add(name + " (" + how.how().name().toLowerCase(Locale.ROOT) + ")");
              }
            });
    return columns;
  }

  private static Map<String, Object> kept(
      String what, PersonalDataMap.Category category, Keep keep, Optional<Long> rows) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("what", what);
    rows.ifPresent(count -> line.put("rows", count));
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
