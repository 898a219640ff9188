package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.erasure.writer.KnownRoles.Said;
import ai.coditect.ops.ledger.Adoption;
import ai.coditect.ops.ledger.NotTheWriterException;
import ai.coditect.ops.ledger.WriterIdentity;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;

/** How this database stands to the ledger. */
public sealed interface Standing {

  /** What keeps this database from acting outward. */
  List<Problem> problems();

  /** Whether nothing that it holds is anybody's but production's. */
  default boolean isCopy() {
    return false;
  }

  /** It writes the ledger. */
  record Writes(Adoption adoption) implements Standing {
    @Override
    public List<Problem> problems() {
      return List.of();
    }
  }

  /** Nobody has written the ledger under a name yet. */
  record Unwritten(WriterIdentity me) implements Standing {
    /** What to say where this database cannot simply take it. */
    public Problem question() {
      return NotTheWriterException.problem(me, Optional.empty());
    }

    @Override
    public List<Problem> problems() {
      return List.of();
    }
  }

  /** A restore drill has made it. */
  record DrillCopy(WriterIdentity me, String login) implements Standing {
    @Override
    public boolean isCopy() {
      return true;
    }

    @Override
    public List<Problem> problems() {
      return List.of(
          new Problem(
              "This database is a restore drill's copy: its server has the login "
                  + login
                  + ", which only the drill of the run of that number makes. It can be read, and"
                  + " never writes, erases, serves or hands out anything.",
              "database " + me.described(),
              "Check DB_HOST or DB_INSTANCE and work on production; \"drills list\" shows the drill,"
                  + " which removes its copy. Should this server be production now, delete every"
                  + " login that begins with ops_drill_ first, then run \"ledger adopt"
                  + " --by NAME\"."));
    }
  }

  /** Somebody said that it is a copy. */
  record Copied(Said said) implements Standing {
    @Override
    public boolean isCopy() {
      return true;
    }

    @Override
    public List<Problem> problems() {
      return List.of(
          new Problem(
              "This database is a copy: "
                  + said.by().orElse("somebody")
                  + " said so at "
                  + said.at()
                  + ". It can be read, and never writes, erases, serves or hands out anything.",
              "database " + said.who().described(),
              "Work on production. If this database is production now, run \"ledger adopt --by"
                  + " NAME\"."));
    }
  }

  /** Another database writes the ledger, or this one on another server; what is it? */
  record Other(WriterIdentity me, Adoption adoption) implements Standing {
    @Override
    public List<Problem> problems() {
      return List.of(NotTheWriterException.problem(me, Optional.of(adoption)));
    }
  }
}
