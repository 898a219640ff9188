package ai.coditect.ops.export.request;

import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import java.time.Instant;
import java.util.List;

/** Has a request tried again, now. */
final class RetryCommand extends OneRequest {

  @Override
  public String name() {
    return "exports retry";
  }

  @Override
  public String description() {
    return "Have a failed or waiting request for a copy tried again now.";
  }

  @Override
  Reply run(ExportRequest request, String by, Instant now, ExportRequestStore store, Room room) {
    boolean retried = store.retry(request.id(), by, now);
    ExportRequest after = store.find(request.id()).orElse(request);
    return retried
        ? Reply.done(
            after.document(now),
            List.of(
                "request " + after.id() + " is tried again",
                "A serving worker does it within a minute; \"run gdpr-export\" does it now."))
        : refused(after);
  }

  private static Reply refused(ExportRequest request) {
    return request.failed() || request.state().equals("requested")
        ? refused(
            request,
            "whom it names is not there any more.",
            "Nothing is left to copy; tell who asked.")
        : refused(
            request,
            "it is " + request.state() + ".",
            "Only what failed or waits for its next try is tried again; record a new request"
                + " with \"exports request\" for a new copy.");
  }
}
