package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import java.util.Optional;

/**
 * A worker of its own that appends: {@code LedgerWriter URI NAME SIZE...}, and for ever with the
 * size 0. It says how far it is durable after each append, and what is wrong if one fails. Without
 * a name it reads everything and says how many entries are sound. A bucket is one of the service at
 * STORAGE_EMULATOR_HOST, if that is set.
 */
final class LedgerWriter {
  private LedgerWriter() {}

  public static void main(String[] arguments) {
    Ledger ledger =
        Ledger.at(arguments[0], Optional.ofNullable(System.getenv("STORAGE_EMULATOR_HOST")));
    if (arguments.length == 1) {
      System.out.println(ledger.read(ledger.head(), entry -> {}).entries());
      return;
    }
    String name = arguments[1];
    System.out.println("ready");
    long written = 0;
    for (int i = 2; i < arguments.length; i++) {
      int size = Integer.parseInt(arguments[i]);
      do {
        int count = size == 0 ? 20 : size;
        try {
          ledger.append(SomeEntries.of(name, written, count));
          written += count;
          System.out.println(written);
        } catch (ProblemsException e) {
          System.out.println("problem " + e.getMessage());
        }
      } while (size == 0);
    }
  }
}
