package io.sparkrecorder.report.write;

import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.cli.Table;
import io.sparkrecorder.config.Units;
import io.sparkrecorder.report.profile.FileOutcome;
import io.sparkrecorder.report.profile.KindTotal;
import io.sparkrecorder.report.profile.PodReport;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A profile as text for a terminal. */
public final class Summary {
  private Summary() {}

  /** The verdict, the pods, and problems of files. */
  public static String of(Profile profile) {
    StringBuilder text = new StringBuilder();
    String name = profile.name().map(it -> " (" + it + ")").orElse("");
    line(text, profile.application().id() + name);
    profile.verdict().forEach(sentence -> line(text, sentence));
    text.append('\n').append(pods(profile)).append('\n').append(kinds(profile));
    profile.notes().forEach(note -> line(text, note));
    profile.application().reasons().forEach(reason -> line(text, "not complete: " + reason));
    for (PodReport pod : profile.pods()) {
      pod.files().stream()
          .filter(Summary::isOdd)
          .forEach(file -> line(text, pod.pod().label() + ": " + file(file)));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(Printable.of(line)).append('\n');
  }

  private static boolean isOdd(FileOutcome file) {
    return switch (file.file().state()) {
      case WHOLE, UNVERIFIED -> file.file().note().isPresent();
      case SALVAGED, TORN, UNREADABLE, MISSING -> true;
    };
  }

  private static String file(FileOutcome file) {
    return "%s is %s%s"
        .formatted(
            file.file().name(),
            file.file().state().name().toLowerCase(Locale.ROOT),
            file.file().note().map(note -> ": " + note).orElse(""));
  }

  private static String pods(Profile profile) {
    Table table =
        new Table(
            List.of(3, 4, 5, 6),
            "POD",
            "ENDED",
            "FROM",
            "LIVED",
            "HEAP",
            "GC",
            "DIFFERS",
            "HOTTEST");
    for (PodReport pod : profile.pods()) {
      table.row(
          pod.pod().label(),
          pod.ended().how(),
          pod.from().map(from -> time(from)).orElse("-"),
          pod.from().flatMap(from -> pod.to().map(to -> Texts.duration(to - from))).orElse("-"),
          pod.series().lastHeapBytes().map(Units::text).orElse("-"),
          pod.series().gcShare().map(Texts::percent).orElse("-"),
          pod.distance().map(it -> String.format(Locale.ROOT, "%.2f", it)).orElse("-"),
          pod.hottest() < 0 ? "-" : profile.folded().names().get(pod.hottest()));
    }
    return table.toString();
  }

  private static String time(long epochMs) {
    return Instant.ofEpochMilli(epochMs / 1000 * 1000).toString();
  }

  private static String kinds(Profile profile) {
    Table table = new Table(List.of(1, 2), "KIND", "SAMPLES", "WEIGHT", "NOTE");
    for (KindTotal kind : profile.kinds()) {
      table.row(kind.kind().title(), "" + kind.samples(), weight(kind), kind.note().orElse(""));
    }
    return table.toString();
  }

  private static String weight(KindTotal kind) {
    return switch (kind.kind()) {
      case ALLOC, MALLOC -> Units.text(kind.weight());
      case LOCK -> Texts.duration(kind.weight() / 1_000_000);
      case CPU, NATIVE, WALL -> "" + kind.weight();
    };
  }

  /** The first sentence of the verdict. */
  public static Optional<String> headline(Profile profile) {
    return profile.verdict().stream().findFirst();
  }
}
