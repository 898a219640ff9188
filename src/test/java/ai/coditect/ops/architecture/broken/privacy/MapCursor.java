package ai.coditect.ops.architecture.broken.privacy;

import java.sql.ResultSet;

/** Breaks: frameworks at the edge, in a base room. */
public record MapCursor(ResultSet rows) {}
