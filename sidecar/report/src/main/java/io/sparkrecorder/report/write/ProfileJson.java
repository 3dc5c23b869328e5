package io.sparkrecorder.report.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.application.Application;
import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.fold.Series;
import io.sparkrecorder.report.profile.FileOutcome;
import io.sparkrecorder.report.profile.KindTotal;
import io.sparkrecorder.report.profile.PodReport;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.QueryRow;
import io.sparkrecorder.report.profile.StageRow;
import io.sparkrecorder.text.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/** Writes a profile as the JSON document of {@code profile.schema.json}, column by column. */
public final class ProfileJson {
  /** Version of the document's structure. */
  public static final int VERSION = 1;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator json;

  private ProfileJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes the document; the target stays open. */
  public static void write(Profile profile, Optional<Profile> compare, OutputStream out)
      throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      ProfileJson writer = new ProfileJson(json);
      json.writeStartObject();
      writer.profile(profile);
      json.writeFieldName("compare");
      if (compare.isPresent()) {
        json.writeStartObject();
        writer.profile(compare.get());
        json.writeEndObject();
      } else {
        json.writeNull();
      }
      json.writeEndObject();
    }
  }

  private void profile(Profile profile) throws IOException {
    Folded folded = profile.folded();
    json.writeNumberField("version", VERSION);
    application(profile);
    texts("verdict", profile.verdict());
    json.writeNumberField("start", folded.start());
    json.writeNumberField("bucketMs", folded.bucketMs());
    json.writeNumberField("buckets", folded.buckets());
    kinds(profile.kinds());
    pods(profile);
    stages(profile);
    texts("threads", folded.threads());
    texts("names", folded.names());
    tree(folded);
    samples(profile);
    totals(profile.kinds());
    series(profile);
  }

  private void application(Profile profile) throws IOException {
    Application application = profile.application();
    json.writeObjectFieldStart("application");
    json.writeStringField("id", application.id());
    text("name", profile.name());
    text("namespace", application.namespace());
    text("sparkVersion", profile.sparkVersion());
    json.writeNumberField("started", profile.started());
    json.writeNumberField("ended", profile.ended());
    json.writeFieldName("complete");
    if (application.complete().isPresent()) {
      json.writeBoolean(application.complete().get());
    } else {
      json.writeNull();
    }
    texts("reasons", application.reasons());
    text("manifest", application.manifest());
    text("eventLog", profile.eventLog());
    json.writeStringField("attribution", profile.attribution());
    texts("notes", profile.notes());
    json.writeEndObject();
  }

  private void kinds(List<KindTotal> kinds) throws IOException {
    json.writeArrayFieldStart("kinds");
    for (KindTotal kind : kinds) {
      json.writeStartObject();
      json.writeStringField("id", kind.kind().id());
      json.writeStringField("title", kind.kind().title());
      json.writeStringField("unit", kind.kind().unit());
      text("note", kind.note());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void pods(Profile profile) throws IOException {
    json.writeArrayFieldStart("pods");
    for (PodReport pod : profile.pods()) {
      json.writeStartObject();
      pod(pod);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void pod(PodReport report) throws IOException {
    AppPod pod = report.pod();
    json.writeStringField("role", pod.role());
    text("id", pod.id());
    json.writeStringField("name", pod.name());
    text("uid", pod.uid());
    number("from", report.from());
    number("to", report.to());
    json.writeStringField("state", pod.state());
    text("reason", pod.reason());
    json.writeStringField("ended", report.ended().how());
    json.writeStringField("endedText", report.ended().text());
    number("exitCode", pod.exitCode().map(Integer::longValue));
    number("lastHeapBytes", report.series().lastHeapBytes());
    number("heapMaxBytes", report.series().heapMaxBytes());
    number("memoryLimitBytes", report.series().memoryLimitBytes());
    share("gcShare", report.series().gcShare());
    json.writeNumberField("hottest", report.hottest());
    share("distance", report.distance());
    json.writeArrayFieldStart("files");
    for (FileOutcome file : report.files()) {
      file(file);
    }
    json.writeEndArray();
  }

  private void file(FileOutcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", outcome.file().name());
    text("key", outcome.file().place());
    json.writeNumberField("bytes", outcome.file().bytes());
    json.writeStringField("state", Words.of(outcome.file().state()));
    text("note", outcome.file().note());
    number("events", outcome.events() < 0 ? Optional.empty() : Optional.of(outcome.events()));
    json.writeEndObject();
  }

  private void stages(Profile profile) throws IOException {
    json.writeArrayFieldStart("stages");
    for (StageRow stage : profile.stages().stages()) {
      json.writeStartObject();
      json.writeNumberField("id", stage.id());
      json.writeNumberField("attempt", stage.attempt());
      text("name", stage.name());
      json.writeNumberField("query", stage.query());
      number("from", stage.from());
      number("to", stage.to());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("queries");
    for (QueryRow query : profile.stages().queries()) {
      json.writeStartObject();
      json.writeNumberField("id", query.id());
      json.writeStringField("description", query.description());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sharedStages");
    for (List<Integer> shared : profile.stages().shared()) {
      json.writeStartArray();
      for (int stage : shared) {
        json.writeNumber(stage);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void tree(Folded folded) throws IOException {
    json.writeObjectFieldStart("tree");
    column("parent", folded.nodes(), node -> node == 0 ? 0 : node - folded.parent(node));
    column("name", folded.nodes(), folded::nameOf);
    json.writeEndObject();
  }

  private void samples(Profile profile) throws IOException {
    Folded folded = profile.folded();
    json.writeObjectFieldStart("samples");
    column("pod", folded.rows(), folded::pod);
    column("kind", folded.rows(), row -> kindIndex(profile, folded.kind(row)));
    column("bucket", folded.rows(), folded::bucket);
    column("stage", folded.rows(), row -> profile.stages().of(folded.stage(row)));
    column("thread", folded.rows(), folded::thread);
    column("node", folded.rows(), row -> folded.leaf(row) - (row == 0 ? 0 : folded.leaf(row - 1)));
    column("weight", folded.rows(), folded::weight);
    json.writeEndObject();
  }

  private static int kindIndex(Profile profile, int kind) {
    List<KindTotal> kinds = profile.kinds();
    int index = 0;
    while (kinds.get(index).kind().index() != kind) {
      index++;
    }
    return index;
  }

  private void totals(List<KindTotal> kinds) throws IOException {
    json.writeArrayFieldStart("totals");
    for (int index = 0; index < kinds.size(); index++) {
      json.writeStartObject();
      json.writeNumberField("kind", index);
      json.writeNumberField("weight", kinds.get(index).weight());
      json.writeNumberField("samples", kinds.get(index).samples());
      json.writeNumberField("inFiles", kinds.get(index).inFiles());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void series(Profile profile) throws IOException {
    json.writeArrayFieldStart("series");
    for (int pod = 0; pod < profile.pods().size(); pod++) {
      for (Series series : profile.pods().get(pod).series().all()) {
        json.writeStartObject();
        json.writeNumberField("pod", pod);
        json.writeStringField("name", series.name());
        json.writeStringField("unit", series.unit());
        column("at", series.size(), point -> series.at(point) - profile.folded().start());
        json.writeArrayFieldStart("value");
        for (int point = 0; point < series.size(); point++) {
          value(series.value(point));
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  /** Writes whole numbers without a fraction, and others with four digits behind the point. */
  private void value(double value) throws IOException {
    if (value == Math.rint(value) && Math.abs(value) < 1L << 52) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(Math.round(value * 10_000) / 10_000.0);
    }
  }

  private void column(String name, int size, IntToLongFunction values) throws IOException {
    json.writeArrayFieldStart(name);
    for (int index = 0; index < size; index++) {
      json.writeNumber(values.applyAsLong(index));
    }
    json.writeEndArray();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void text(String name, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    } else {
      json.writeNullField(name);
    }
  }

  private void number(String name, Optional<Long> number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.get());
    } else {
      json.writeNullField(name);
    }
  }

  private void share(String name, Optional<Double> share) throws IOException {
    json.writeFieldName(name);
    if (share.isPresent()) {
      value(share.get());
    } else {
      json.writeNull();
    }
  }
}
