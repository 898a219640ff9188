package ai.coditect.ops.export.redact;

/** What kinds of signs there are in and around addresses, and what is not told apart by readers. */
final class SignKinds {
  private SignKinds() {}

  /** Of a host name, in any script. */
  static boolean isLabel(int sign) {
    if (sign < 0x80) {
      return sign >= '0' && sign <= '9'
          || sign >= 'a' && sign <= 'z'
          || sign >= 'A' && sign <= 'Z'
          || sign == '-'
          || sign == '_';
    }
    return Character.isLetterOrDigit(sign)
        || switch (Character.getType(sign)) {
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.OTHER_SYMBOL ->
              true;
          default -> false;
        };
  }

  /** Of a local part without quotes (RFC 5322, RFC 6532). */
  static boolean isLocal(int sign) {
    return isLabel(sign) || sign >= 0 && ".%+'&={}|/?`^~!#$*".indexOf(sign) >= 0;
  }

  /** Stands in front of addresses more often than in them. */
  static boolean isTrimmed(int sign) {
    return sign == '-' || !isLabel(sign) && sign != '"' && sign != '\\';
  }

  /** What parts an address from what a URL, a form or a list has in front of it. */
  static boolean isSeparator(int sign) {
    return sign >= 0 && "={}|/?`^~!#$*".indexOf(sign) >= 0;
  }

  /** Full width, and the other full stops, at signs, apostrophes and hyphens. */
  static int plain(int sign) {
    if (sign < 0x80) {
      return sign;
    }
    if (sign >= 0xFF01 && sign <= 0xFF5E) {
      return sign - 0xFEE0;
    }
    return switch (sign) {
      case 0xFE6B -> '@';
      case 0x2024, 0x3002, 0xFE52, 0xFF61 -> '.';
      case 0x2018, 0x2019, 0x02BC -> '\'';
      case 0x2010, 0x2011, 0xFE63 -> '-';
      case 0x00A0, 0x2007, 0x202F, 0x3000 -> ' ';
      default -> sign;
    };
  }

  /** Whether nobody sees it. */
  static boolean isInvisible(int sign) {
    return Character.getType(sign) == Character.FORMAT
        || sign == 0x034F
        || sign >= 0x115F && sign <= 0x1160
        || sign >= 0x17B4 && sign <= 0x17B5
        || sign >= 0x180B && sign <= 0x180F
        || sign == 0x3164
        || sign == 0xFFA0
        || sign >= 0xFE00 && sign <= 0xFE0F
        || sign >= 0xE0000 && sign <= 0xE0FFF;
  }
}
