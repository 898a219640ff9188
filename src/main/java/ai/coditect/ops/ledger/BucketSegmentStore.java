package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.BucketTrouble;
import ai.coditect.ops.storage.Place;
import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Segments as objects of a bucket. A segment is one upload on the condition that its name is free:
 * the service checks the content's checksum and lets one of two writers win.
 */
final class BucketSegmentStore implements SegmentStore {
  private static final Pattern SEGMENT = Pattern.compile("([0-9]{12})\\.jsonl");
  private static final long LARGEST = 999_999_999_999L;
  private static final int READ_AT_ONCE = 256 * 1024;

  private final Storage storage;
  private final String bucket;
  private final String directory;
  private final BucketTrouble trouble;

  /**
   * @param root where a stand-in of the service listens
   */
  BucketSegmentStore(Place.Bucket place, Optional<String> root, BucketClient.Patience patience) {
    this.bucket = place.name();
    this.directory = place.directory();
    this.trouble = new BucketTrouble(place, USE);
    this.storage = new BucketClient(root, patience).open();
  }

  @Override
  public boolean create(long number, byte[] content) {
    BlobInfo segment =
        BlobInfo.newBuilder(id(number)).setContentType("application/x-ndjson").build();
    return asking(
        "cannot be written",
        () -> {
          try {
            storage.create(
                segment,
                content,
                BlobTargetOption.doesNotExist(),
                BlobTargetOption.disableGzipContent());
            return true;
          } catch (StorageException e) {
            if (e.getCode() != 412) {
              throw e;
            }
            // The answer to our own upload may have been lost, and the client have tried again.
            return Arrays.equals(storage.readAllBytes(id(number)), content);
          }
        });
  }

  @Override
  public Optional<InputStream> open(long number) {
    return asking(
        "cannot be read",
        () -> {
          ReadChannel channel = storage.reader(id(number));
          channel.setChunkSize(READ_AT_ONCE);
          PushbackInputStream in = new PushbackInputStream(new Content(channel));
          try {
            // Only a read asks the service whether it is there.
            int first = in.read();
            if (first >= 0) {
              in.unread(first);
            }
            return Optional.of(in);
          } catch (IOException e) {
            channel.close();
            StorageException answer = BucketTrouble.answer(e);
            if (answer != null && answer.getCode() == 404) {
              return Optional.empty();
            }
            throw unreadable(e);
          }
        });
  }

  /** Says whatever goes wrong in the middle the way streams do. */
  private static final class Content extends FilterInputStream {
    Content(ReadChannel channel) {
      super(Channels.newInputStream(channel));
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (StorageException e) {
        throw new IOException(e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (StorageException e) {
        throw new IOException(e);
      }
    }
  }

  @Override
  public OptionalLong next(long number) {
    return asking(
        "cannot be read",
        () -> {
          for (Blob each :
              storage
                  .list(
                      bucket,
                      BlobListOption.prefix(directory),
                      BlobListOption.startOffset(name(Math.min(number + 1, LARGEST))),
                      BlobListOption.pageSize(10),
                      BlobListOption.fields(BlobField.NAME))
                  .iterateAll()) {
            Matcher matcher = SEGMENT.matcher(each.getName().substring(directory.length()));
            if (matcher.matches() && Long.parseLong(matcher.group(1)) > number) {
              return OptionalLong.of(Long.parseLong(matcher.group(1)));
            }
          }
          return OptionalLong.empty();
        });
  }

  /** Halves the distance instead of listing every name there is. */
  @Override
  public long last() {
    long last = 0;
    long step = 1;
    OptionalLong next;
    while ((next = next(last + step - 1)).isPresent()) {
      last = next.getAsLong();
      step *= 2;
    }
    while ((step /= 2) > 0) {
      if ((next = next(last + step - 1)).isPresent()) {
        last = next.getAsLong();
      }
    }
    return last;
  }

  private BlobId id(long number) {
    return BlobId.of(bucket, name(number));
  }

  private String name(long number) {
    return directory + String.format(Locale.ROOT, "%012d.jsonl", number);
  }

  private <T> T asking(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (StorageException e) {
      throw trouble.with(what, e);
    }
  }

  @Override
  public ProblemsException unreadable(IOException e) {
    return trouble.with("cannot be read", e);
  }
}
