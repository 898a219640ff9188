package ai.coditect.ops;

import ai.coditect.ops.trigger.command.CommandLineEntry;
import java.util.TimeZone;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Entry point of the worker. */
@SpringBootApplication(proxyBeanMethods = false)
public class OpsWorker {

  public static void main(String[] args) {
    // Spring Batch keeps times without a zone.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    System.exit(CommandLineEntry.runProcess(OpsWorker.class, args));
  }
}
