package io.sparkrecorder.report.spark;

import io.sparkrecorder.report.profile.OwnRows;
import io.sparkrecorder.report.profile.Part;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Parts as they go from one process to another. */
final class Bytes {
  private Bytes() {}

  static byte[] of(Part part) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new DeflaterOutputStream(bytes, deflater)))) {
      part.write(out);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  static void add(Part part, byte[] bytes, OwnRows rows) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes))))) {
      part.add(in, rows);
    }
  }
}
