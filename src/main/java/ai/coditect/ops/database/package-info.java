/**
 * SQL from files, migrations, and the guard against being blind: a run that begins has proved that
 * its role sees every tenant and may do what {@code sql/privileges.yaml} says, no more.
 */
@NullMarked
package ai.coditect.ops.database;

import org.jspecify.annotations.NullMarked;
