package ai.coditect.ops.erasure.propagation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** What a person does about questions to other stores, each in a transaction of its own. */
record AskedStores(OtherStores stores, ToLongFunction<LongSupplier> transaction) {

  List<String> names() {
    return stores.names();
  }

  long askAgain(String participant, Optional<UUID> deletion) {
    return transaction.applyAsLong(() -> stores.askAgain(participant, deletion));
  }

  long waive(String participant, Optional<UUID> deletion, String reason, String by) {
    return transaction.applyAsLong(() -> stores.waive(participant, deletion, reason, by));
  }
}
