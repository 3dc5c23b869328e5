package io.sparkrecorder.armada.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Describes methods of Armada's services to gRPC. */
final class Methods {

  private Methods() {}

  static MethodDescriptor<DynamicMessage, DynamicMessage> unary(String name, String response) {
    return method(MethodDescriptor.MethodType.UNARY, name, response);
  }

  static MethodDescriptor<DynamicMessage, DynamicMessage> streaming(String name, String response) {
    return method(MethodDescriptor.MethodType.SERVER_STREAMING, name, response);
  }

  /**
   * A method whose messages of one direction are read. Those of the other are built, which needs no
   * type.
   *
   * @param read name of the messages that are read: the responses for a client, the requests for a
   *     server
   */
  static MethodDescriptor<DynamicMessage, DynamicMessage> method(
      MethodDescriptor.MethodType type, String name, String read) {
    Marshaller marshaller = new Marshaller(Messages.named(read));
    return MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(marshaller)
        .setResponseMarshaller(marshaller)
        .build();
  }

  /** Reads and writes messages of one type. */
  private static final class Marshaller implements MethodDescriptor.Marshaller<DynamicMessage> {

    private final Descriptor type;

    Marshaller(Descriptor type) {
      this.type = type;
    }

    @Override
    public InputStream stream(DynamicMessage message) {
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public DynamicMessage parse(InputStream in) {
      try {
        return DynamicMessage.parseFrom(type, in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
