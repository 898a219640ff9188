/**
 * Takes out of a person's package what names somebody else (GDPR Art. 15(4)): e-mail addresses, and
 * ids of people. What is taken out becomes {@code [redacted]}, or {@code null} where a whole value
 * is an id. Tables, with their reasons, in {@code src/docs/redaction.md}; this is the grammar.
 *
 * <pre>
 * address  = local [blank] [comment] at [blank] [comment] domain *( at domain )
 * local    = word *( "." word )
 * word     = 1*( letter | digit | mark | one of _ . % + - ' &amp; = { } | / ? ` ^ ~ ! # $ * | "\" sign )
 *          | quoted, with equally many backslashes before both quotes, on one line
 * domain   = label *( "." label ) | "[" IP literal "]"
 * label    = 1*( letter | digit | mark | "-" | "_" )              in any script
 * comment  = "(" … ")"                                          also nested, or alone for a local part
 * at, and every other sign, in any of: itself; full width; %40 (also %2540); &amp;#64; &amp;#x40;
 *            &amp;commat; (also &amp;amp;#64;); =40; a backslash and u0040, u{40}, U00000040, x40 or
 *            100; one of these inside of another; with signs in between that are not seen; an at
 *            sign also behind backslashes
 * id       = 32 hexadecimal digits, with hyphens or without, in any case, of somebody who is there
 * </pre>
 *
 * Its limits, each of them chosen:
 *
 * <ul>
 *   <li>From the front of a local part go signs that more often stand before an address.
 *   <li>A domain of one label is one (bob@intranet) where the local part ends in a letter, digit,
 *       plus or quote and it begins with a letter. With blanks around the at sign, or with {@code
 *       =40}, only one that ends like a domain of the Internet is.
 *   <li>Up to 256 bytes that are not seen stand in between two signs; more part them.
 *   <li>None are: versions, numbers, times and factors (pkg@1.2.3, v2, 5pm, image@2x.png), scoped
 *       packages and those who are mentioned (@scope/pkg@next, @name), releases and digests
 *       (pkg@latest, image@sha256:…), paths and forms before an at sign (/@name, =@name), {@code
 *       git@host:path}.
 *   <li>An own address stays, where it is whole: case, quotes and the spelling of its domain do not
 *       count, a +tag does, and what a URL, a form, an escaped line break or a script without
 *       blanks has before it is no part of it.
 *   <li>Names in free text are not looked for, nor what is compressed, encrypted or Base64.
 * </ul>
 *
 * Each side is looked at up to 1,024 signs from its at sign, so that a text takes time in
 * proportion to its length, whatever it holds; and it is looked at in parts, so that its length
 * takes no memory.
 */
@NullMarked
package ai.coditect.ops.export.redact;

import org.jspecify.annotations.NullMarked;
