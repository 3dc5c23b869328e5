package io.sparkrecorder.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tab of a server that has no credentials for S3. */
class NoCredentialsTest {
  @TempDir Path folder;

  @Test
  void page_names_the_missing_credentials_and_not_a_refusal_of_s3() throws Exception {
    Map<String, String> conf = new TreeMap<>(S3aConf.of(URI.create("http://127.0.0.1:9"), "", ""));
    conf.put(RecordingsTab.SETTING, "s3a://team/recordings");
    conf.put(
        "spark.hadoop.fs.s3a.aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    EventLogs logs = new EventLogs(folder.resolve("logs")).ended("spark-1");
    try (RealHistoryServer server =
        RealHistoryServer.start(folder.resolve("server"), logs, conf, 1)) {
      assertThat(new String(server.page("spark-1").body(), UTF_8))
          .contains("has no credentials for S3", "AWS_ACCESS_KEY_ID")
          .doesNotContain("answered 403");
    }
  }
}
