package ai.coditect.ops.erasure.hold;

import static ai.coditect.ops.database.Arrays.time;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.hold.HeldAddresses.Held;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.privacy.address.AddressForm;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The holds on addresses, as keyed hashes. */
public final class HeldAddressStore {
  private static final Sql LIST = Sql.file("erasure/list_address_holds");

  private final JdbcClient jdbc;

  public HeldAddressStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Those that stand at this instant, the oldest first. */
  public List<Held> standing(Instant asOf) {
    return jdbc.sql(LIST.text())
        .param("as_of", time(asOf))
        .query(
            (row, n) ->
                new Held(
                    row.getObject("id", UUID.class),
                    Optional.ofNullable(row.getObject("organization_id", UUID.class)),
                    AddressForm.of(row.getString("email_form")),
                    new SubjectHash(row.getString("email_key"), row.getString("email_hash")),
                    row.getString("ground")))
        .list();
  }
}
