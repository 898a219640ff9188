package ai.coditect.ops.erasure.hold;

import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.erasure.hold.LegalHold.Kind;
import ai.coditect.ops.erasure.hold.LegalHold.Release;
import ai.coditect.ops.erasure.hold.WantedHold.Hashed;
import ai.coditect.ops.privacy.address.AddressForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The holds. Placing one waits for the bites that may have looked for holds before it was there.
 */
final class LegalHoldStore {
  private static final Sql FIND_TARGET = Sql.file("hold/find_target");
  private static final Sql FIND_SAME = Sql.file("hold/find_same_hold");
  private static final Sql INSERT = Sql.file("hold/insert_hold");
  private static final Sql INSERT_PARTS = Sql.file("hold/insert_parts");
  private static final Sql RENEW = Sql.file("hold/renew_address");
  private static final Sql RELEASE = Sql.file("hold/release_hold");
  private static final Sql LIST = Sql.file("hold/list_holds");
  private static final Sql LIST_ENDED = Sql.file("hold/list_ended_holds");

  // Of a lock_timeout each.
  private static final int ATTEMPTS = 5;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final JdbcClient jdbc;
  private final EvidenceStore evidence;
  private final TransactionTemplate transaction;

  LegalHoldStore(JdbcClient jdbc, EvidenceStore evidence, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.evidence = evidence;
    this.transaction = transaction;
  }

  /** How placing a hold went. */
  enum Placing {
    PLACED,
    /** The same hold stands. */
    STOOD_ALREADY,
    TARGET_UNKNOWN,
    OTHER_ORGANIZATION,
    /** Bites kept the gate; nothing was written. */
    GATE_BUSY
  }

  record Placed(Placing how, Optional<LegalHold> hold) {
    static Placed not(Placing why) {
      return new Placed(why, Optional.empty());
    }
  }

  /** A hold that is over, and since when. */
  record Ended(UUID id, Optional<UUID> organization, Instant at) {}

  /**
   * Whether the same hold stands, or what it is to protect is not there; empty when it would be
   * placed.
   */
  Optional<Placed> foresee(WantedHold wanted, Instant now) {
    Lookup lookup = lookUp(wanted);
    return lookup
        .failure()
        .map(Placed::not)
        .or(() -> same(wanted, lookup.organization(), now).map(this::stands));
  }

  /**
   * When it returns with a hold, no bite that did not see it is in flight any more.
   *
   * @param people who have the address; a changed one keeps them
   */
  Placed place(WantedHold wanted, Collection<UUID> people, Instant now) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return transaction.execute(status -> placeBehindGate(wanted, people, now));
      } catch (DataAccessException e) {
        if (!(e.getMostSpecificCause() instanceof SQLException cause)
            || !LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
          throw e;
        }
      }
    }
    return Placed.not(Placing.GATE_BUSY);
  }

  private Placed placeBehindGate(WantedHold wanted, Collection<UUID> people, Instant now) {
    evidence.closeGate();
    Lookup lookup = lookUp(wanted);
    return lookup
        .failure()
        .map(Placed::not)
        .orElseGet(() -> write(wanted, lookup.organization(), people, now));
  }

  private record Lookup(Optional<Placing> failure, Optional<UUID> organization) {}

  /** The organization of what is to be held. */
  private Lookup lookUp(WantedHold wanted) {
    Optional<UUID> organization = wanted.organization();
    Optional<UUID> looksFor = wanted.target().or(() -> organization);
    if (looksFor.isEmpty()) {
      return new Lookup(Optional.empty(), Optional.empty());
    }
    Kind kind = wanted.target().isPresent() ? wanted.kind() : Kind.ORGANIZATION;
    Optional<UUID> found = organizationOf(kind, looksFor.get());
    boolean elsewhere = organization.isPresent() && !organization.equals(found);
    return new Lookup(
        found.isEmpty()
            ? Optional.of(Placing.TARGET_UNKNOWN)
            : elsewhere ? Optional.of(Placing.OTHER_ORGANIZATION) : Optional.empty(),
        found);
  }

  private Optional<UUID> organizationOf(Kind kind, UUID id) {
    return jdbc.sql(FIND_TARGET.text())
        .param("kind", kind.word())
        .param("id", id)
        .query(UUID.class)
        .optional();
  }

  private Placed stands(UUID hold) {
    return new Placed(Placing.STOOD_ALREADY, find(hold));
  }

  private Placed write(
      WantedHold wanted, Optional<UUID> organization, Collection<UUID> people, Instant now) {
    Optional<UUID> same = same(wanted, organization, now);
    Optional<Hashed> address = wanted.address().stream().findFirst();
    UUID id = same.orElseGet(() -> insert(wanted, organization, address));
    if (same.isPresent() && address.isPresent()) {
      // What an earlier version or an earlier key wrote is not needed any longer.
      jdbc.sql(RENEW.text())
          .param("hold", id)
          .param("email_form", address.get().form().word())
          .param("email_key", address.get().hash().key())
          .param("email_hash", address.get().hash().hash())
          .update();
    }
    if (!people.isEmpty()) {
      jdbc.sql(INSERT_PARTS.text()).param("hold", id).param("ids", uuids(people)).update();
    }
    return same.isPresent() ? stands(id) : new Placed(Placing.PLACED, find(id));
  }

  private UUID insert(WantedHold wanted, Optional<UUID> organization, Optional<Hashed> address) {
    return jdbc.sql(INSERT.text())
        .param("kind", wanted.kind().word())
        .param("organization", untyped(organization.orElse(null)))
        .param("user", untyped(of(Kind.USER, wanted)))
        .param("project", untyped(of(Kind.PROJECT, wanted)))
        .param("email_form", address.map(each -> each.form().word()).orElse(null))
        .param("email_key", address.map(each -> each.hash().key()).orElse(null))
        .param("email_hash", address.map(each -> each.hash().hash()).orElse(null))
        .param("ground", wanted.ground())
        .param("by", wanted.by())
        .param("until", untyped(wanted.until().map(Instant::toString).orElse(null)))
        .query(UUID.class)
        .single();
  }

  private Optional<UUID> same(WantedHold wanted, Optional<UUID> organization, Instant now) {
    return jdbc.sql(FIND_SAME.text())
        .param("kind", wanted.kind().word())
        .param("organization", untyped(organization.orElse(null)))
        .param("user", untyped(of(Kind.USER, wanted)))
        .param("project", untyped(of(Kind.PROJECT, wanted)))
        .param("forms", texts(wanted.address().stream().map(each -> each.form().word()).toList()))
        .param("keys", texts(wanted.address().stream().map(each -> each.hash().key()).toList()))
        .param("hashes", texts(wanted.address().stream().map(each -> each.hash().hash()).toList()))
        .param("ground", wanted.ground())
        .param("by", wanted.by())
        .param("until", untyped(wanted.until().map(Instant::toString).orElse(null)))
        .param("now", time(now))
        .query(UUID.class)
        .optional();
  }

  private static @Nullable UUID of(Kind kind, WantedHold wanted) {
    return wanted.target().filter(id -> wanted.kind() == kind).orElse(null);
  }

  /** True when this call released it; what is not there is not released. */
  boolean release(UUID hold, String by) {
    return jdbc.sql(RELEASE.text()).param("hold", hold).param("by", by).query(Long.class).single()
        > 0;
  }

  Optional<LegalHold> find(UUID hold) {
    return list(Optional.of(hold), Optional.empty(), Optional.empty()).stream().findFirst();
  }

  /**
   * @param organization what is held there, with the addresses that are held everywhere
   * @param standingAt only what stands at this instant; empty for all that ever stood
   */
  List<LegalHold> list(Optional<UUID> organization, Optional<Instant> standingAt) {
    return list(Optional.empty(), organization, standingAt);
  }

  private List<LegalHold> list(
      Optional<UUID> hold, Optional<UUID> organization, Optional<Instant> standingAt) {
    return jdbc.sql(LIST.text())
        .param("hold", untyped(hold.orElse(null)))
        .param("organization", untyped(organization.orElse(null)))
        .param("standing_at", untyped(standingAt.map(Instant::toString).orElse(null)))
        .query((row, number) -> hold(row))
        .list();
  }

  /** Holds that ended lately and whose remaining work no run of the job has begun. */
  List<Ended> endedWithoutRun(String job) {
    return jdbc.sql(LIST_ENDED.text())
        .param("job", job)
        .query(
            (row, number) ->
                new Ended(
                    row.getObject("id", UUID.class),
                    Optional.ofNullable(row.getObject("organization_id", UUID.class)),
                    instant(row, "ended_at").orElseThrow()))
        .list();
  }

  private static LegalHold hold(ResultSet row) throws SQLException {
    Optional<Instant> releasedAt = instant(row, "released_at");
    @Nullable String form = row.getString("email_form");
    @Nullable String releasedBy = row.getString("released_by");
    return new LegalHold(
        row.getObject("id", UUID.class),
        Kind.of(row.getString("kind")),
        Optional.ofNullable(row.getObject("organization_id", UUID.class)),
        Optional.ofNullable(row.getObject("user_id", UUID.class)),
        Optional.ofNullable(row.getObject("project_id", UUID.class)),
        Optional.of(row.getString("kind"))
            .filter(Kind.EMAIL.word()::equals)
            .map(kind -> AddressForm.of(form)),
        row.getString("ground"),
        row.getString("placed_by"),
        instant(row, "placed_at").orElseThrow(),
        instant(row, "until"),
        Optional.ofNullable(releasedBy).map(by -> new Release(by, releasedAt.orElseThrow())));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
