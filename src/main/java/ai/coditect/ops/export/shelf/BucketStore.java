package ai.coditect.ops.export.shelf;

import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.BucketTrouble;
import ai.coditect.ops.storage.Place;
import ai.coditect.ops.storage.Use;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Packages as objects of a bucket. */
final class BucketStore implements Shelf {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

  /** For a person who waits. */
  private static final BucketClient.Patience SHORT =
      new BucketClient.Patience(Duration.ofSeconds(4), Duration.ofSeconds(8));

  // One name for all, so that what a killed probe left is removed by the next.
  private static final String PROBE = ".probe";

  private final Place.Bucket place;
  private final Optional<String> root;
  private final BucketTrouble trouble;
  private final Storage storage;
  private final LinkClient links;
  private final Duration longest;
  private final int chunk;

  /**
   * @param root where a stand-in of the service listens
   */
  BucketStore(Place.Bucket place, Optional<String> root, Use use, BucketClient.Patience patience) {
    this(place, root, use, patience, UploadClient.CHUNK);
  }

  /**
   * @param chunk bytes that travel at once
   */
  BucketStore(
      Place.Bucket place,
      Optional<String> root,
      Use use,
      BucketClient.Patience patience,
      int chunk) {
    this.chunk = chunk;
    this.place = place;
    this.root = root;
    this.trouble = new BucketTrouble(place, use);
    this.storage = new BucketClient(root, patience).open();
    // The last repetition of a question may begin just before its time is over.
    this.longest = patience.question().multipliedBy(2);
    this.links = new LinkClient(storage, root, trouble);
  }

  /** For an upload, which nobody waits for; each chunk is a question. */
  static BucketClient.Patience patience(Duration question) {
    return new BucketClient.Patience(
        question.compareTo(LONGEST_SILENCE) < 0 ? question : LONGEST_SILENCE, question);
  }

  @Override
  public String location(String name) {
    return PackageName.uri("gs", place.name(), "/" + id(name).getName());
  }

  @Override
  public Placing place(String name) {
    return asking(
        "cannot be written",
        () -> new UploadClient(storage, id(name), location(name), trouble, longest, chunk));
  }

  @Override
  public boolean remove(String name) {
    BlobId id = id(name);
    return asking(
        "does not let go of " + name,
        () -> {
          boolean removed = false;
          // Where the bucket keeps versions, deleting by name alone would keep this one.
          for (Blob each :
              storage
                  .list(
                      id.getBucket(),
                      BlobListOption.prefix(id.getName()),
                      BlobListOption.versions(true),
                      BlobListOption.fields(BlobField.NAME, BlobField.GENERATION))
                  .iterateAll()) {
            if (each.getName().equals(id.getName())) {
              storage.delete(each.getBlobId());
              removed = true;
            }
          }
          return removed;
        });
  }

  @Override
  public Optional<Link> link(String name, Duration lifetime, Instant now) {
    return Optional.of(links.sign(id(name), lifetime, now));
  }

  /** Creates, replaces and deletes, which is what packages need. */
  @Override
  public void probe() {
    BlobId id = BlobId.of(place.name(), place.directory() + PROBE);
    asking(
        "cannot be written",
        () -> {
          Storage hasty = new BucketClient(root, SHORT).open();
          BlobInfo wanted =
              BlobInfo.newBuilder(id).setMetadata(Map.of(UploadClient.ATTEMPT, "probe")).build();
          Blob made = hasty.create(wanted, new byte[0]);
          hasty.delete(id);
          if (UploadClient.keepsNoMetadata(made)) {
            throw UploadClient.keepingNoMetadata(trouble);
          }
          return true;
        });
  }

  private BlobId id(String name) {
    return BlobId.of(place.name(), place.directory() + PackageName.checked(name));
  }

  private <T> T asking(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (StorageException e) {
      throw trouble.with(what, e);
    }
  }
}
