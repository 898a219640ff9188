package ai.coditect.ops.architecture.broken;

/** The root of the broken house: what starts it. */
public final class House {}
