package ai.coditect.ops.local;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The ways in which the storage service fails a client. All of them end with {@link #heal}. */
public final class StorageFaults {
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger uploadCuts = new AtomicInteger();
  private final AtomicInteger downloadCuts = new AtomicInteger();
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private final AtomicInteger corruptions = new AtomicInteger();
  private final AtomicInteger damages = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile RestRefusal refusal = new RestRefusal(503, "backendError", "Try again.");
  private volatile @Nullable RestRefusal writeRefusal;
  private volatile @Nullable RestRefusal readRefusal;
  private volatile @Nullable RestRefusal deleteRefusal;
  private volatile boolean dropsMetadata;
  private volatile int cutAfter;
  private volatile @Nullable CountDownLatch stall;
  private volatile CountDownLatch holding = new CountDownLatch(0);
  private final AtomicInteger holds = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();

  /** Thrown to close the connection without a word. */
  static final class ConnectionCut extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The next calls are answered with 503. */
  public void failNext(int times) {
    failNext(times, 503, "backendError");
  }

  public void failNext(int times, int code, String reason) {
    refusal = new RestRefusal(code, reason, "Said on purpose.");
    refusals.set(times);
  }

  /** Nobody may write or delete any more. */
  public void readOnly() {
    refuseWrites(403, "forbidden");
  }

  public void refuseWrites(int code, String reason) {
    writeRefusal = new RestRefusal(code, reason, "somebody@example.com may not.");
  }

  public void refuseEverything(int code, String reason) {
    refuseWrites(code, reason);
    readRefusal = writeRefusal;
  }

  /** What stands before the service passes objects on, and not what is said with them. */
  public void dropMetadata() {
    dropsMetadata = true;
  }

  Map<String, String> keptMetadata(Map<String, String> metadata) {
    return dropsMetadata ? Map.of() : metadata;
  }

  /** Nobody may delete any more. */
  public void keepEverything() {
    deleteRefusal = new RestRefusal(403, "forbidden", "somebody@example.com may not.");
  }

  /** The connections of the next uploads end after some bytes; nothing of them is stored. */
  public void cutUploads(int times, int afterBytes) {
    cutAfter = afterBytes;
    uploadCuts.set(times);
  }

  /** The connections of the next downloads end after some bytes. */
  public void cutDownloads(int times, int afterBytes) {
    cutAfter = afterBytes;
    downloadCuts.set(times);
  }

  /** A bit of the next calls that carry content turns on the way. */
  public void corruptUploads(int times) {
    corruptions.set(times);
  }

  /** A bit of the next objects turns after their checksum was compared. */
  public void damageStored(int times) {
    damages.set(times);
  }

  /** The next uploads are stored, and nobody is told. */
  public void loseAnswers(int times) {
    lostAnswers.set(times);
  }

  /** No call is answered until the service heals. */
  public void stall() {
    stall = new CountDownLatch(1);
  }

  /** What the next uploads send lies there until the service heals, and is stored then. */
  public void holdUploads(int times) {
    holding = new CountDownLatch(1);
    held.set(0);
    holds.set(times);
  }

  /** How many uploads are or were held. */
  public int held() {
    return held.get();
  }

  public void heal() {
    dropsMetadata = false;
    holds.set(0);
    holding.countDown();
    refusals.set(0);
    uploadCuts.set(0);
    downloadCuts.set(0);
    lostAnswers.set(0);
    corruptions.set(0);
    damages.set(0);
    writeRefusal = null;
    readRefusal = null;
    deleteRefusal = null;
    CountDownLatch stalled = stall;
    stall = null;
    if (stalled != null) {
      stalled.countDown();
    }
  }

  /** How many calls there were, those that failed included. */
  public int calls() {
    return calls.get();
  }

  void before(RestCall call) throws IOException {
    calls.incrementAndGet();
    CountDownLatch stalled = stall;
    if (stalled != null) {
      await(stalled);
      throw new ConnectionCut();
    }
    RestRefusal always = call.method().equals("GET") ? readRefusal : writeRefusal;
    if (always != null) {
      throw always;
    }
    RestRefusal ofDeletes = deleteRefusal;
    if (ofDeletes != null && call.method().equals("DELETE")) {
      throw ofDeletes;
    }
    if (takeOne(refusals)) {
      throw refusal;
    }
    if (call.isUpload() && call.method().equals("PUT") && takeOne(holds)) {
      held.incrementAndGet();
      await(holding);
    }
    if (call.isUpload() && takeOne(uploadCuts)) {
      call.read(cutAfter);
      throw new ConnectionCut();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many bytes of a download are sent before its connection ends. */
  int sent(int length) {
    return takeOne(downloadCuts) ? Math.min(cutAfter, length - 1) : length;
  }

  byte[] arrived(byte[] content) {
    if (content.length > 0 && takeOne(corruptions)) {
      content[content.length / 2] ^= 1;
    }
    return content;
  }

  byte[] kept(byte[] content) {
    byte[] kept = content.clone();
    if (kept.length > 0 && takeOne(damages)) {
      kept[kept.length / 2] ^= 1;
    }
    return kept;
  }

  void stored() throws ConnectionCut {
    if (takeOne(lostAnswers)) {
      throw new ConnectionCut();
    }
  }

  private static boolean takeOne(AtomicInteger left) {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }
}
