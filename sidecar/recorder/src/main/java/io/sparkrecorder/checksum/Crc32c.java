package io.sparkrecorder.checksum;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A CRC-32C (Castagnoli), the checksum that markers, manifests and S3 share.
 *
 * @param value the 32 bits
 */
public record Crc32c(int value) {
  /** The checksum of no bytes. */
  public static final Crc32c EMPTY = new Crc32c(0);

  private static final int POLYNOMIAL = 0x82F63B78;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{6}==");

  public static Crc32c of(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return of(crc);
  }

  public static Crc32c of(CRC32C crc) {
    return new Crc32c((int) crc.getValue());
  }

  /** Parses {@link #hex()}; empty if the text is not such a checksum. */
  public static Optional<Crc32c> parse(String hex) {
    return Optional.of(hex)
        .filter(HEX.asMatchPredicate())
        .map(text -> new Crc32c(HexFormat.fromHexDigits(text)));
  }

  /** The checksum as eight lower-case hexadecimal digits, as in markers and manifests. */
  public String hex() {
    return HexFormat.of().toHexDigits(value);
  }

  /** The checksum as base64 of its big-endian bytes, as in S3's {@code x-amz-checksum-crc32c}. */
  public String base64() {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt(value).array());
  }

  /** Parses {@link #base64()}; empty if the text is not such a checksum. */
  public static Optional<Crc32c> parseBase64(String text) {
    return Optional.of(text)
        .filter(BASE64.asMatchPredicate())
        .map(Base64.getDecoder()::decode)
        .map(bytes -> new Crc32c(ByteBuffer.wrap(bytes).getInt()));
  }

  /**
   * The checksum of these bytes followed by others, without reading either again.
   *
   * @param next checksum of the bytes that follow
   * @param nextLength their number
   */
  public Crc32c then(Crc32c next, long nextLength) {
    // Appending n zero bytes is a linear map of the 32 bits. The loop squares the map once per bit
    // of n.
    int[] operator = new int[32];
    operator[0] = POLYNOMIAL;
    for (int bit = 1; bit < 32; bit++) {
      operator[bit] = 1 << (bit - 1);
    }
    int[] zeroByte = square(square(square(operator)));
    int shifted = value;
    int[] power = zeroByte;
    for (long left = nextLength; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        shifted = times(power, shifted);
      }
      power = square(power);
    }
    return new Crc32c(shifted ^ next.value);
  }

  /**
   * The checksum of the later bytes, where this is the checksum of both parts.
   *
   * @param first checksum of the earlier bytes
   * @param restLength number of the later bytes
   */
  public Crc32c after(Crc32c first, long restLength) {
    return new Crc32c(value ^ first.then(new Crc32c(0), restLength).value);
  }

  private static int times(int[] matrix, int vector) {
    int sum = 0;
    for (int row = 0; row < 32; row++) {
      if ((vector >>> row & 1) != 0) {
        sum ^= matrix[row];
      }
    }
    return sum;
  }

  private static int[] square(int[] matrix) {
    int[] squared = new int[32];
    for (int row = 0; row < 32; row++) {
      squared[row] = times(matrix, matrix[row]);
    }
    return squared;
  }
}
