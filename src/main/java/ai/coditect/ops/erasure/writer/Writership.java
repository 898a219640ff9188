package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.erasure.writer.KnownRoles.Role;
import ai.coditect.ops.erasure.writer.KnownRoles.Said;
import ai.coditect.ops.ledger.Adoption;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerReport;
import ai.coditect.ops.ledger.WriterIdentity;
import ai.coditect.ops.problem.RefusalException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lets this database write the ledger if it is the one that does. */
public final class Writership {
  private final Ledger ledger;
  private final KnownRoles roles;
  private final Clock clock;

  public Writership(Ledger ledger, KnownRoles roles, Clock clock) {
    this.ledger = ledger;
    this.roles = roles;
    this.clock = clock;
  }

  /** What becomes of erasures by writers that this database does not come from. */
  public enum Others {
    /** All of them were production: their people are erased here too. */
    COUNT,
    /** They were copies, or never should have written: nobody is erased on their word. */
    FOREIGN
  }

  /**
   * An adoption, and the earlier ones beside it.
   *
   * @param fresh false when nothing had to be written
   */
  public record Adopted(
      Adoption adoption, boolean fresh, List<Adoption> counted, List<Adoption> foreign) {}

  /**
   * How this database stands to the ledger now.
   *
   * @throws ai.coditect.ops.problem.ProblemsException when the ledger cannot be read
   */
  public Standing standing() {
    return standing(roles.me());
  }

  private Standing standing(WriterIdentity me) {
    Optional<Adoption> writer = ledger.writer();
    Optional<Standing> writes =
        writer.filter(adoption -> adoption.writer().equals(me)).map(Standing.Writes::new);
    if (writes.isPresent() && me.isInstance()) {
      return writes.get();
    }
    // Behind an address a copy of the data directory may look like production.
    Optional<String> drill = roles.drillLogin();
    if (drill.isPresent()) {
      return new Standing.DrillCopy(me, drill.get());
    }
    if (writes.isPresent()) {
      return writes.get();
    }
    Optional<Said> copy = copied(me);
    if (copy.isPresent()) {
      return new Standing.Copied(copy.get());
    }
    return writer.isPresent() ? new Standing.Other(me, writer.get()) : new Standing.Unwritten(me);
  }

  private Optional<Said> copied(WriterIdentity who) {
    return latest(who).filter(said -> said.role() == Role.COPY);
  }

  private Optional<Said> latest(WriterIdentity who) {
    return roles.said().stream().filter(said -> said.who().equals(who)).findFirst();
  }

  /**
   * Adds entries to the ledger. A ledger that nobody has written under a name gets this database as
   * its writer.
   *
   * @throws RefusalException when another writes it, or this database is a copy
   */
  public Head append(List<LedgerEntry> entries) {
    WriterIdentity me = roles.me();
    requireNoDrill(me);
    if (copied(me).isPresent() && standing(me) instanceof Standing.Copied copied) {
      throw new RefusalException(copied.problems());
    }
    return ledger.append(me, clock.instant(), entries);
  }

  private void requireNoDrill(WriterIdentity me) {
    if (roles.drillLogin().isPresent() && standing(me) instanceof Standing.DrillCopy drill) {
      throw new RefusalException(drill.problems());
    }
  }

  /**
   * Takes a ledger that nobody has written under a name; whoever asks has seen that the database is
   * in step with it.
   */
  public void claim() {
    if (standing() instanceof Standing.Unwritten unwritten) {
      ledger.adopt(unwritten.me(), clock.instant(), 0, new TreeSet<>(List.of(0L)));
    }
    remember();
  }

  /** Has this database's adoption on record here, also when it came by itself or was restored. */
  public void remember() {
    WriterIdentity me = roles.me();
    ledger
        .writer()
        .filter(adoption -> adoption.writer().equals(me))
        .filter(adoption -> latest(me).filter(said -> said.isOf(adoption)).isEmpty())
        .ifPresent(adoption -> roles.record(writing(adoption, Optional.empty())));
  }

  /** Makes this database the ledger's writer; the one before is refused from then on. */
  public Adopted adopt(String by, Optional<Others> others) {
    while (true) {
      WriterIdentity me = roles.me();
      requireNoDrill(me);
      Optional<Adoption> writer = ledger.writer();
      List<Said> said = roles.said();
      SortedMap<Long, Adoption> earlier = earlier(writer);
      if (others.isEmpty() && writer.filter(now -> now.writer().equals(me)).isPresent()) {
        remember();
        return new Adopted(writer.get(), false, of(earlier, writer.get().counted()), List.of());
      }
      SortedSet<Long> counted = counted(me, writer, earlier, said, others);
      Optional<Adoption> adoption =
          ledger.adopt(me, clock.instant(), writer.map(Adoption::segment).orElse(0L), counted);
      if (adoption.isPresent()) {
        roles.record(writing(adoption.get(), Optional.of(by)));
        SortedSet<Long> foreign = new TreeSet<>(earlier.keySet());
        foreign.removeAll(counted);
        return new Adopted(adoption.get(), true, of(earlier, counted), of(earlier, foreign));
      }
    }
  }

  /**
   * Which marks of a settled ledger hold on. A line that this database does not come from counts
   * only since somebody said so, and earlier marks passed it by.
   *
   * @param since marks of this segment and later ones hold
   * @param before and those of segments before this one
   */
  public record Settling(long since, long before) {}

  public Settling settling() {
    WriterIdentity me = roles.me();
    Optional<Adoption> writer = ledger.writer();
    if (writer.isEmpty()) {
      return new Settling(0, 0);
    }
    List<Said> said = roles.said();
    SortedSet<Long> line = new TreeSet<>(writer.get().counted());
    line.add(writer.get().segment());
    line.remove(0L);
    line.removeIf(
        number ->
            ledger
                .adoption(number)
                .filter(
                    adoption ->
                        adoption.writer().equals(me)
                            || said.stream().anyMatch(each -> each.isOf(adoption)))
                .isPresent());
    boolean known = !line.contains(writer.get().segment());
    return new Settling(
        known ? writer.get().segment() : Long.MAX_VALUE,
        line.isEmpty() ? Long.MAX_VALUE : line.first());
  }

  /**
   * All adoptions so far, by their segments. Without one of them, those before it would be left out
   * of what counts.
   */
  private SortedMap<Long, Adoption> earlier(Optional<Adoption> writer) {
    SortedMap<Long, Adoption> earlier = new TreeMap<>();
    Optional<Adoption> next = writer;
    while (next.isPresent()) {
      Adoption adoption = next.get();
      earlier.put(adoption.segment(), adoption);
      next = ledger.adoption(adoption.after());
      if (next.isEmpty() && adoption.after() > 0) {
        throw new RefusalException(List.of(LedgerReport.withoutItsAdoption(adoption.after())));
      }
    }
    return earlier;
  }

  /**
   * What this database was itself, or comes from, always counts: it is on record here, or in the
   * line that the ledger goes on from. Of the others a person may say. Else the line counts for a
   * database that never wrote in it, which is one restored from it, and not for one that comes
   * back, as that may have lived on beside it.
   */
  private static SortedSet<Long> counted(
      WriterIdentity me,
      Optional<Adoption> writer,
      SortedMap<Long, Adoption> earlier,
      List<Said> said,
      Optional<Others> others) {
    SortedSet<Long> line = new TreeSet<>();
    writer.ifPresent(
        now -> {
          line.addAll(now.counted());
          line.add(now.segment());
        });
    SortedSet<Long> counted = new TreeSet<>(List.of(0L));
    boolean back = false;
    for (Adoption adoption : earlier.values()) {
      boolean known = said.stream().anyMatch(each -> each.isOf(adoption));
      boolean mine = adoption.writer().equals(me) && (known || line.contains(adoption.segment()));
      back |= mine;
      if (known || mine) {
        counted.add(adoption.segment());
      }
    }
    if (others.isPresent() && others.get() == Others.COUNT) {
      counted.addAll(earlier.keySet());
    } else if (others.isEmpty() && !back) {
      counted.addAll(line);
    }
    return counted;
  }

  private static List<Adoption> of(SortedMap<Long, Adoption> earlier, SortedSet<Long> numbers) {
    List<Adoption> those = new ArrayList<>();
    numbers.forEach(number -> Optional.ofNullable(earlier.get(number)).ifPresent(those::add));
    return List.copyOf(those);
  }

  private static Said writing(Adoption adoption, Optional<String> by) {
    return new Said(
        adoption.writer(), Role.WRITER, Optional.of(adoption.segment()), by, adoption.at());
  }

  /**
   * Says that this database is a copy.
   *
   * @return false when it is the ledger's writer, which no copy can be
   */
  public boolean copy(String by) {
    if (standing() instanceof Standing.Writes) {
      return false;
    }
    roles.record(
        new Said(
            roles.me(),
            Role.COPY,
            Optional.empty(),
            Optional.of(by),
            clock.instant().truncatedTo(ChronoUnit.MICROS)));
    return true;
  }
}
