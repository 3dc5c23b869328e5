package io.sparkrecorder.report.spark;

import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.profile.Assembly;
import io.sparkrecorder.report.profile.Facts;
import io.sparkrecorder.report.profile.OwnRows;
import io.sparkrecorder.report.profile.Part;
import io.sparkrecorder.report.profile.Plan;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.Request;
import io.sparkrecorder.report.write.Publication;
import io.sparkrecorder.report.write.Summary;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Makes the report of a large application: {@code ReportJob s3a://BUCKET/PREFIX/recordings/APP
 * [--event-log PREFIX|none]}. It writes the same files to the same place as {@code recorder report
 * APP --upload}.
 */
public final class ReportJob {
  private static final String EVENT_LOG = "--event-log";
  private static final String BATCH = "spark.recorder.report.batch";

  /** Parts that one task, or the driver, adds up. */
  private static final int FAN_IN = 32;

  private final JavaSparkContext spark;
  private final HadoopOrigin origin;
  private final Place place;
  private final Path scratch;

  private ReportJob(JavaSparkContext spark, HadoopOrigin origin, Place place, Path scratch) {
    this.spark = spark;
    this.origin = origin;
    this.place = place;
    this.scratch = scratch;
  }

  /** Runs the job; wrong use and a missing application end it with a message. */
  public static void main(String[] arguments) throws IOException {
    try {
      Place place = Place.parse(application(arguments));
      Optional<String> eventLog = eventLog(arguments);
      SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "report-" + place.app());
      try (JavaSparkContext spark = new JavaSparkContext(conf);
          HadoopOrigin origin = new HadoopOrigin(spark.hadoopConfiguration(), place);
          Scratch scratch = new Scratch()) {
        new ReportJob(spark, origin, place, scratch.path()).run(eventLog);
      }
    } catch (WrongUse | NotThere e) {
      // Spark's driver fails by an exception; its message must be readable in the first line.
      throw new IllegalArgumentException(Printable.of(String.valueOf(e.getMessage())), e);
    }
  }

  private static String application(String[] arguments) {
    if (arguments.length == 1 || (arguments.length == 3 && arguments[1].equals(EVENT_LOG))) {
      return arguments[0];
    }
    throw new WrongUse(
        "expected s3a://BUCKET/PREFIX/recordings/APP [--event-log s3a://BUCKET/PREFIX|none], not: "
            + String.join(" ", arguments));
  }

  private static Optional<String> eventLog(String[] arguments) {
    return arguments.length == 3 ? Optional.of(arguments[2]) : Optional.empty();
  }

  private void run(Optional<String> eventLog) throws IOException {
    Request request =
        new Request(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            (from, app) -> log(eventLog));
    Plan plan = Plan.of(origin, request, scratch);
    if (plan.pods().isEmpty()) {
      throw new NotThere("nothing to show: %s has no pod".formatted(place.app()));
    }
    Profile profile = profile(plan);
    Publication publication =
        new Publication(
            (name, contentType, file, checksum) -> origin.publish(name, contentType, file),
            profile,
            Optional.empty(),
            scratch);
    publication.upload(version(), origin.manifestRead());
    System.out.println(Summary.of(profile));
    System.out.println(origin.url(publication.pageKey()));
  }

  private Optional<Origin.LogFiles> log(Optional<String> eventLog) {
    if (eventLog.isEmpty()) {
      return origin.eventLog();
    }
    if (eventLog.get().equals("none")) {
      return Optional.empty();
    }
    String root = place.root() + "/";
    String url = Place.hadoop(eventLog.get());
    if (!url.startsWith(root)) {
      throw new WrongUse("--event-log: expected a place below %s".formatted(root));
    }
    String folder = url.substring(root.length());
    Optional<Origin.LogFiles> found = origin.eventLog(folder.endsWith("/") ? folder : folder + "/");
    if (found.isEmpty()) {
      throw new WrongUse(
          "--event-log %s: no event log of %s there".formatted(eventLog.get(), place.app()));
    }
    return found;
  }

  private Profile profile(Plan plan) throws IOException {
    Folding folding = new Folding(place, plan.start().orElse(0));
    List<byte[]> batches = Batch.of(plan, spark.getConf().getSizeAsBytes(BATCH, "64m"));
    JavaRDD<Tuple2<byte[], byte[]>> folded =
        spark.parallelize(batches, batches.size()).map(folding::fold);
    if (!plan.isLarge()) {
      return Assembly.of(plan, sum(folding, folded.map(it -> it._1())));
    }
    folded.persist(StorageLevel.DISK_ONLY());
    Facts facts = new Facts();
    for (byte[] some : folded.map(it -> it._2()).collect()) {
      facts.add(new DataInputStream(new ByteArrayInputStream(some)));
    }
    OwnRows rows = facts.choose(plan);
    int[] array = rows.toArray();
    Part all = sum(folding, folded.map(it -> folding.withRows(it._1(), array)));
    return Assembly.of(plan, all, rows, facts);
  }

  /** Adds parts up in the order of their partitions, in levels, so that no process has many. */
  private static Part sum(Folding folding, JavaRDD<byte[]> parts) throws IOException {
    JavaRDD<byte[]> level = parts;
    while (level.getNumPartitions() > FAN_IN) {
      level = nextLevel(folding, level);
    }
    Part sum = new Part(OptionalLong.of(folding.start()));
    Folding.add(sum, level.collect().iterator());
    return sum;
  }

  private static JavaRDD<byte[]> nextLevel(Folding folding, JavaRDD<byte[]> parts) {
    int groups = (parts.getNumPartitions() + FAN_IN - 1) / FAN_IN;
    JavaPairRDD<Integer, Tuple2<Integer, byte[]>> numbered =
        parts
            .mapPartitionsWithIndex(
                (index, bytes) -> {
                  List<Tuple2<Integer, Tuple2<Integer, byte[]>>> one = new ArrayList<>();
                  bytes.forEachRemaining(
                      part -> one.add(new Tuple2<>(index / FAN_IN, new Tuple2<>(index, part))));
                  return one.iterator();
                },
                true)
            .mapToPair(pair -> pair);
    // Spark puts the whole number n into partition n of that many partitions.
    return numbered.groupByKey(groups).map(group -> folding.sum(group._2()));
  }

  private static String version() {
    String version = ReportJob.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
