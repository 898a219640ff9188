/**
 * Copies of what is stored about a person or a tenant (GDPR Art. 15 and 20): complete, of nobody
 * else, and to be checked by anybody.
 */
@NullMarked
package ai.coditect.ops.export;

import org.jspecify.annotations.NullMarked;
