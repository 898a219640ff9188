package ai.coditect.ops.database;

/**
 * One grant that reaches the session; an object without any is one row with an empty privilege.
 *
 * @param columnName empty for the whole object
 * @param effective false when the session would have to become the holder first
 * @param revocable whether to take the privilege from the holder; otherwise {@code leave} is the
 *     cure
 */
record HeldPrivilege(
    String kind,
    String name,
    String columnName,
    String privilege,
    String holder,
    boolean effective,
    boolean revocable,
    String leave) {}
