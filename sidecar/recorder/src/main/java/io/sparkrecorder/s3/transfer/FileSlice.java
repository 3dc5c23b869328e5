package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.s3.model.SourceChanged;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.request.LocalIo;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * A range of a file that serves as the body of a request. It is read again for each attempt and
 * never held in the heap. Its last bytes are released only if the whole range has the right
 * checksum, so a changed file cannot be stored, whether or not the server checks.
 */
public record FileSlice(Source source, long offset, long length, Crc32c crc32c)
    implements ContentStreamProvider {

  private static final int BUFFER = 128 << 10;

  static FileSlice whole(Upload upload) {
    return new FileSlice(upload.source(), 0, upload.bytes(), upload.crc32c());
  }

  /**
   * Reads the file to compute the slice's checksum. This reads each part twice, the second time
   * from the page cache. The alternative, a checksum that trails the body, needs aws-chunked, which
   * many servers refuse.
   */
  public static FileSlice read(Source source, long offset, long length) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(length, 1, BUFFER));
    try (SeekableByteChannel channel = open(source, offset)) {
      for (long done = 0; done < length; ) {
        buffer.clear().limit((int) Math.min(BUFFER, length - done));
        int count = read(channel, buffer);
        crc.update(buffer.flip());
        done += count;
      }
    }
    return new FileSlice(source, offset, length, Crc32c.of(crc));
  }

  @Override
  public InputStream newStream() {
    return new BufferedInputStream(new Slice(), Math.clamp(length, 1, BUFFER));
  }

  private static SeekableByteChannel open(Source source, long offset) throws IOException {
    try {
      return source.open().position(offset);
    } catch (ClosedByInterruptException e) {
      throw e; // the attempt ran out of time; the file is well
    } catch (IOException e) {
      throw new LocalIo(e);
    }
  }

  private static int read(SeekableByteChannel channel, ByteBuffer buffer) throws IOException {
    int count;
    try {
      count = channel.read(buffer);
    } catch (ClosedByInterruptException e) {
      throw e; // the attempt ran out of time; the file is well
    } catch (IOException e) {
      throw new LocalIo(e);
    }
    if (count < 0) {
      throw new SourceChanged("it ends at " + channel.position() + " bytes");
    }
    return count;
  }

  /** Opens the file on the first read, because a provider may not throw. */
  private final class Slice extends InputStream {
    private final CRC32C crc = new CRC32C();
    private @Nullable SeekableByteChannel channel;
    private long done;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, into.length);
      if (count == 0) {
        return 0;
      }
      if (done == length) {
        return -1;
      }
      if (channel == null) {
        channel = open(source, offset);
      }
      int wanted = (int) Math.min(count, length - done);
      int got = FileSlice.read(channel, ByteBuffer.wrap(into, from, wanted));
      crc.update(into, from, got);
      done += got;
      if (done == length && !Crc32c.of(crc).equals(crc32c)) {
        throw new SourceChanged("its checksum is not " + crc32c.hex());
      }
      return got;
    }

    @Override
    public void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
