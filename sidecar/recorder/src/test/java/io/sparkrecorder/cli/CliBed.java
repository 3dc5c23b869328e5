package io.sparkrecorder.cli;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.record.Stop;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs the command line against a real S3 server, with a new bucket per test. */
final class CliBed
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  static final String PREFIX = "pipelines/team-a";
  private static final String ACCESS_KEY = "aws.accessKeyId";
  private static final String SECRET_KEY = "aws.secretAccessKey";

  /**
   * The result of a command.
   *
   * @param exit its exit code
   */
  record Ran(int exit, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  private Path folder;
  private VersityGateway gateway;
  private int buckets;
  private Map<String, String> environment;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("cli-bed-");
    gateway = VersityGateway.start(folder.resolve("s3"));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    buckets++;
    gateway.createBucket(bucket());
    environment = new LinkedHashMap<>();
    environment.put("RECORDER_S3_ENDPOINT", gateway.endpoint().toString());
    environment.put("RECORDER_S3_BUCKET", bucket());
    environment.put("RECORDER_S3_PREFIX", PREFIX);
    System.setProperty(ACCESS_KEY, gateway.accessKey());
    System.setProperty(SECRET_KEY, gateway.secretKey());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    System.clearProperty(ACCESS_KEY);
    System.clearProperty(SECRET_KEY);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    gateway.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
    }
  }

  Ran run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(args, environment, new Stop(), new PrintWriter(out), new PrintWriter(err));
    return new Ran(exit, out.toString(), err.toString());
  }

  /** Sets another value of a variable; null removes it. */
  void set(String name, String value) {
    if (value == null) {
      environment.remove(name);
    } else {
      environment.put(name, value);
    }
  }

  void useSecretKey(String secretKey) {
    System.setProperty(SECRET_KEY, secretKey);
  }

  String bucket() {
    return "cli-" + buckets;
  }

  String endpoint() {
    return gateway.endpoint().toString();
  }

  ObjectStore store() {
    return ObjectStore.open(RecorderSettings.s3From(environment));
  }

  /** The file in which this server stores an object. */
  Path object(String key) {
    return gateway.root().resolve(bucket()).resolve(key);
  }
}
