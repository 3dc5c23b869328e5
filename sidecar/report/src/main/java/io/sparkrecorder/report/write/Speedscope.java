package io.sparkrecorder.report.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.profile.KindTotal;
import io.sparkrecorder.report.profile.Profile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes a file for speedscope: one sampled profile per kind that has samples. */
public final class Speedscope {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private Speedscope() {}

  public static void write(Profile profile, OutputStream out) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("$schema", "https://www.speedscope.app/file-format-schema.json");
      json.writeStringField("exporter", "spark-recorder");
      json.writeStringField("name", profile.application().id());
      json.writeObjectFieldStart("shared");
      json.writeArrayFieldStart("frames");
      for (String name : profile.folded().names()) {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeArrayFieldStart("profiles");
      for (KindTotal kind : profile.kinds()) {
        if (kind.samples() > 0) {
          kind(profile.folded(), kind, json);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void kind(Folded folded, KindTotal kind, JsonGenerator json) throws IOException {
    long[] weights = Collapsed.weights(folded, kind.kind());
    json.writeStartObject();
    json.writeStringField("type", "sampled");
    json.writeStringField("name", kind.kind().title());
    json.writeStringField("unit", unit(kind));
    json.writeNumberField("startValue", 0);
    json.writeNumberField("endValue", kind.weight());
    json.writeArrayFieldStart("samples");
    Deque<Integer> frames = new ArrayDeque<>();
    for (int node = 0; node < weights.length; node++) {
      if (weights[node] > 0) {
        for (int at = node; at > 0; at = folded.parent(at)) {
          frames.push(folded.nameOf(at));
        }
        json.writeStartArray();
        while (!frames.isEmpty()) {
          json.writeNumber(frames.pop());
        }
        json.writeEndArray();
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("weights");
    for (long weight : weights) {
      if (weight > 0) {
        json.writeNumber(weight);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String unit(KindTotal kind) {
    return switch (kind.kind()) {
      case ALLOC, MALLOC -> "bytes";
      case LOCK -> "nanoseconds";
      case CPU, NATIVE, WALL -> "none";
    };
  }
}
