package ai.coditect.ops.backup.marker;

import java.time.Instant;

/**
 * A marker as it is stored.
 *
 * @param keyId which key signed it
 * @param structure the hash of the structure; signed only as part of the content
 * @param content the very text that was signed
 * @param signature in hex
 */
public record Marker(
    long sequence,
    Instant takenAt,
    String keyId,
    String structure,
    String content,
    String signature) {}
