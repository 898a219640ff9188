package ai.coditect.ops.backup.checkfile;

import java.time.Duration;

/**
 * One question.
 *
 * @param name the file's, in kebab-case
 * @param proves what is true of a copy whose answer fits
 * @param doesNotProve what it says nothing about
 * @param statement one query that answers with one number, instant or boolean
 */
public record CheckFile(
    String name,
    String proves,
    String doesNotProve,
    String statement,
    Comparison comparison,
    Duration timeout) {}
