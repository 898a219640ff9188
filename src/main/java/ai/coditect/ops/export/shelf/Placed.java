package ai.coditect.ops.export.shelf;

/**
 * A package that lies whole under its final name.
 *
 * @param location its full name: {@code gs://bucket/prefix/name} or {@code file:///dir/name}
 * @param bytes its size
 * @param sha256 of all its bytes, in lower-case hexadecimal
 */
public record Placed(String location, long bytes, String sha256) {}
