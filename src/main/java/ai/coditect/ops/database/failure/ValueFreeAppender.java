package ai.coditect.ops.database.failure;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * The last step of every line of the log, whoever wrote it: exceptions keep their kinds and frames
 * and lose their messages, a line that repeats such a message loses it too, and one about a service
 * that is away is one line.
 */
public final class ValueFreeAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {
  private static final int SHORTEST = 4;
  private static final int MOST = 100;

  private final AppenderAttachableImpl<ILoggingEvent> behind = new AppenderAttachableImpl<>();

  @Override
  protected void append(ILoggingEvent event) {
    behind.appendLoopOnAppenders(withoutValues(event));
  }

  static ILoggingEvent withoutValues(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    List<Throwable> failures = failures(event);
    if (failures.isEmpty() && thrown == null) {
      return event;
    }
    String message = without(failures, event.getFormattedMessage());
    List<KeyValuePair> pairs = pairs(failures, event.getKeyValuePairs());
    if (!(thrown instanceof ThrowableProxy known)) {
      return new ValueFreeEvent(event, message, pairs, null);
    }
    // Of a service that is away a stack trace tells nothing, and its users say it again and again.
    return FailureWords.plain(known.getThrowable())
        .map(words -> new ValueFreeEvent(event, message + ": " + words, pairs, null))
        .orElseGet(
            () ->
                new ValueFreeEvent(
                    event,
                    message,
                    pairs,
                    new ThrowableProxy(FailureTrace.of(known.getThrowable()))));
  }

  /** Everything that was thrown and came along, in whatever place of the event. */
  private static List<Throwable> failures(ILoggingEvent event) {
    List<Object> carried = new ArrayList<>();
    if (event.getThrowableProxy() instanceof ThrowableProxy known) {
      carried.add(known.getThrowable());
    }
    if (event.getArgumentArray() != null) {
      carried.addAll(Arrays.asList(event.getArgumentArray()));
    }
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> carried.add(pair.value));
    }
    Set<Throwable> found = Collections.newSetFromMap(new IdentityHashMap<>());
    carried.stream()
        .filter(Throwable.class::isInstance)
        .forEach(each -> collect((Throwable) each, found));
    return found.stream()
        .filter(each -> each.getMessage() != null && each.getMessage().length() >= SHORTEST)
        // What holds another's message goes before it.
        .sorted(Comparator.comparingInt((Throwable each) -> -each.getMessage().length()))
        .toList();
  }

  private static void collect(@Nullable Throwable failure, Set<Throwable> found) {
    if (failure != null && found.size() < MOST && found.add(failure)) {
      collect(failure.getCause(), found);
      for (Throwable beside : failure.getSuppressed()) {
        collect(beside, found);
      }
    }
  }

  private static List<KeyValuePair> pairs(
      List<Throwable> failures, @Nullable List<KeyValuePair> pairs) {
    if (pairs == null) {
      return List.of();
    }
    return pairs.stream()
        .map(
            pair -> {
              String value = String.valueOf(pair.value);
              String left =
                  pair.value instanceof Throwable failure
                      ? FailureWords.kind(failure)
                      : without(failures, value);
              return left.equals(value) ? pair : new KeyValuePair(pair.key, left);
            })
        .toList();
  }

  private static String without(List<Throwable> failures, String text) {
    String left = text;
    for (Throwable each : failures) {
      String kind = FailureWords.kind(each);
      String said = String.valueOf(each.getMessage());
      if (kind.endsWith(said)) {
        // It may be said.
        continue;
      }
      left = left.replace(each.toString(), kind).replace(said, kind);
      for (String line : said.split("\\R")) {
        String plain = line.strip();
        if (plain.length() >= SHORTEST && plain.length() < said.length()) {
          left = left.replace(plain, kind);
        }
      }
    }
    return left;
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    behind.addAppender(appender);
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return behind.iteratorForAppenders();
  }

  @Override
  public Appender<ILoggingEvent> getAppender(String name) {
    return behind.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return behind.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    behind.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return behind.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return behind.detachAppender(name);
  }
}
