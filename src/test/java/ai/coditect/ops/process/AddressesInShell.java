package ai.coditect.ops.process;

import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.address.AddressForm;
import ai.coditect.ops.trigger.command.start.ProcessText;

/** A program that says as which hashes its arguments are held: now, and by the versions before. */
final class AddressesInShell {
  private static final SubjectKey KEY =
      SubjectKey.read("k1:vhbzRSGcTWDi3rZ7H6NyE3bSkYFIu8nNvEqgB9Qx1kM=");

  private AddressesInShell() {}

  public static void main(String[] args) {
    String[] typed = ProcessText.arguments(args);
    for (int i = 0; i < args.length; i++) {
      System.out.println(now(typed[i]) + " " + before(args[i]));
    }
  }

  static String now(String typed) {
    return AddressForm.NORMAL.hashes(KEY, typed).get(0).hash();
  }

  /** They took what Java had made of the bytes. */
  static String before(String typed) {
    return AddressForm.LOWER_CASED.hashes(KEY, typed).get(0).hash();
  }
}
