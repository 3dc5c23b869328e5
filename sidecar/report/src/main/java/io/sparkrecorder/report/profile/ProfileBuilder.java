package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.Origin;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Reads an application's recordings one at a time, and makes its profile. */
public final class ProfileBuilder {
  /** Is told about progress. */
  public interface Progress {
    void file(String name, int number, int of);

    void bytes(long bytes);
  }

  private final Origin origin;
  private final Request request;
  private final Path scratch;
  private final Progress progress;

  /**
   * Prepares a profile.
   *
   * @param scratch folder for temporary files, which is empty afterwards
   */
  public ProfileBuilder(Origin origin, Request request, Path scratch, Progress progress) {
    this.origin = origin;
    this.request = request;
    this.scratch = scratch;
    this.progress = progress;
  }

  /** Reads everything; problems of single files are in the profile. */
  public Profile build() throws IOException {
    Plan plan = Plan.of(origin, request, scratch);
    return plan.isLarge() ? large(plan) : small(plan);
  }

  private Profile small(Plan plan) throws IOException {
    Part part = new Part(plan.start());
    PodReader reader = reader(plan, part);
    for (int pod = 0; pod < plan.pods().size(); pod++) {
      read(plan, pod, reader);
    }
    return Assembly.of(plan, part);
  }

  private PodReader reader(Plan plan, Part part) {
    return new PodReader(part, origin, plan.scope(), scratch, progress, plan.recordings());
  }

  private static void read(Plan plan, int pod, PodReader reader) throws IOException {
    reader.read(pod, plan.pods().get(pod).files(), plan.times(plan.pods().get(pod)));
  }

  /** Which pods get their own rows is known when all were read, so their parts wait in a file. */
  private Profile large(Plan plan) throws IOException {
    Path file = scratch.resolve("parts");
    try {
      Facts facts = new Facts();
      int parts = writeParts(plan, file, facts);
      OwnRows rows = facts.choose(plan);
      Part all = new Part(plan.start());
      try (DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(new InflaterInputStream(Files.newInputStream(file))))) {
        for (int part = 0; part < parts; part++) {
          all.add(in, rows);
        }
      }
      return Assembly.of(plan, all, rows, facts);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private int writeParts(Plan plan, Path file, Facts facts) throws IOException {
    int parts = 0;
    int pods = plan.pods().size();
    try (DataOutputStream out = new DataOutputStream(deflated(file))) {
      int pod = 0;
      OptionalLong start = plan.start();
      while (pod < pods) {
        Part part = new Part(start);
        PodReader reader = reader(plan, part);
        do {
          read(plan, pod++, reader);
        } while (pod < pods && !part.isHalfFull());
        start = part.cube().start();
        part.write(out);
        facts.add(part);
        parts++;
      }
    }
    return parts;
  }

  private static BufferedOutputStream deflated(Path file) throws IOException {
    return new BufferedOutputStream(
        new DeflaterOutputStream(Files.newOutputStream(file), new Deflater(Deflater.BEST_SPEED)));
  }
}
