package ai.coditect.ops.database.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;

class ValueFreeAppenderTest {
  private static final String TOKEN = "zoe@token.example";
  private static final String SERVERS = "SERROR\0VERROR\0C23505\0Mduplicate for %s\0DKey (%s)\0";

  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger log = context.getLogger("of.some.library");

  @BeforeEach
  void listen() {
    ValueFreeAppender appender = new ValueFreeAppender();
    appender.setContext(context);
    appender.addAppender(lines);
    lines.start();
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  @Test
  void an_exception_keeps_its_kinds_and_frames_and_loses_every_message() {
    Exception failure =
        new IllegalStateException("outer " + TOKEN, new IllegalArgumentException(TOKEN, server()));
    failure.addSuppressed(new RuntimeException("beside " + TOKEN));
    log.error("it failed", failure);
    assertThat(only())
        .startsWith("it failed")
        .contains(
            "java.lang.IllegalStateException",
            "java.lang.IllegalArgumentException",
            "Suppressed: ",
            "SQLSTATE 23505",
            "ValueFreeAppenderTest.java");
  }

  @Test
  void a_trace_that_was_made_value_free_before_still_says_of_what() {
    log.error("it failed", FailureTrace.of(new IllegalStateException(TOKEN, server())));
    assertThat(only()).contains("java.lang.IllegalStateException", "SQLSTATE 23505");
  }

  @Test
  void a_line_that_repeats_a_message_loses_it_wherever_it_came_from() {
    Exception failure = new IllegalStateException("said of\n" + TOKEN + " twice", server());
    failure.addSuppressed(new RuntimeException("beside " + TOKEN));
    log.warn("outer: " + failure.getMessage(), failure);
    log.warn("text: " + failure, failure);
    log.warn("cause: {}", failure.getCause().getMessage(), failure);
    log.warn("a line of it: {}", TOKEN + " twice", failure);
    log.warn("suppressed: {}", failure.getSuppressed()[0].getMessage(), failure);
    log.warn("an argument, not the last: {} of {}", failure, 7);
    log.atWarn().addKeyValue("failure", failure).log("a value");
    log.atWarn().addKeyValue("why", failure.getMessage()).setCause(failure).log("a value of it");
    log.atWarn().addKeyValue("why", server().getMessage()).addKeyValue("x", server()).log("both");
    assertThat(lines.list).hasSize(9).allSatisfy(line -> assertNoToken(text(line)));
  }

  @Test
  void a_chain_that_bites_its_own_tail_ends() {
    Exception one = new IllegalStateException(TOKEN);
    Exception other = new IllegalStateException(TOKEN, one);
    one.initCause(other);
    log.error("round and round " + TOKEN, one);
    assertThat(only()).startsWith("round and round ");
  }

  @Test
  void a_service_that_is_away_is_one_line() {
    log.warn("cannot store", new RuntimeException(new SQLException("x " + TOKEN, "08006")));
    log.warn("cannot look", new RuntimeException(new ConnectException("Connection refused")));
    log.warn("cannot get one", new SQLTransientConnectionException("pool " + TOKEN));
    log.warn("shut down", new RuntimeException(new SQLException(TOKEN, "57P01")));
    assertThat(lines.list)
        .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull())
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "cannot store: the database refused: the connection failed (SQLSTATE 08006)",
            "cannot look: ConnectException: Connection refused",
            "cannot get one: SQLTransientConnectionException",
            "shut down: the database refused: the server shuts down, or somebody ended the session"
                + " (SQLSTATE 57P01)");
  }

  @Test
  void what_carries_no_exception_and_what_may_be_said_stays_as_it_is() {
    log.atInfo().addKeyValue("job", "license-expiry").log("run started");
    log.warn("null here: " + null, new NullPointerException("x is null"));
    assertThat(lines.list.get(0).getKeyValuePairs().get(0).value).isEqualTo("license-expiry");
    assertThat(text(lines.list.get(1))).contains("null here: null", "x is null");
  }

  private static PSQLException server() {
    return new PSQLException(new ServerErrorMessage(SERVERS.formatted(TOKEN, TOKEN)), true);
  }

  private String only() {
    assertThat(lines.list).hasSize(1);
    String text = text(lines.list.get(0));
    assertNoToken(text);
    return text;
  }

  private static void assertNoToken(String text) {
    assertThat(text).doesNotContain("zoe", "token.example");
  }

  /** All that an encoder may write of it. */
  private static String text(ILoggingEvent line) {
    return line.getFormattedMessage()
        + line.getMessage()
        + java.util.Arrays.toString(line.getArgumentArray())
        + line.getKeyValuePairs()
        + (line.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(line.getThrowableProxy()));
  }
}
