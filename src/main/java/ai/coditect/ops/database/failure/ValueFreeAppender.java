package ai.coditect.ops.database.failure;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.util.Iterator;

/**
 * The last step of every line of the log, whoever wrote it: exceptions keep their kinds and frames
 * and lose their messages, and a line that repeats such a message loses it too.
 */
public final class ValueFreeAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {
  private static final int SHORTEST = 4;

  private final AppenderAttachableImpl<ILoggingEvent> behind = new AppenderAttachableImpl<>();

  @Override
  protected void append(ILoggingEvent event) {
    behind.appendLoopOnAppenders(withoutValues(event));
  }

  static ILoggingEvent withoutValues(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    if (!(thrown instanceof ThrowableProxy known)) {
      return event;
    }
    Throwable failure = known.getThrowable();
    String message = event.getFormattedMessage();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String said = each.getMessage();
      if (said != null && said.length() >= SHORTEST) {
        message = message.replace(said, FailureWords.kind(each));
      }
    }
    return new ValueFreeEvent(event, message, new ThrowableProxy(FailureTrace.of(failure)));
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
