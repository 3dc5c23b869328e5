package io.sparkrecorder.bench.history;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of an S3 server with one line per completed request, in the format of S3's access logs.
 */
record AccessLog(Path file) {
  private static final Pattern LINE =
      Pattern.compile("\\S+ \\S+ \\[[^\\]]*\\] \\S+ \\S+ \\S+ (\\S+) \\S+ (\\S+) .*");
  private static final Pattern PREFIX = Pattern.compile("[?&]prefix=([^&]*)");

  /** One request: its action, such as {@code s3:ListBucket}, and its address. */
  private record Request(String action, String uri) {
    boolean isRead() {
      return action.startsWith("s3:Get") || action.startsWith("s3:Head");
    }

    /** Whether the request lists the direct children of a prefix. */
    boolean lists(String prefix) {
      Matcher matcher = PREFIX.matcher(uri);
      return matcher.find()
          && URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8).equals(prefix);
    }
  }

  /** The requests since the log was last emptied. */
  Requests requests() throws IOException {
    return count(read());
  }

  /** The number of times that the folder of the event logs was listed. */
  long looks(String folder) throws IOException {
    return read().stream().filter(request -> request.lists(folder)).count();
  }

  /** The average cost of one scan, between the first and the last listing of the folder. */
  Requests perLook(String folder) throws IOException {
    List<Request> all = read();
    int first = -1;
    int last = -1;
    int looks = 0;
    for (int at = 0; at < all.size(); at++) {
      if (all.get(at).lists(folder)) {
        first = first < 0 ? at : first;
        last = at;
        looks++;
      }
    }
    return count(all.subList(first, last)).times(1.0 / (looks - 1));
  }

  /** Empties the log; the server continues to append to it. */
  void empty() throws IOException {
    Files.write(file, new byte[0]);
  }

  private List<Request> read() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        requests.add(new Request(matcher.group(1), matcher.group(2)));
      }
    }
    return requests;
  }

  private static Requests count(List<Request> requests) {
    long reads = requests.stream().filter(Request::isRead).count();
    return new Requests(requests.size() - reads, reads);
  }
}
