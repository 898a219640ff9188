package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.MappedDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lets tests of rooms beside look for what acts beside a map without a whole worker. */
public final class EffectDoor {
  private EffectDoor() {}

  public static SideEffects of(MappedDatabase mapped, JdbcClient jdbc) {
    return new SideEffects(
        mapped, new SchemaEffectStore(jdbc), new WriteStore(jdbc), new RefreshStore(jdbc));
  }
}
