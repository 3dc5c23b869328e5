package io.sparkrecorder.armada.api;

import com.google.protobuf.DynamicMessage;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server with Armada's API on the loopback address, which the methods of a test answer. */
final class ArmadaServer {

  private ArmadaServer() {}

  /** Returns a server that has not started, at this port or, for 0, at any free one. */
  static OkHttpServerBuilder at(
      int port,
      ServerCredentials credentials,
      ServerCalls.UnaryMethod<DynamicMessage, DynamicMessage> submit,
      ServerCalls.UnaryMethod<DynamicMessage, DynamicMessage> cancel,
      ServerCalls.ServerStreamingMethod<DynamicMessage, DynamicMessage> events) {
    return OkHttpServerBuilder.forPort(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
        .addService(
            ServerServiceDefinition.builder("api.Submit")
                .addMethod(
                    Methods.method(
                        MethodDescriptor.MethodType.UNARY,
                        "api.Submit/SubmitJobs",
                        "JobSubmitRequest"),
                    ServerCalls.asyncUnaryCall(submit))
                .addMethod(
                    Methods.method(
                        MethodDescriptor.MethodType.UNARY,
                        "api.Submit/CancelJobs",
                        "JobCancelRequest"),
                    ServerCalls.asyncUnaryCall(cancel))
                .build())
        .addService(
            ServerServiceDefinition.builder("api.Event")
                .addMethod(
                    Methods.method(
                        MethodDescriptor.MethodType.SERVER_STREAMING,
                        "api.Event/GetJobSetEvents",
                        "JobSetRequest"),
                    ServerCalls.asyncServerStreamingCall(events))
                .build());
  }
}
