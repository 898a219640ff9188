package ai.coditect.ops.deployment.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a pod can reach, in the namespace at the other end of its wire. Arguments are {@code
 * serve=ADDRESS:PORT=SOCKET}, {@code names=ADDRESS} and {@code name=NAME=ADDRESS}.
 */
public final class NamespaceWorld {
  static final String READY = "the world is there";

  private NamespaceWorld() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=");
      if (parts[0].equals("name")) {
        names.put(parts[1], parts[2]);
      }
    }
    NameAnswers answers = new NameAnswers(names);
    for (String argument : arguments) {
      String[] parts = argument.split("=");
      switch (parts[0]) {
        case "serve" -> Forwarding.of(address(parts[1]), UnixDomainSocketAddress.of(parts[2]));
        case "names" -> answers.listen(parts[1]);
        default -> {
          // A name, which was read before.
        }
      }
    }
    System.err.println(READY);
    ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
    System.exit(0);
  }

  private static InetSocketAddress address(String text) {
    List<String> parts = List.of(text.split(":"));
    return new InetSocketAddress(parts.get(0), Integer.parseInt(parts.get(1)));
  }
}
