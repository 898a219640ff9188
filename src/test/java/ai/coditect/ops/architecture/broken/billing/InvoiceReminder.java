package ai.coditect.ops.architecture.broken.billing;

import ai.coditect.ops.architecture.broken.billing.page.InvoicePage;
import ai.coditect.ops.architecture.broken.license.ExpiryPolicy;
import org.springframework.stereotype.Component;

/** A room nobody listed. Breaks: frameworks at the edge, feature imports, half of a cycle. */
@Component
public final class InvoiceReminder {
  public InvoicePage page(ExpiryPolicy policy) {
    return new InvoicePage();
  }
}
