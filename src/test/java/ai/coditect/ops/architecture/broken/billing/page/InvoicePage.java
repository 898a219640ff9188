package ai.coditect.ops.architecture.broken.billing.page;

import ai.coditect.ops.architecture.broken.House;
import ai.coditect.ops.architecture.broken.billing.InvoiceReminder;

/** Breaks: packages have no cycles, also inside a room; nobody knows the root. */
public final class InvoicePage {
  public Class<?> whose() {
    return InvoiceReminder.class;
  }

  public House main() {
    return new House();
  }
}
