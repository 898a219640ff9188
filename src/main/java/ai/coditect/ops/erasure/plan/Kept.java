package ai.coditect.ops.erasure.plan;

/** How many one thing kept from being erased. */
public record Kept(Hindrance by, long people, long organizations) {}
