package io.sparkrecorder.report.spark;

import io.sparkrecorder.report.profile.OwnRows;
import io.sparkrecorder.report.profile.Part;
import io.sparkrecorder.report.profile.PodReader;
import io.sparkrecorder.report.profile.ProfileBuilder;
import io.sparkrecorder.report.read.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import scala.Tuple2;

/**
 * The work of the tasks. A task has no effect but its result, so that Spark may run it again.
 *
 * @param place the application's folder
 * @param start expected start of the application in milliseconds
 */
record Folding(Place place, long start) implements Serializable {

  /**
   * Reads the recordings of a batch of pods into a part, and gives it with the facts of its pods.
   */
  Tuple2<byte[], byte[]> fold(byte[] batch) throws IOException {
    Part part = empty();
    try (Scratch scratch = new Scratch();
        HadoopOrigin origin =
            new HadoopOrigin(
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()), place)) {
      PodReader reader = new PodReader(part, origin, Scope.ALL, scratch.path(), new Silent(), 0);
      Batch.read(new DataInputStream(new ByteArrayInputStream(batch)), reader);
    }
    ByteArrayOutputStream facts = new ByteArrayOutputStream();
    part.writeFacts(new DataOutputStream(facts));
    return new Tuple2<>(Bytes.of(part), facts.toByteArray());
  }

  private Part empty() {
    return new Part(OptionalLong.of(start));
  }

  /** Gives many executors one row. */
  byte[] withRows(byte[] bytes, int[] rows) throws IOException {
    Part part = empty();
    Bytes.add(part, bytes, OwnRows.of(rows));
    return Bytes.of(part);
  }

  /** Adds parts up in the order of their numbers. */
  byte[] sum(Iterable<Tuple2<Integer, byte[]>> numbered) throws IOException {
    TreeMap<Integer, byte[]> parts = new TreeMap<>();
    numbered.forEach(part -> parts.put(part._1(), part._2()));
    Part sum = empty();
    add(sum, parts.values().iterator());
    return Bytes.of(sum);
  }

  /** Adds parts that have their final rows. */
  static void add(Part sum, Iterator<byte[]> parts) throws IOException {
    while (parts.hasNext()) {
      Bytes.add(sum, parts.next(), OwnRows.ALL);
    }
  }

  private static final class Silent implements ProfileBuilder.Progress {
    @Override
    public void file(String name, int number, int of) {}

    @Override
    public void bytes(long bytes) {}
  }
}
