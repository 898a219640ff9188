package ai.coditect.ops.privacy.participant;

import java.util.List;
import java.util.Optional;

/**
 * Every store beside this database, in the order of the file; none where this database is all there
 * is.
 *
 * @param file where they are declared, for messages
 */
public record Participants(String file, List<Participant> all) {

  public boolean isEmpty() {
    return all.isEmpty();
  }

  public List<String> names() {
    return all.stream().map(Participant::name).toList();
  }

  public Optional<Participant> find(String name) {
    return all.stream().filter(each -> each.name().equals(name)).findFirst();
  }
}
