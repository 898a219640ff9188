package ai.coditect.ops.deployment.network;

import static org.junit.jupiter.api.Assumptions.abort;

import ai.coditect.ops.local.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pod's network namespace and, at the other end of its only wire, one for the rest of the world.
 * What leaves the pod is looked up by the kernel in rules for address, protocol and port; whatever
 * no rule is for, is unreachable. Needs no administrator where user namespaces are allowed.
 */
final class PodNetwork implements AutoCloseable {
  private static final String POD = "10.4.0.9";
  private static final String WORLD = "10.4.0.1";

  /** Ends when its input does, and with it both namespaces. */
  private static final String HOLD =
      """
      set -e
      cd "$1"; shift
      mount --make-rprivate /
      ip link set lo up
      unshare --net --mount bash -c '
        mount --bind "$PWD/resolv.conf" /etc/resolv.conf
        mount --bind "$PWD/nsswitch.conf" /etc/nsswitch.conf
        echo $$ > pod.new; mv pod.new pod; exec sleep infinity' & pod=$!
      trap 'kill $pod' EXIT
      until [ -e pod ]; do kill -0 $pod; sleep 0.02; done
      ip link add wire type veth peer name eth0 netns $pod
      ip address add %1$s/24 dev wire
      ip link set wire up
      for address in "$@"; do ip address add $address/32 dev lo; done
      in_pod() { nsenter --target $pod --net "$@"; }
      in_pod ip link set lo up
      in_pod ip address add %2$s/24 dev eth0
      in_pod ip link set eth0 up
      in_pod ip route add default via %1$s
      echo $$ > world.new; mv world.new world
      cat > /dev/null
      """
          .formatted(WORLD, POD);

  private final Path directory;
  private final Process holder;
  private final String pod;
  private final String world;

  private PodNetwork(Path directory, Process holder) {
    this.directory = directory;
    this.holder = holder;
    Await.until(
        "the namespaces",
        () -> Files.exists(directory.resolve("world")),
        holder::isAlive,
        () -> read("errors"));
    this.pod = read("pod").strip();
    this.world = read("world").strip();
  }

  /**
   * Aborts the test where this system has no such namespaces.
   *
   * @param addresses that the world has
   */
  static PodNetwork start(Path directory, List<String> addresses) {
    requireNamespaces();
    try {
      Files.writeString(directory.resolve("resolv.conf"), "");
      Files.writeString(directory.resolve("nsswitch.conf"), "hosts: files dns\n");
      List<String> command =
          new ArrayList<>(
              List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "bash", "-c"));
      command.addAll(List.of(HOLD, "hold", directory.toAbsolutePath().toString()));
      command.addAll(addresses);
      return new PodNetwork(
          directory,
          new ProcessBuilder(command)
              .redirectOutput(directory.resolve("output").toFile())
              .redirectError(directory.resolve("errors").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireNamespaces() {
    try {
      Process tried =
          new ProcessBuilder(
                  "unshare",
                  "--user",
                  "--map-root-user",
                  "--net",
                  "--mount",
                  "bash",
                  "-c",
                  "ip link add name near type veth peer name far && ip rule add ipproto tcp dport 1 unreachable"
                      + " && command -v nsenter")
              .redirectErrorStream(true)
              .start();
      String said = new String(tried.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!tried.waitFor(30, TimeUnit.SECONDS) || tried.exitValue() != 0) {
        abort("skipped: no network namespaces here, so no policy is enforced (" + said + ")");
      }
    } catch (IOException e) {
      abort("skipped: no unshare here, so no policy is enforced (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** From now on the pod gets out by these ways only. */
  void let(List<Way> ways) {
    // All but the first one, which leads to the pod itself.
    List<String> rules = new ArrayList<>(List.of("rule flush"));
    int preference = 100;
    // A range that another way leads to is reachable, whoever excepts it.
    for (Way way :
        ways.stream()
            .sorted(Comparator.comparing((Way each) -> !each.except().isEmpty()))
            .toList()) {
      String match = " ipproto " + way.protocol() + " dport " + way.port() + " ";
      for (String except : way.except()) {
        rules.add("rule add pref " + preference++ + " to " + except + match + "unreachable");
      }
      rules.add("rule add pref " + preference++ + " to " + way.range() + match + "lookup main");
    }
    rules.add("rule add pref " + preference + " unreachable");
    try {
      Path batch = directory.resolve("rules");
      Files.write(batch, rules);
      Process ip =
          new ProcessBuilder(inPod(List.of("ip", "-batch", batch.toAbsolutePath().toString())))
              .redirectErrorStream(true)
              .start();
      String said = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (ip.waitFor() != 0) {
        throw new AssertionError(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** From now on names are asked for like this. */
  void resolveBy(String configuration) {
    try {
      Files.writeString(directory.resolve("resolv.conf"), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> inPod(List<String> command) {
    return entering(pod, command);
  }

  List<String> inWorld(List<String> command) {
    return entering(world, command);
  }

  private static List<String> entering(String process, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--target",
                process,
                "--user",
                "--net",
                "--mount",
                "--preserve-credentials"));
    // Where a mount is entered, the directory is the root's.
    all.addAll(List.of("--wd=" + Path.of("").toAbsolutePath()));
    all.addAll(command);
    return all;
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      holder.getOutputStream().close();
      holder.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
