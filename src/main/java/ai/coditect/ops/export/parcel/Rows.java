package ai.coditect.ops.export.parcel;

import java.io.IOException;

/** Takes the rows of one file. A row comes in one piece or, when it is large, in several. */
public interface Rows {

  /**
   * The next piece of the present row, in UTF-8 and without a line end; the bytes may be reused
   * once this returns.
   */
  void piece(byte[] bytes, int offset, int length) throws IOException;

  /** The present row is whole. */
  void endRow() throws IOException;
}
