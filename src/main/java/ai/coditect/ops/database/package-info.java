/** SQL from files, the system role's session, migrations, and the guard against being blind. */
@NullMarked
package ai.coditect.ops.database;

import org.jspecify.annotations.NullMarked;
