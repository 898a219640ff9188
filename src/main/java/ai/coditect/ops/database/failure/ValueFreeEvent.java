package ai.coditect.ops.database.failure;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** An event of the log with another message, other values and another exception, or none. */
record ValueFreeEvent(
    ILoggingEvent of, String message, List<KeyValuePair> pairs, @Nullable IThrowableProxy thrown)
    implements ILoggingEvent {

  @Override
  public String getMessage() {
    return message;
  }

  @Override
  public String getFormattedMessage() {
    return message;
  }

  @Override
  public Object[] getArgumentArray() {
    return new Object[0];
  }

  @Override
  public @Nullable IThrowableProxy getThrowableProxy() {
    return thrown;
  }

  @Override
  public String getThreadName() {
    return of.getThreadName();
  }

  @Override
  public Level getLevel() {
    return of.getLevel();
  }

  @Override
  public String getLoggerName() {
    return of.getLoggerName();
  }

  @Override
  public LoggerContextVO getLoggerContextVO() {
    return of.getLoggerContextVO();
  }

  @Override
  public StackTraceElement[] getCallerData() {
    return of.getCallerData();
  }

  @Override
  public boolean hasCallerData() {
    return of.hasCallerData();
  }

  @Override
  public List<Marker> getMarkerList() {
    return of.getMarkerList();
  }

  @Override
  public Map<String, String> getMDCPropertyMap() {
    return of.getMDCPropertyMap();
  }

  @Override
  @Deprecated
  public Map<String, String> getMdc() {
    return of.getMDCPropertyMap();
  }

  @Override
  public long getTimeStamp() {
    return of.getTimeStamp();
  }

  @Override
  public int getNanoseconds() {
    return of.getNanoseconds();
  }

  @Override
  public Instant getInstant() {
    return of.getInstant();
  }

  @Override
  public long getSequenceNumber() {
    return of.getSequenceNumber();
  }

  @Override
  public List<KeyValuePair> getKeyValuePairs() {
    return pairs;
  }

  @Override
  public void prepareForDeferredProcessing() {
    of.prepareForDeferredProcessing();
  }
}
