package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.SlotKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads in the ledger of runs which keys are taken, and by what. */
final class RunKeyStore {
  private static final Sql FIND_PARAMETERS = Sql.file("schedule/find_parameters");
  private static final Sql FIND_RUN_OF_EVENT = Sql.file("schedule/find_run_of_event");
  private static final Sql FIND_SLOT_BEGUN = Sql.file("schedule/find_slot_begun");
  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  RunKeyStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** Whether the key is on record for a run with other parameters. */
  boolean hasOtherParameters(RunRequest request) {
    return jdbc.sql(FIND_PARAMETERS.text())
        .param("job", request.job())
        .param("key", request.key())
        .query(String.class)
        .optional()
        .map(text -> !isOf(text, request))
        .orElse(false);
  }

  /** What cannot be read is not what was asked for. */
  private boolean isOf(String text, RunRequest request) {
    try {
      return request.parameters().equals(json.readValue(text, STRINGS));
    } catch (JacksonException e) {
      return false;
    }
  }

  /**
   * The key under which another version of the worker recorded the run of the same event.
   *
   * @param bare the id of the event or the message alone
   * @param since an older run is not its own
   */
  Optional<String> keyByOtherVersion(RunRequest request, String bare, Instant since) {
    return jdbc.sql(FIND_RUN_OF_EVENT.text())
        .param("job", request.job())
        .param("parameters", json.writeValueAsString(request.parameters()))
        .param("origin", request.origin().name().toLowerCase(Locale.ROOT))
        .param("since", since.atOffset(ZoneOffset.UTC))
        .param("key", request.key())
        .param("bare", bare)
        .param("message", RunKey.ofMessage(bare))
        .param("event", RunKey.EVENT)
        .query(String.class)
        .optional();
  }

  /** The key of the slot itself, if it has begun, else of a newer one of its schedule that has. */
  Optional<String> slotBegun(String job, String key, SlotKey slot) {
    return jdbc.sql(FIND_SLOT_BEGUN.text())
        .param("job", job)
        .param("key", key)
        .param("schedule", slot.schedule())
        .param("slot", slot.at().atOffset(ZoneOffset.UTC))
        .query(String.class)
        .optional();
  }
}
