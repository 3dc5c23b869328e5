package io.sparkrecorder.report.page;

import io.sparkrecorder.report.page.ProfileDocument.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Builds documents of page data: a small application with a killed executor, and a large one. */
final class SampleProfiles {
  static final long START = 1_795_770_000_000L;
  static final int CPU = 0;
  static final int NATIVE = 1;
  static final int ALLOC = 2;

  private static final int KINDS = 4;
  private static final String RUN =
      "java.lang.Thread.run;java.util.concurrent.ThreadPoolExecutor$Worker.run;"
          + "java.util.concurrent.ThreadPoolExecutor.runWorker;org.apache.spark.executor.Executor$TaskRunner.run;"
          + "org.apache.spark.scheduler.Task.run;";
  private static final String MAP =
      RUN
          + "org.apache.spark.scheduler.ShuffleMapTask.runTask;"
          + "org.apache.spark.shuffle.sort.UnsafeShuffleWriter.write;"
          + "org.apache.spark.sql.execution.WholeStageCodegenEvaluatorFactory$WholeStageCodegenPartitionEvaluator$$anon$1.hasNext;";
  private static final String RESULT =
      RUN
          + "org.apache.spark.scheduler.ResultTask.runTask;"
          + "org.apache.spark.sql.execution.joins.SortMergeJoinExec.doExecute;";

  private static final List<String> SCAN =
      List.of(
          MAP
              + "org.apache.parquet.hadoop.InternalParquetRecordReader.nextKeyValue;org.apache.parquet.io.RecordReaderImplementation.read",
          MAP
              + "org.apache.parquet.hadoop.InternalParquetRecordReader.nextKeyValue;java.util.zip.Inflater.inflate",
          MAP
              + "org.apache.spark.sql.catalyst.expressions.GeneratedClass$SpecificUnsafeProjection.apply;org.apache.spark.unsafe.types.UTF8String.getBytes");
  private static final List<String> PARSE =
      List.of(
          MAP
              + "com.acme.prices.PriceParser.parse;com.acme.prices.DateFormats.guess;java.util.regex.Matcher.matches;java.util.regex.Pattern$Loop.match;java.util.regex.Pattern$GroupTail.match",
          MAP
              + "com.acme.prices.PriceParser.parse;com.acme.prices.DateFormats.guess;java.text.SimpleDateFormat.parse",
          MAP + "com.acme.prices.PriceParser.parse;java.math.BigDecimal.<init>");
  private static final List<String> JOIN =
      List.of(
          RESULT
              + "org.apache.spark.sql.execution.joins.SortMergeJoinScanner.findNextInnerJoinRows;org.apache.spark.sql.execution.joins.SortMergeJoinScanner.bufferMatchingRows;org.apache.spark.sql.execution.ExternalAppendOnlyUnsafeRowArray.add",
          RESULT
              + "org.apache.spark.util.collection.unsafe.sort.UnsafeExternalSorter.insertRecord;org.apache.spark.util.collection.unsafe.sort.UnsafeExternalSorter.spill;org.apache.spark.util.collection.unsafe.sort.UnsafeSorterSpillWriter.write;net.jpountz.lz4.LZ4BlockOutputStream.flushBufferedData",
          RESULT
              + "org.apache.spark.util.collection.unsafe.sort.UnsafeInMemorySorter.sort;org.apache.spark.util.collection.TimSort.mergeLo");
  private static final List<String> WAIT =
      List.of(
          "java.lang.Thread.run;io.netty.util.concurrent.SingleThreadEventExecutor$4.run;io.netty.channel.epoll.EpollEventLoop.run;io.netty.channel.epoll.Native.epollWait",
          "java.lang.Thread.run;sun.nio.ch.SelectorImpl.select;sun.nio.ch.EPoll.wait");
  private static final List<String> DRIVER =
      List.of(
          "java.lang.Thread.run;org.apache.spark.scheduler.DAGSchedulerEventProcessLoop.onReceive;org.apache.spark.scheduler.DAGScheduler.handleTaskCompletion",
          "java.lang.Thread.run;org.apache.spark.sql.catalyst.optimizer.Optimizer.execute;org.apache.spark.sql.catalyst.trees.TreeNode.transformDown");

  private SampleProfiles() {}

  /**
   * A driver and three executors over six minutes: executor 2 is killed, executor 3 gets the hot
   * key.
   */
  static ProfileDocument small() {
    ProfileDocument document = new ProfileDocument();
    Random random = new Random(7);
    int buckets = 180;
    for (int pod = 0; pod < 4; pod++) {
      int end = pod == 2 ? 148 : buckets;
      for (int bucket = pod == 0 ? 0 : 9; bucket < end; bucket++) {
        fill(document, random, pod, bucket);
      }
    }
    return describe(document, buckets);
  }

  private static void fill(ProfileDocument document, Random random, int pod, int bucket) {
    boolean scanning = bucket < 95;
    int stage = pod == 0 ? -1 : scanning ? 0 : bucket < 110 && pod != 3 ? 3 : bucket < 150 ? 1 : 2;
    List<String> stacks =
        pod == 0 ? DRIVER : scanning ? (random.nextInt(5) < 3 ? SCAN : PARSE) : JOIN;
    if (pod == 3 && scanning && random.nextInt(3) > 0) {
      stacks = PARSE;
    }
    int samples =
        pod == 0 ? random.nextInt(2) : pod == 3 ? 6 + random.nextInt(6) : 2 + random.nextInt(6);
    for (int i = 0; i < samples; i++) {
      int preferred = pod == 3 ? (scanning ? 0 : 1) : random.nextInt(stacks.size());
      String stack = stacks.get(random.nextInt(4) == 0 ? random.nextInt(stacks.size()) : preferred);
      int node = document.stack(List.of(stack.split(";")));
      document.add(new Row(pod, CPU, bucket, stage, pod == 0 ? 2 : 0, node, 1));
      if (i == 0) {
        document.add(
            new Row(
                pod,
                ALLOC,
                bucket,
                stage,
                pod == 0 ? 2 : 0,
                node,
                (long) (1 << 18) * (1 + random.nextInt(90))));
      }
    }
    if (random.nextInt(3) == 0) {
      String stack = WAIT.get(random.nextInt(WAIT.size()));
      document.add(
          new Row(
              pod,
              NATIVE,
              bucket,
              -1,
              1,
              document.stack(List.of(stack.split(";"))),
              1 + random.nextInt(9)));
    }
  }

  private static ProfileDocument describe(ProfileDocument document, int buckets) {
    int hot = document.name("java.util.regex.Pattern$GroupTail.match");
    int spill = document.name("net.jpountz.lz4.LZ4BlockOutputStream.flushBufferedData");
    int read = document.name("org.apache.parquet.io.RecordReaderImplementation.read");
    header(document, buckets, 2000, "application_prices", false, List.of("no-marker: 2"));
    document.with(
        "verdict",
        List.of(
            "Executor 2 was killed (exit code 137) 4 min 56 s into the run; its last 10 seconds"
                + " were spent in UnsafeExternalSorter.spill.",
            "Executor 3 differs most from the others: it spends 61 % of its CPU samples in"
                + " com.acme.prices.DateFormats.guess, the others 12 %.",
            "Executor 3 paused for garbage collection during 9 % of its life, the others during 2"
                + " %."));
    List<Object> pods = new ArrayList<>();
    pods.add(
        pod(
            "driver",
            null,
            "prices-driver",
            0,
            360,
            "sealed",
            "succeeded",
            "Completed",
            0,
            0.004,
            document.name("org.apache.spark.sql.catalyst.trees.TreeNode.transformDown"),
            null,
            "whole"));
    pods.add(
        pod(
            "executor",
            "1",
            "prices-exec-1",
            18,
            358,
            "sealed",
            "succeeded",
            "Ended with the application",
            0,
            0.02,
            read,
            0.11,
            "whole"));
    pods.add(
        pod(
            "executor",
            "2",
            "prices-exec-2",
            18,
            296,
            "partial",
            "killed",
            "Killed by the kernel: out of memory (OOMKilled)",
            137,
            0.03,
            spill,
            0.24,
            "salvaged"));
    pods.add(
        pod(
            "executor",
            "3",
            "prices-exec-3",
            18,
            358,
            "sealed",
            "succeeded",
            "Ended with the application",
            0,
            0.09,
            hot,
            0.57,
            "whole"));
    document.with("pods", pods);
    document.with(
        "stages",
        List.of(
            stage(0, "scan and parse prices at Prices.scala:41", 0, 18, 190),
            stage(1, "join with instruments at Prices.scala:57", 0, 190, 300),
            stage(2, "count at Prices.scala:63", 1, 300, 358)));
    document.with(
        "queries",
        List.of(
            Map.of("id", 4, "description", "SELECT * FROM prices JOIN instruments USING (isin)"),
            Map.of("id", 5, "description", "count at Prices.scala:63")));
    document.with("sharedStages", List.of(List.of(0, 1)));
    document.with("threads", List.of("task threads", "network", "driver"));
    List<Object> series = new ArrayList<>();
    Random random = new Random(11);
    for (int pod = 0; pod < 4; pod++) {
      series(series, random, pod, pod == 2 ? 296 : 358, 2000);
    }
    return document.with("series", series).with("compare", null);
  }

  /** 200 executors and a tree of 150,000 nodes, the most that a report holds. */
  static ProfileDocument large() {
    ProfileDocument document = new ProfileDocument();
    Random random = new Random(42);
    List<Integer> leaves = new ArrayList<>();
    List<Integer> open = new ArrayList<>(List.of(0));
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < 9000; i++) {
      String root =
          List.of(
                  "org.apache.spark.sql.execution.",
                  "java.util.",
                  "scala.collection.",
                  "com.acme.prices.")
              .get(i % 4);
      frames.add(root + "Package" + i % 37 + ".Class" + i / 7 + ".method" + i % 7);
    }
    List<Integer> depths = new ArrayList<>(List.of(0));
    while (document.nodeCount() < 150_000) {
      int branch = random.nextInt(open.size());
      int node = open.get(branch);
      int depth = depths.get(branch);
      int end = Math.min(100, depth + 1 + random.nextInt(30));
      while (depth < end && document.nodeCount() < 150_000) {
        double skew = random.nextDouble();
        node = document.child(node, frames.get((int) (frames.size() * skew * skew * skew)));
        depth++;
        open.add(node);
        depths.add(depth);
      }
      leaves.add(node);
    }
    for (int pod = 0; pod < 201; pod++) {
      for (int i = 0; i < 1500; i++) {
        double skew = random.nextDouble();
        int leaf = leaves.get((int) (leaves.size() * skew * skew));
        int bucket = random.nextInt(300);
        int kind = i % 10 < 6 ? CPU : i % 10 < 9 ? ALLOC : NATIVE;
        document.add(new Row(pod, kind, bucket, bucket / 10, 0, leaf, kind == ALLOC ? 1 << 19 : 1));
      }
    }
    return describeLarge(document, random);
  }

  private static ProfileDocument describeLarge(ProfileDocument document, Random random) {
    header(document, 300, 10_000, "application_large", true, List.of());
    document.with(
        "verdict",
        List.of(
            "200 executors ended with the application. Executor 17 differs most from the others."));
    List<Object> pods = new ArrayList<>();
    List<Object> series = new ArrayList<>();
    for (int pod = 0; pod < 201; pod++) {
      boolean driver = pod == 0;
      pods.add(
          pod(
              driver ? "driver" : "executor",
              driver ? null : Integer.toString(pod),
              driver ? "large-driver" : "large-exec-" + pod,
              driver ? 0 : 20,
              3000,
              "sealed",
              "succeeded",
              "Ended with the application",
              0,
              random.nextDouble() / 20,
              1 + random.nextInt(5000),
              driver ? null : pod == 17 ? 0.66 : random.nextDouble() / 4,
              "whole"));
      series(series, random, pod, 2990, 30_000);
    }
    List<Object> stages = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      stages.add(stage(i, "stage of query " + i / 3, i / 3, i * 100, i * 100 + 100));
    }
    List<Object> queries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      queries.add(Map.of("id", i, "description", "query " + i));
    }
    return document
        .with("pods", pods)
        .with("stages", stages)
        .with("queries", queries)
        .with("sharedStages", List.of())
        .with("threads", List.of("task threads"))
        .with("series", series)
        .with("compare", null);
  }

  /**
   * The small application with names that try to become markup, to change the direction, or to fill
   * the page.
   */
  static ProfileDocument hostile() {
    ProfileDocument document = small();
    String script = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>";
    String rightToLeft = "\u202Egnp.exe\u05E9\u05DC\u05D5\u05DD";
    String longName = "com.acme." + "x".repeat(10_000);
    for (String name : List.of(script, rightToLeft, longName)) {
      document.add(
          new Row(1, CPU, 20, 0, 0, document.stack(List.of("java.lang.Thread.run", name)), 4000));
    }
    document.with("verdict", List.of(script, rightToLeft, longName));
    document.with("threads", List.of(script, rightToLeft, longName));
    document.with(
        "queries",
        List.of(Map.of("id", 1, "description", script), Map.of("id", 2, "description", longName)));
    document.with(
        "pods",
        List.of(
            pod(
                "driver",
                null,
                script,
                0,
                360,
                "sealed",
                "succeeded",
                rightToLeft,
                0,
                0.1,
                document.name(script),
                null,
                "whole"),
            pod(
                "executor",
                rightToLeft,
                longName,
                0,
                360,
                "partial",
                "killed",
                script,
                137,
                0.1,
                document.name(longName),
                0.5,
                script),
            pod(
                "executor",
                script,
                rightToLeft,
                0,
                360,
                "partial",
                "killed",
                longName,
                137,
                0.1,
                -1,
                0.3,
                "torn"),
            pod(
                "executor",
                longName,
                script,
                0,
                360,
                "partial",
                "killed",
                longName,
                137,
                0.1,
                -1,
                0.4,
                "torn")));
    header(document, 180, 2000, script, false, List.of(script, longName));
    return document;
  }

  /** The small application against a second run of it without the date parser. */
  static ProfileDocument compared() {
    ProfileDocument other = new ProfileDocument();
    Random random = new Random(8);
    for (int bucket = 9; bucket < 180; bucket++) {
      for (int i = 0; i < 5; i++) {
        List<String> stacks = bucket < 95 ? SCAN : JOIN;
        other.add(
            new Row(
                1,
                CPU,
                bucket,
                0,
                0,
                other.stack(List.of(stacks.get(random.nextInt(3)).split(";"))),
                1));
      }
    }
    describe(other, 180);
    header(other, 180, 2000, "application_earlier", true, List.of());
    return small().with("compare", other);
  }

  private static void header(
      ProfileDocument document,
      int buckets,
      int bucketMs,
      String id,
      boolean complete,
      List<String> reasons) {
    Map<String, Object> application = new LinkedHashMap<>();
    application.put("id", id);
    application.put("name", "Daily prices");
    application.put("namespace", "analytics");
    application.put("sparkVersion", "4.1.4");
    application.put("started", START);
    application.put("ended", START + (long) buckets * bucketMs);
    application.put("complete", complete);
    application.put("reasons", reasons);
    application.put(
        "manifest",
        "s3://recordings/analytics/" + (complete ? "large" : "prices") + "/manifest.json");
    application.put(
        "eventLog", "s3://recordings/analytics/events/" + (complete ? "large" : "prices"));
    application.put("attribution", "event-log");
    application.put(
        "notes",
        List.of(
            "Stages come from the event log: a sample that fits several stages is shown as"
                + " shared."));
    document
        .with("version", 1)
        .with("application", application)
        .with("start", START)
        .with("bucketMs", bucketMs)
        .with("buckets", buckets);
    List<Object> kinds = new ArrayList<>();
    kinds.add(kind("cpu", "CPU, Java", "samples", null));
    kinds.add(kind("native", "In native code, waits included", "samples", null));
    kinds.add(kind("alloc", "Allocation", "bytes", null));
    kinds.add(
        kind(
            "lock",
            "Locks",
            "nanoseconds",
            "No thread waited longer than 20 ms for a lock, so the JVM recorded no event."));
    assert kinds.size() == KINDS;
    document.with("kinds", kinds);
  }

  private static Map<String, Object> kind(String id, String title, String unit, String note) {
    Map<String, Object> kind = new LinkedHashMap<>();
    kind.put("id", id);
    kind.put("title", title);
    kind.put("unit", unit);
    kind.put("note", note);
    return kind;
  }

  private static Map<String, Object> stage(int id, String name, int query, int from, int to) {
    return Map.of(
        "id",
        id,
        "attempt",
        0,
        "name",
        name,
        "query",
        query,
        "from",
        START + from * 1000L,
        "to",
        START + to * 1000L);
  }

  private static Map<String, Object> pod(
      String role,
      String id,
      String name,
      int from,
      int to,
      String state,
      String ended,
      String endedText,
      int exitCode,
      double gcShare,
      int hottest,
      Double distance,
      String fileState) {
    Map<String, Object> pod = new LinkedHashMap<>();
    pod.put("role", role);
    pod.put("id", id);
    pod.put("name", name);
    pod.put("uid", null);
    pod.put("from", START + from * 1000L);
    pod.put("to", START + to * 1000L);
    pod.put("state", state);
    pod.put("reason", null);
    pod.put("ended", ended);
    pod.put("endedText", endedText);
    pod.put("exitCode", exitCode);
    pod.put(
        "lastHeapBytes",
        700_000_000L + (id == null ? 1 : Math.floorMod(id.hashCode(), 7)) * 30_000_000L);
    pod.put("heapMaxBytes", 1L << 30);
    pod.put("memoryLimitBytes", 1_400L << 20);
    pod.put("gcShare", gcShare);
    pod.put("hottest", hottest);
    pod.put("distance", distance);
    String key = "analytics/recordings/" + name + "/0001.jfr";
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("name", "0001.jfr");
    file.put("key", key);
    file.put("bytes", 2_900_000);
    file.put("state", fileState);
    file.put(
        "note",
        fileState.equals("salvaged") ? "Cut after the last whole chunk; 1.2 s are missing." : null);
    file.put("events", 12_345);
    pod.put("files", List.of(file));
    return pod;
  }

  private static void series(List<Object> series, Random random, int pod, int seconds, int step) {
    int points = seconds * 1000 / step;
    long[] at = new long[points];
    long[] heap = new long[points];
    long[] rss = new long[points];
    long[] limit = new long[points];
    long[] pause = new long[points];
    List<Object> cpu = new ArrayList<>();
    double used = 150;
    for (int i = 0; i < points; i++) {
      at[i] = (long) i * step;
      used = used > 900 ? 250 + random.nextInt(100) : used + random.nextInt(pod == 3 ? 60 : 25);
      heap[i] = (long) (used * (1 << 20));
      rss[i] =
          (long)
              ((700 + (pod == 2 ? 4.6 * i : 200.0 * i / points) + random.nextInt(10)) * (1 << 20));
      limit[i] = 1_400L << 20;
      pause[i] = 5L + random.nextInt(pod == 3 ? 180 : 30);
      cpu.add(
          Math.round(1000 * Math.min(1, (pod == 3 ? 0.7 : 0.3) + random.nextDouble() / 4))
              / 1000.0);
    }
    series.add(series(pod, "heapUsed", "bytes", at, heap));
    long[] max = new long[points];
    Arrays.fill(max, 1L << 30);
    series.add(series(pod, "heapMax", "bytes", at, max));
    series.add(series(pod, "rss", "bytes", at, rss));
    series.add(series(pod, "memoryLimit", "bytes", at, limit));
    series.add(series(pod, "gcPause", "ms", at, pause));
    series.add(series(pod, "cpuJvm", "share", at, cpu));
  }

  private static Map<String, Object> series(
      int pod, String name, String unit, long[] at, Object values) {
    return Map.of("pod", pod, "name", name, "unit", unit, "at", at, "value", values);
  }

  /** Writes the page of each document into a folder, for a look at it. */
  static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Map<String, ProfileDocument> documents =
        Map.of("small", small(), "large", large(), "hostile", hostile(), "compared", compared());
    for (Map.Entry<String, ProfileDocument> entry : documents.entrySet()) {
      byte[] data = entry.getValue().gzipped();
      Files.write(folder.resolve(entry.getKey() + ".json.gz"), data);
      Files.writeString(folder.resolve(entry.getKey() + ".html"), ReportPage.selfContained(data));
      System.out.println(
          entry.getKey()
              + ": "
              + data.length
              + " bytes, "
              + entry.getValue().nodeCount()
              + " nodes");
    }
  }
}
