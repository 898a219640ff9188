package ai.coditect.ops.backup.instance;

import ai.coditect.ops.backup.instance.InstanceState.Maintenance;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether an instance is set up as it was declared: address, encryption, logins, upkeep. */
public record InstancePolicy(ExpectedInstance expected) {
  private static final Set<String> ENCRYPTED =
      Set.of("ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED");
  private static final int FULLEST_PERCENT = 80;
  private static final String IAM_LOGIN = "cloudsql.iam_authentication=on";

  public List<Point> judge(InstanceState instance) {
    InstanceState.Network network = instance.network();
    String mode = network.sslMode().orElse("unknown");
    String window = instance.maintenance().map(InstancePolicy::text).orElse("none");
    return List.of(
        Point.of(
            instance,
            "private-address",
            "the instance has a private address",
            Point.yes(network.privateAddress()),
            "yes",
            network.privateAddress(),
            Point.patch(instance, "--network=default")),
        Point.of(
            instance,
            "no-public-address",
            "the instance has no public address",
            network.publicAddress() ? "a public address" : "none",
            "none",
            !network.publicAddress(),
            Point.patch(instance, "--no-assign-ip")),
        Point.of(
            instance,
            "tls-required",
            "the instance takes encrypted connections only",
            mode,
            "ENCRYPTED_ONLY or stricter",
            ENCRYPTED.contains(mode),
            Point.patch(instance, "--ssl-mode=ENCRYPTED_ONLY")),
        Point.of(
            instance,
            "iam-authentication",
            "logins by IAM are on",
            Point.yes(instance.flags().contains(IAM_LOGIN)),
            "yes",
            instance.flags().contains(IAM_LOGIN),
            "Set the flag "
                + IAM_LOGIN
                + " beside those that are set (--database-flags replaces them all): "
                + (instance.flags().isEmpty() ? "none is." : instance.flags() + ".")),
        Point.of(
            instance,
            "storage-auto-resize",
            "the disk grows by itself",
            Point.yes(instance.storageAutoResize()),
            "yes",
            instance.storageAutoResize(),
            Point.patch(instance, "--storage-auto-increase")),
        Point.of(
            instance,
            "maintenance-window",
            "maintenance comes when it is expected",
            window,
            expected.maintenance(),
            window.equals(expected.maintenance()),
            maintenanceCure(instance)),
        Point.of(
            instance,
            "region",
            "the instance is in the declared region",
            instance.region(),
            expected.region(),
            instance.region().equals(expected.region()),
            "A region cannot be changed: correct it in jobs/backup-verification.yaml, or restore a"
                + " backup into an instance there."));
  }

  /** Whether the disk has room for the database to grow; what else lies there is not counted. */
  public static Point room(InstanceState instance, long databaseBytes) {
    long megabytes = databaseBytes >> 20;
    long disk = instance.diskGb().orElse(0L) << 10;
    return Point.of(
        instance,
        "disk-room",
        "the database has room on its disk",
        disk == 0 ? "disk unknown" : megabytes + " MB of " + disk + " MB",
        "at most " + FULLEST_PERCENT + " %",
        megabytes * 100 <= disk * FULLEST_PERCENT && disk > 0,
        Point.patch(instance, "--storage-size=" + (instance.diskGb().orElse(10L) * 2)));
  }

  private String maintenanceCure(InstanceState instance) {
    Maintenance wanted = expected.window();
    return Point.patch(
        instance,
        "--maintenance-window-day="
            + DayOfWeek.of(wanted.day()).name().substring(0, 3)
            + " --maintenance-window-hour="
            + wanted.hour());
  }

  /** As the job file writes it: {@code SUN 04:00}. */
  static String text(Maintenance window) {
    String day = DayOfWeek.of(window.day()).name().substring(0, 3);
    return String.format(Locale.ROOT, "%s %02d:00", day, window.hour());
  }
}
