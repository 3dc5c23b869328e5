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

  private static MethodDescriptor<DynamicMessage, DynamicMessage> method(
      MethodDescriptor.MethodType type, String name, String response) {
    // The caller builds the request, so only the response's type is needed to read bytes.
    Marshaller marshaller = new Marshaller(Messages.named(response));
    return MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(marshaller)
        .setResponseMarshaller(marshaller)
        .build();
  }

  /** Reads and writes messages of one type. */
  static final class Marshaller implements MethodDescriptor.Marshaller<DynamicMessage> {

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
