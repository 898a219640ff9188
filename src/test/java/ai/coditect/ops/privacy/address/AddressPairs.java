package ai.coditect.ops.privacy.address;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.Set;

/**
 * Addresses as a tenant's database may have them, and as somebody may type them for a hold; all of
 * them tokens that nothing of ours may repeat.
 */
public final class AddressPairs {

  /**
   * @param why what differs
   */
  public record Pair(String why, String stored, String typed) {}

  private AddressPairs() {}

  /** Each is one address. */
  public static final List<Pair> SAME =
      List.of(
          new Pair("nothing", "jane@p01.example", "jane@p01.example"),
          new Pair("case", "Jane.Doe@P02.example", "jane.DOE@p02.EXAMPLE"),
          new Pair("spaces around", "jane@p03.example", "  jane@p03.example "),
          new Pair("a no-break space", "jane@p04.example", "\u00a0jane@p04.example\u3000"),
          new Pair("a trailing dot", "jane@p05.example", "jane@p05.example."),
          new Pair("a trailing dot that is stored", "jane@p06.example.", "jane@p06.example"),
          new Pair("a zero-width space", "jane@p07.example", "ja\u200bne@p07.example"),
          new Pair("a stored zero-width space", "ja\u200bne@p08.example", "jane@p08.example"),
          new Pair("a byte order mark", "jane@p09.example", "\ufeffjane@p09.example"),
          new Pair("a soft hyphen", "jane\u00ad@p10.example", "jane@p10.example"),
          new Pair("a stored direction mark", "\u202djane@p11.example", "jane@p11.example"),
          new Pair("a variation selector", "jane\ufe0f@p12.example", "jane@p12.example"),
          new Pair("capitals with sigma", "ΟΔΥΣΣΕΥΣ@p13.example", "ΟΔΥΣΣΕΥΣ@p13.example"),
          new Pair("capitals stored", "ΟΔΥΣΣΕΥΣ@p14.example", "οδυσσευς@p14.example"),
          new Pair("a final sigma stored", "οδυσσευς@p15.example", "ΟΔΥΣΣΕΥΣ@p15.example"),
          new Pair("a plain sigma at the end", "οδυσσευσ@p16.example", "οδυσσευς@p16.example"),
          new Pair("sigma before a dot", "ΣΟΦΙΑΣ.Σ@p17.example", "σοφιας.σ@p17.example"),
          new Pair("capital dotted i", "İpek@p18.example", "İpek@p18.example"),
          new Pair("dotted i in lower case", "İpek@p19.example", "ipek@p19.example"),
          new Pair("dotted i by JavaScript", "i\u0307pek@p20.example", "İPEK@p20.example"),
          new Pair("dotted i in two", "I\u0307pek@p21.example", "İpek@p21.example"),
          new Pair("dotless i", "IŞIK@p22.example", "ışık@p22.example"),
          new Pair("sharp s", "strauß@p23.example", "STRAUSS@p23.example"),
          new Pair("capital sharp s", "STRAUẞ@p24.example", "strauß@p24.example"),
          new Pair("NFD stored", nfd("jörg@p25.example"), "jörg@p25.example"),
          new Pair("NFD typed", "Jörg@p26.example", nfd("jörg@p26.example")),
          new Pair("NFD in capitals", nfd("ÉMILE@p27.example"), "émile@p27.example"),
          new Pair("order of marks", "a\u0323\u0307b@p28.example", "a\u0307\u0323b@p28.example"),
          new Pair("full width stored", "ｊａｎｅ@p29.example", "jane@p29.example"),
          new Pair("full width typed", "jane@p30.example", "ＪＡＮＥ＠ｐ３０．ｅｘａｍｐｌｅ"),
          new Pair("an ideographic full stop", "jane@p31.example", "jane@p31。example"),
          new Pair("a ligature", "oﬃce@p32.example", "office@p32.example"),
          new Pair("hangul in parts", nfd("김@p33.example"), "김@p33.example"),
          new Pair("kelvin sign", "\u212aim@p34.example", "kim@p34.example"),
          new Pair("quotes stored", "\"jane.doe\"@p35.example", "jane.doe@p35.example"),
          new Pair("quotes typed", "jane.doe@p36.example", "\"Jane.Doe\"@p36.example"),
          new Pair("an escape in quotes", "jane@p37.example", "\"j\\ane\"@p37.example"),
          new Pair("punycode stored", "u1@xn--mller38-n2a.example", "u1@müller38.example"),
          new Pair("punycode typed", "u1@müller39.example", "u1@XN--mller39-n2a.example"),
          new Pair("NFD of a domain", nfd("u1@müller40.example"), "u1@xn--mller40-n2a.example"),
          new Pair("IDNA 2008", "u1@xn--strae-oqa.example", "u1@straße.example"),
          new Pair("IDNA 2003", "u2@strasse.example", "u2@straße.example"),
          new Pair("capitals of a domain", "u1@MÜLLER43.example", "u1@müller43.example"),
          new Pair("sigma of a domain", "u1@xn--pxac2aodamd.example", "u1@ΟΔΥΣΣΕΥΣ.example"),
          new Pair("both sides at once", "JÖRG@xn--mller45-n2a.example.", "jörg@müller45.example"),
          new Pair("letters of two units", "𐐀𐐁@p46.example", "𐐨𐐩@p46.example"),
          new Pair("no domain of IDN", "u1@xn--99999999.example", "U1@XN--99999999.example"),
          new Pair("micro sign", "\u00b5lab@p48.example", "\u03bclab@p48.example"),
          new Pair("micro sign typed", "\u03bclab@p49.example", "\u00b5lab@p49.example"),
          new Pair("full width but the sign", "jane@p50.example", "ＪＡＮＥ@ｐ５０．ｅｘａｍｐｌｅ"),
          new Pair("full width letters", "jane.doe@p51.example", "ｊａｎｅ.ｄｏｅ@p51.example"),
          new Pair("ideographic full stops", "jane@a.p52.example", "jane@a。p52。example"),
          new Pair("capital dotted i typed", "ipek@p53.example", "İpek@p53.example"),
          new Pair("dotless i typed", "ali.ihsan@p54.example", "alı.ihsan@p54.example"),
          new Pair("sharp s typed", "strauss@p55.example", "Strauß@p55.example"),
          new Pair("a ligature typed", "office@p56.example", "oﬃce@p56.example"),
          new Pair("directions around", "jane@p57.example", "\u202ajane@p57.example\u202c"),
          new Pair("a mark behind", "jane@p58.example", "jane@p58.example\u200e"),
          new Pair("a joiner between", "jane.doe@p59.example", "jane.\u200ddoe@p59.example"),
          new Pair(
              "too many i to try all",
              "christian.missing@mississippi60.example",
              "CHRİSTİAN.MİSSİNG@MİSSİSSİPPİ60.EXAMPLE"),
          new Pair(
              "marks composed in part", "\u1ea1\u0307b@p61.example", "\u0227\u0323b@p61.example"));

  /**
   * Of these pairs, by what differs, no version before took what was typed: a full-width sign was
   * no address then. All others are found by what it hashed.
   */
  public static final Set<String> REFUSED_BEFORE = Set.of("full width typed");

  /** Each is two addresses. */
  public static final List<Pair> OTHER =
      List.of(
          new Pair("another name", "jane@p01.example", "jan@p01.example"),
          new Pair("another domain", "jane@p01.example", "jane@p02.example"),
          new Pair("an accent", "jorg@p01.example", "jörg@p01.example"),
          new Pair("a dot", "janedoe@p01.example", "jane.doe@p01.example"),
          new Pair("a tag", "jane+a@p01.example", "jane@p01.example"),
          new Pair("a label", "jane@mail.p01.example", "jane@p01.example"),
          new Pair("an umlaut in a domain", "jane@muller.example", "jane@müller.example"),
          new Pair("an alphabet", "jane@p01.example", "jаne@p01.example"),
          new Pair("where the sign is", "a@b@c.example", "a@b.c.example"));

  private static String nfd(String text) {
    return Normalizer.normalize(text, Form.NFD);
  }
}
