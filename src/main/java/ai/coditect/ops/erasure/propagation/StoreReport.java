package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.privacy.participant.Participant;
import ai.coditect.ops.privacy.participant.Participants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the other stores have to do with an answered request, in the words of its certificate.
 *
 * @param open who has not said that it is done, with since when its time is over or until when it
 *     has
 * @param stores one document a store
 * @param last when the last of their answers came, by our clock; empty where none was asked
 */
public record StoreReport(
    List<String> open, List<Map<String, Object>> stores, Optional<Instant> last) {

  /**
   * One question and its answer.
   *
   * @param receivedAt when the answer came, by our clock
   * @param waivedReason why a person did without the answer
   */
  record Question(
      String participant,
      Instant askedAt,
      Instant deadline,
      Optional<StoreAnswer> answer,
      Optional<Instant> receivedAt,
      Optional<String> waivedReason) {
    private boolean settled() {
      return answer.filter(given -> given.outcome().settled()).isPresent();
    }

    private boolean late(Instant now) {
      return answer
          .filter(given -> given.outcome().settled())
          .map(StoreAnswer::at)
          .orElse(now)
          .isAfter(deadline);
    }
  }

  public boolean complete() {
    return open.isEmpty();
  }

  static StoreReport of(List<Question> questions, Participants participants, Instant now) {
    Map<String, List<Question>> byStore =
        questions.stream()
            .collect(
                Collectors.groupingBy(Question::participant, TreeMap::new, Collectors.toList()));
    List<String> open = new ArrayList<>();
    List<Map<String, Object>> stores = new ArrayList<>();
    byStore.forEach(
        (name, asked) -> {
          asked.stream()
              .filter(question -> !question.settled())
              .min(Comparator.comparing(Question::deadline))
              .ifPresent(
                  first ->
                      open.add(
                          name
                              + (first.late(now) ? ", overdue since " : ", due at ")
                              + first.deadline()));
          stores.add(document(name, participants.find(name), asked, now));
        });
    participants.all().stream()
        .filter(each -> !byStore.containsKey(each.name()))
        .forEach(each -> stores.add(notAsked(each)));
    return new StoreReport(open, stores, last(questions, Question::receivedAt));
  }

  private static Map<String, Object> document(
      String name, Optional<Participant> declared, List<Question> asked, Instant now) {
    Map<String, Object> document = named(name, declared);
    document.put("asked", least(asked, Question::askedAt).toString());
    document.put("due", least(asked, Question::deadline).toString());
    boolean settled = asked.stream().allMatch(Question::settled);
    document.put("outcome", settled ? words(asked) : "open");
    last(asked, question -> question.answer().map(StoreAnswer::at))
        .ifPresent(at -> document.put("answered", at.toString()));
    document.put("late", asked.stream().anyMatch(question -> question.late(now)));
    Map<String, Long> did = new TreeMap<>();
    asked.stream()
        .flatMap(question -> question.answer().stream())
        .forEach(answer -> answer.did().forEach((kind, n) -> did.merge(kind, n, Long::sum)));
    if (!did.isEmpty()) {
      document.put("did", did);
    }
    List<String> waived =
        asked.stream().flatMap(question -> question.waivedReason().stream()).distinct().toList();
    if (!waived.isEmpty()) {
      document.put("withoutItsAnswerBecause", String.join("; ", waived));
    }
    return document;
  }

  private static Map<String, Object> notAsked(Participant declared) {
    Map<String, Object> document = named(declared.name(), Optional.of(declared));
    document.put("outcome", "not asked: it was declared after the erasure");
    return document;
  }

  private static Map<String, Object> named(String name, Optional<Participant> declared) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("store", name);
    document.put(
        "title", declared.map(Participant::title).orElse("a store that is not declared any more"));
    declared.map(Participant::words).ifPresent(words -> document.put("holds", words));
    return document;
  }

  private static String words(List<Question> asked) {
    return asked.stream()
        .flatMap(question -> question.answer().stream())
        .map(answer -> answer.outcome().word())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Optional<Instant> last(
      List<Question> asked, Function<Question, Optional<Instant>> part) {
    return asked.stream()
        .flatMap(question -> part.apply(question).stream())
        .max(Comparator.naturalOrder());
  }

  private static Instant least(List<Question> asked, Function<Question, Instant> part) {
    return asked.stream().map(part).min(Comparator.naturalOrder()).orElseThrow();
  }
}
