package ai.coditect.ops.backup;

import ai.coditect.ops.backup.drill.DrillSettings;
import ai.coditect.ops.backup.instance.ExpectedBackups;
import ai.coditect.ops.backup.instance.ExpectedInstance;
import java.util.Optional;

/**
 * The settings of {@code jobs/backup-verification.yaml}.
 *
 * @param instance the instance's name where {@code DB_INSTANCE} does not say it
 * @param expected how the instance was declared
 * @param freshness what is expected of its backups
 * @param drill how backups are restored to see what they hold
 */
record BackupVerificationSettings(
    Optional<String> instance,
    ExpectedInstance expected,
    ExpectedBackups freshness,
    DrillSettings drill) {}
