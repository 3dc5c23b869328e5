package io.sparkrecorder.armada.api;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The messages of Armada's API, by name. The build compiles them from {@code src/main/protobuf}.
 */
final class Messages {

  private static final Map<String, Descriptor> ALL = read();

  private Messages() {}

  /** The message {@code api.NAME}. */
  static Descriptor named(String name) {
    return Objects.requireNonNull(ALL.get(name), name);
  }

  private static Map<String, Descriptor> read() {
    try (InputStream in =
        Objects.requireNonNull(Messages.class.getResourceAsStream("armada.desc"))) {
      Map<String, FileDescriptor> files = new HashMap<>();
      // The set lists a file after the files that it imports.
      for (FileDescriptorProto file : FileDescriptorSet.parseFrom(in).getFileList()) {
        FileDescriptor[] imports =
            file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
        files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
      }
      Map<String, Descriptor> messages = new HashMap<>();
      files.values().stream()
          .filter(file -> file.getPackage().equals("api"))
          .flatMap(file -> file.getMessageTypes().stream())
          .forEach(message -> messages.put(message.getName(), message));
      return Map.copyOf(messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
